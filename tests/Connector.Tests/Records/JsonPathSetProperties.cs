using System.Text;
using Connector.Core.Records;
using Connector.Tests.Vendors.Decoding;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Records;

/// <summary>What must hold for any text of a JSON column, right or mangled.</summary>
public sealed class JsonPathSetProperties
{
    private static readonly byte[] JsonBytes = "{}[]\",:\\ \n\t1-0.eEutrfalsenbz\u0001"u8.ToArray();

    private static readonly FieldPath[] Plain = Paths("event_json.c", "event_json.c.data", "event_json.data[1].c", "event_json[\"\\\"\"]", "event_json.data[0]");
    private static readonly FieldPath[] Nested = Paths("event_json.внутри", "event_json.внутри.c", "event_json[\"b.c\"][1]", "event_json.c.c.c", "event_json.absent");

    private static readonly Gen<(byte[] Json, int Seed)> Mangled =
        from text in Bodies.Object
        from seed in Gen.Choose(0, int.MaxValue)
        select (Mangle(Encoding.UTF8.GetBytes(text), new Random(seed)), seed);

    [Fact]
    public void Any_bytes_mean_what_the_plain_reader_says() => Check((json, _) =>
    {
        var expected = ReferencePaths.Read(json);
        FieldPath[] paths = [.. Plain, .. Nested];
        JsonPathSet set = SetOf(paths);
        var found = new PathValue[set.Count];

        Assert.Equal(expected is not null, set.Find(json, found));
        Assert.Equal(paths.Select(path => expected?.Of(path.Steps) ?? ""), found.Select(value => Text(json, value)));
    });

    [Fact]
    public void What_is_found_in_the_escaped_text_is_what_the_plain_reader_says() => Check((json, seed) =>
    {
        FieldPath[] paths = seed % 3 == 0 ? [.. Plain, .. Nested] : Plain;
        JsonPathSet set = SetOf(paths);
        var found = new PathValue[set.Count];
        byte[] escaped = Escape(json);
        if (set.TryFindEscaped(escaped, found))
        {
            var expected = ReferencePaths.Read(json);
            Assert.NotNull(expected);
            Assert.All(found, value => Assert.True(value.Form is ValueForm.Plain or ValueForm.Missing));
            Assert.Equal(paths.Select(path => expected.Of(path.Steps)), found.Select(value => Text(escaped, value)));
        }
        else
        {
            Assert.All(found, value => Assert.Equal(ValueForm.Missing, value.Form));
        }
    });

    [Fact]
    public void An_object_that_has_no_escapes_of_its_own_needs_no_unescaping() => Check((json, _) =>
    {
        JsonPathSet set = SetOf(Paths("event_json.absent", "event_json.c.absent"));
        bool isPlain = json.AsSpan().IndexOfAny((byte)'\\', (byte)'\n', (byte)'\r') < 0 && !json.Contains((byte)'\t') && !json.Contains((byte)1);
        bool isFound = set.TryFindEscaped(Escape(json), new PathValue[set.Count]);
        Assert.True(!isPlain || isFound == ReferencePaths.Read(json) is not null);
    });

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void Objects_and_arrays_may_be_a_thousand_deep(int depth, bool isRead)
    {
        string json = string.Concat(Enumerable.Repeat("{\"c\":[", depth / 2)) + (depth % 2 == 0 ? "" : "{}") + string.Concat(Enumerable.Repeat("]}", depth / 2));
        JsonPathSet set = SetOf(Nested);
        bool found = false;
        // Of the stacks that systems give their threads, the smallest are this large.
        var thread = new Thread(() => found = set.Find(Encoding.UTF8.GetBytes(json), new PathValue[set.Count]), 512 << 10);
        thread.Start();
        thread.Join();
        Assert.Equal(isRead, found);
        Assert.Equal(isRead, ReferencePaths.Read(Encoding.UTF8.GetBytes(json)) is not null);
    }

    private static void Check(Action<byte[], int> holds) =>
        Prop.ForAll(Mangled.ToArbitrary(), pair => holds(pair.Json, pair.Seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    /// <summary>Half of the texts stay as they are; the others get up to three changes, mostly bytes that mean something.</summary>
    private static byte[] Mangle(byte[] json, Random random)
    {
        List<byte> bytes = [.. json];
        for (int i = Math.Max(0, random.Next(-3, 4)); i > 0 && bytes.Count > 1; i--)
        {
            int at = random.Next(bytes.Count);
            byte next = random.Next(6) == 0 ? (byte)random.Next(256) : JsonBytes[random.Next(JsonBytes.Length)];
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = next;
                    break;
                case 1:
                    bytes.Insert(at, next);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(1, bytes.Count - at + 1));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>As it stands between the quotes of a JSON string.</summary>
    private static byte[] Escape(byte[] json) => [.. json.SelectMany(one => one switch
    {
        (byte)'"' or (byte)'\\' => (byte[])[(byte)'\\', one],
        (byte)'\n' => [(byte)'\\', (byte)'n'],
        (byte)'\r' => [(byte)'\\', (byte)'r'],
        _ => [one],
    })];

    private static JsonPathSet SetOf(FieldPath[] paths)
    {
        var set = new JsonPathSet();
        Assert.Equal(Enumerable.Range(0, paths.Length), paths.Select(set.Add));
        return set;
    }

    private static FieldPath[] Paths(params string[] texts) =>
        [.. texts.Select(text => FieldPath.TryParse(text, LogResource.Events, out FieldPath? path, out string? error) ? path! : throw new InvalidOperationException(error))];

    private static string Text(byte[] json, PathValue value)
    {
        ReadOnlySpan<byte> raw = json.AsSpan(value.Start, value.Length);
        byte[] target = new byte[raw.Length];
        int length = value.Form switch
        {
            ValueForm.JsonString => JsonText.Unescape(raw, target),
            ValueForm.JsonStructure => JsonText.Compact(raw, target),
            _ => -1,
        };
        return Encoding.Latin1.GetString(length < 0 ? raw : target.AsSpan(0, length));
    }
}
