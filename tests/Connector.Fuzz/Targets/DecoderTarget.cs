using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Fuzz.Targets;

/// <summary>Exports: the same in reads of any size, and where a plain reader understands them, what it says.</summary>
internal sealed class DecoderTarget(string name, ExportFormat format) : Target
{
    private static readonly string[] Columns = ["event_name", "event_json", "appmetrica_device_id", "id", "a"];

    public override string Name => name;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. format == ExportFormat.Csv ? Inputs.Files("samples/appmetrica", ".csv", ".csv.fragment.txt") : Inputs.Files("samples/appmetrica", ".json", "json.txt"),
        .. format switch
        {
            ExportFormat.Csv => Inputs.Of("event_name,event_json,id\na,\"{\"\"a\"\":1}\",7\nb,,8\n", "a,id\r\n\"x\ny\",1\r\n", "a\n"),
            ExportFormat.Json => Inputs.Of(
                "{\"data\":[{\"event_name\":\"a\",\"event_json\":\"{\\\"a\\\":1}\",\"id\":7},{\"a\":[1,{\"b\":null}]}]}", "[{\"a\":1},\n{\"a\":\"\\u0041\"},\n]", "{\n\"data\" :\n[\n{\"id\":\"1\"},\n{\"id\":\"2\"}\n]\n}\n"),
            _ => Inputs.Of("{\"event_name\":\"a\",\"id\":7}\n{\"a\":[1,{\"b\":null}]}\n", "{\"a\":1}\r\n\n{\"a\":2}"),
        },
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
        format == ExportFormat.Csv ? [.. Inputs.Evil, .. Inputs.Of(",", "\"", "\"\"", "\n", "\r\n", "\",\"", "\"\n", "a", "event_name", "id")] : [.. Inputs.Json, .. Inputs.Of("{\"data\":[", "]}", "\"id\":", "\n{\"", "},\n", "\n]")];

    /// <summary>The buffer, twice where it grows.</summary>
    public override long FixedBytes => 2 << 20;

    public override void Read(byte[] input, Random random) => Decode(new MemoryStream(input), new Blind());

    public override void Check(byte[] input, Random random)
    {
        var whole = new Told();
        string? end = Decode(new MemoryStream(input), whole);
        var pieces = new Told { HandOnEvery = random.Next(3) };
        string? endOfPieces = Decode(new PieceStream(input, random), pieces);
        Hold(end == endOfPieces, $"In one piece it ends with {end ?? "its end"}, in pieces with {endOfPieces ?? "its end"}.");
        Hold(whole.Lines.SequenceEqual(pieces.Lines), $"In one piece it holds\n{string.Join('\n', whole.Lines)}\nand in pieces\n{string.Join('\n', pieces.Lines)}");
        if (format == ExportFormat.Json && PlainLines(input) is { } plain)
        {
            Hold(end is null && whole.Lines.SequenceEqual(plain), $"A plain reader finds\n{string.Join('\n', plain)}\nand the decoder\n{string.Join('\n', whole.Lines)}\n{end}");
        }
    }

    /// <returns>The kind of the documented failure; null: the body came to its end.</returns>
    private string? Decode(Stream body, IRecordSink sink)
    {
        try
        {
            new ExportDecoder().DecodeAsync(body, format, new RecordSchema([.. Columns]), sink, CancellationToken.None).GetAwaiter().GetResult();
            return null;
        }
        catch (SourceException e)
        {
            return e.GetType().Name;
        }
    }

    /// <returns>Null: it is not right from end to end.</returns>
    private static List<string>? PlainLines(byte[] input)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(input.AsMemory(input.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), new JsonDocumentOptions { MaxDepth = 1000 });
            JsonElement root = document.RootElement;
            JsonElement? records = root.ValueKind == JsonValueKind.Array ? root
                : root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Count() == 1 && root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array ? data
                : null;
            return records?.EnumerateArray().Select(Line).ToList();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair, which has no text.
            return null;
        }
    }

    private static string Line(JsonElement record) => record.ValueKind != JsonValueKind.Object
        ? "-"
        : "+" + string.Join('|', Columns.Select(column => record.EnumerateObject().Where(member => member.Name == column).Select(member => Text(member.Value)).LastOrDefault("")));

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Object or JsonValueKind.Array => Compact(value.GetRawText()),
        _ => value.GetRawText(),
    };

    private static string Compact(string json)
    {
        var compact = new StringBuilder();
        bool inText = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (inText || !char.IsWhiteSpace(json[i]))
            {
                compact.Append(json[i]);
            }

            if (inText && json[i] == '\\')
            {
                compact.Append(json[++i]);
            }
            else if (json[i] == '"')
            {
                inText = !inText;
            }
        }

        return compact.ToString();
    }

    /// <summary>Looks at every text, as the product does, and keeps none.</summary>
    private sealed class Blind : IRecordSink
    {
        public bool Add(Record record)
        {
            for (int slot = 0; slot < Columns.Length; slot++)
            {
                _ = record.Text(slot).Length;
            }

            return false;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason) => false;

        public ValueTask HandOnAsync(CancellationToken cancellationToken) => default;
    }

    private sealed class Told : IRecordSink
    {
        public List<string> Lines { get; } = [];

        /// <summary>0: never.</summary>
        public int HandOnEvery { get; init; }

        public bool Add(Record record)
        {
            Lines.Add("+" + string.Join('|', Enumerable.Range(0, Columns.Length).Select(slot => Encoding.UTF8.GetString(record.Text(slot)))));
            return HandOnEvery > 0 && Lines.Count % HandOnEvery == 0;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
        {
            Lines.Add("-");
            return HandOnEvery > 0 && Lines.Count % HandOnEvery == 0;
        }

        public ValueTask HandOnAsync(CancellationToken cancellationToken) => default;
    }
}
