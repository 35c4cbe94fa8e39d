using System.Text;
using Connector.Core.Catalog;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>What must hold for any export, right or mangled.</summary>
public sealed class DecodingProperties
{
    private static readonly Gen<int> Seeds = Gen.Choose(0, int.MaxValue);

    /// <summary>The bytes that mean something in JSON, and a few that do not.</summary>
    private static readonly byte[] JsonBytes = "{}[]\",:\\ 1xnu"u8.ToArray();

    [Fact]
    public void Json_means_what_the_plain_reader_says() => AgreesWithReference(Bodies.Json, ExportFormat.Json, ReferenceDecoder.Json);

    [Fact]
    public void Json_lines_mean_what_the_plain_reader_says() => AgreesWithReference(
        Bodies.JsonLines.Select(lines => string.Join("\r\n\n", lines)),
        ExportFormat.JsonLines,
        (body, columns) => ReferenceDecoder.JsonLines(Encoding.UTF8.GetString(body), columns));

    [Fact]
    public void Csv_means_what_the_plain_reader_says() => AgreesWithReference(
        Bodies.Csv,
        ExportFormat.Csv,
        (body, columns) => ReferenceDecoder.Csv(Encoding.UTF8.GetString(body).TrimStart('\uFEFF'), columns));

    [Fact]
    public void Json_that_is_cut_anywhere_gives_the_records_before_and_says_so() => Check(
        from body in Bodies.Json from seed in Seeds select (body, seed),
        (body, seed) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body.TrimEnd());
            byte[] cut = bytes[..(seed % bytes.Length)];
            List<string> whole = Decoded.Of(bytes, ExportFormat.Json, Bodies.Columns).Lines;
            Decoded decoded = Decoded.InSmallReads(cut, ExportFormat.Json, Bodies.Columns, seed);

            Assert.True(decoded.IsIncomplete);
            Assert.Equal(whole[..decoded.Lines.Count], decoded.Lines);
        });

    [Fact]
    public void Mangled_line_of_json_costs_no_other_line() => Check(
        from lines in Bodies.JsonLines from seed in Seeds select (lines.Append("{\"id\":\"last\"}").ToArray(), seed),
        (lines, seed) =>
        {
            int victim = seed % (lines.Length - 1);
            string[] others = [.. lines.Where((_, i) => i != victim)];
            string[] sent = [.. lines.Select(line => line + ",")];
            sent[victim] = Mangle(sent[victim], JsonBytes, seed);

            Decoded framed = Decoded.InSmallReads(Encoding.Latin1.GetBytes("{\n\"data\" :\n[\n" + string.Join('\n', sent.Select(Utf8)) + "\n]\n}\n"), ExportFormat.Json, Bodies.Columns, seed);
            Decoded bare = Decoded.Of(Encoding.Latin1.GetBytes("[\n" + string.Join('\n', sent.Select(Utf8)) + "\n]"), ExportFormat.Json, Bodies.Columns);
            Decoded separate = Decoded.Of(Encoding.Latin1.GetBytes(string.Join('\n', lines.Select((line, i) => Utf8(i == victim ? sent[i] : line))) + "\n"), ExportFormat.JsonLines, Bodies.Columns);

            foreach (Decoded decoded in (Decoded[])[framed, bare, separate])
            {
                Assert.True(decoded.Failure is null, $"{decoded.Failure?.Message} {sent[victim]}");
                Assert.True(others.SequenceEqual(decoded.Raw.Where(others.Contains)), $"{sent[victim]}\n{string.Join('\n', decoded.Lines)}");
            }
        });

    [Fact]
    public void Mangled_line_of_csv_costs_no_other_line() => Check(
        from count in Gen.Choose(1, 9) from seed in Seeds select (count, seed),
        (count, seed) =>
        {
            string[] lines = [.. Enumerable.Range(0, count).Select(i => $"{i},value {i},,Привет")];
            int victim = seed % count;
            string[] others = [.. lines.Where((_, i) => i != victim)];
            lines[victim] = Mangle(lines[victim], ",\r x1;'\\"u8.ToArray(), seed);

            Decoded decoded = Decoded.InSmallReads(Encoding.Latin1.GetBytes("id,a,b,c\n" + string.Join('\n', lines.Select(Utf8))), ExportFormat.Csv, ["a", "c"], seed);

            Assert.Null(decoded.Failure);
            Assert.Equal(others, decoded.Raw.Where(others.Contains));
        });

    [Fact]
    public void Mangled_bytes_never_crash_and_are_the_same_in_any_reads() => Check(
        from format in Gen.Elements(ExportFormat.Json, ExportFormat.Csv, ExportFormat.JsonLines)
        from body in format == ExportFormat.Csv ? Bodies.Csv : Bodies.Json
        from seed in Seeds
        select (format, body, seed),
        (format, body, seed) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            Random random = new(seed);
            for (int i = random.Next(1, 6); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : "{}[]\",:\\\n\r 1x"u8[random.Next(13)];
            }

            Decoded whole = Decoded.Of(bytes, format, Bodies.Columns);
            Decoded small = Decoded.InSmallReads(bytes, format, Bodies.Columns, seed);
            Assert.Equal(whole.Lines, small.Lines);
            Assert.Equal(whole.Failure?.GetType(), small.Failure?.GetType());
        });

    private static void AgreesWithReference(Gen<string> bodies, ExportFormat format, Func<byte[], string[], (List<string> Lines, List<string> Raw)> reference) => Check(
        from body in bodies from seed in Seeds select (body, seed),
        (body, seed) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(body);
            string[] columns = [.. Bodies.Columns.Where((_, i) => i == 0 || (seed >> i & 1) == 0)];
            (List<string> lines, List<string> raw) = reference(bytes[(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0)..], columns);
            foreach (Decoded decoded in (Decoded[])[Decoded.Of(bytes, format, columns), Decoded.InSmallReads(bytes, format, columns, seed)])
            {
                Assert.Null(decoded.Failure);
                Assert.Equal(lines, decoded.Lines);
                Assert.Equal(raw, decoded.Raw);
            }
        });

    /// <summary>Changes, drops or adds up to three bytes.</summary>
    private static string Mangle(string line, byte[] alphabet, int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(line)];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            byte next = alphabet[random.Next(alphabet.Length)];
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = next;
                    break;
                case 1:
                    bytes.Insert(at, next);
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at - 1));
                    break;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>UTF-8 bytes as Latin-1 characters.</summary>
    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static void Check<T1, T2>(Gen<(T1, T2)> gen, Action<T1, T2> holds) =>
        FsCheck.Fluent.Prop.ForAll(gen.ToArbitrary(), pair => holds(pair.Item1, pair.Item2)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static void Check<T1, T2, T3>(Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> holds) =>
        FsCheck.Fluent.Prop.ForAll(gen.ToArbitrary(), triple => holds(triple.Item1, triple.Item2, triple.Item3)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
