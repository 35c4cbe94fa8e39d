using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;
using Record = Connector.Core.Records.Record;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>What became of a body: everything the sink was given, in order, and how it ended.</summary>
internal sealed class Decoded(RecordSchema schema) : IRecordSink
{
    /// <summary>The wanted columns' texts, one array a record.</summary>
    public List<string[]> Records { get; } = [];

    public List<string> Raw { get; } = [];

    public List<string> Malformed { get; } = [];

    public List<string> Reasons { get; } = [];

    /// <summary>Records and malformed ones as one line each, in the order of the body.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Of the last record; none for JSON.</summary>
    public string[] Header { get; private set; } = [];

    public SourceException? Failure { get; private set; }

    public int HandedOn { get; private set; }

    /// <summary>After how many calls the sink asks to hand on; 0: never.</summary>
    public int HandOnEvery { get; init; }

    private int _calls;
    private bool _mustHandOn;

    public bool IsIncomplete => Failure is ExportIncompleteException;

    public static Decoded Json(string body, params string[] columns) => Of(Encoding.UTF8.GetBytes(body), ExportFormat.Json, columns);

    public static Decoded Csv(string body, params string[] columns) => Of(Encoding.UTF8.GetBytes(body), ExportFormat.Csv, columns);

    public static Decoded JsonLines(string body, params string[] columns) => Of(Encoding.UTF8.GetBytes(body), ExportFormat.JsonLines, columns);

    public static Decoded Of(byte[] body, ExportFormat format, string[] columns) => OfAsync(new MemoryStream(body), format, columns).GetAwaiter().GetResult();

    /// <summary>A body that does not fail, and in reads of any size means the same.</summary>
    public static Decoded Good(string body, ExportFormat format, string[] columns)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        Decoded decoded = Of(bytes, format, columns);
        Assert.Null(decoded.Failure);
        if (bytes.Length < 100_000)
        {
            Assert.Equal(decoded.Lines, InSmallReads(bytes, format, columns, bytes.Length).Lines);
        }

        return decoded;
    }

    /// <summary>The same body in reads of one to a few bytes.</summary>
    public static Decoded InSmallReads(byte[] body, ExportFormat format, string[] columns, int seed) =>
        OfAsync(new SmallReadsStream(body, seed), format, columns, handOnEvery: 1 + (seed & 3)).GetAwaiter().GetResult();

    public static async Task<Decoded> OfAsync(Stream body, ExportFormat format, string[] columns, int handOnEvery = 0)
    {
        RecordSchema schema = new([.. columns]);
        Decoded decoded = new(schema) { HandOnEvery = handOnEvery };
        await decoded.WatchAsync(new ExportDecoder().DecodeAsync(body, format, schema, decoded, CancellationToken.None));
        return decoded;
    }

    /// <summary>Keeps the failure of a source; any other is the test's.</summary>
    public async Task WatchAsync(Task decoding)
    {
        try
        {
            await decoding;
        }
        catch (SourceException e)
        {
            Failure = e;
        }
    }

    public bool Add(Record record)
    {
        Assert.False(_mustHandOn, "A record came before what was gathered was handed on.");
        string[] texts = [.. Enumerable.Range(0, schema.Columns.Length).Select(slot => Encoding.UTF8.GetString(record.Text(slot)))];
        Records.Add(texts);
        Raw.Add(Encoding.UTF8.GetString(record.Raw));
        Lines.Add("+" + string.Join("|", texts));
        Header = record.CsvHeader ?? [];
        return Count();
    }

    public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
    {
        Assert.False(_mustHandOn, "A record came before what was gathered was handed on.");
        Malformed.Add(Encoding.UTF8.GetString(text));
        Reasons.Add(reason);
        Lines.Add("-" + Malformed[^1]);
        return Count();
    }

    public ValueTask HandOnAsync(CancellationToken cancellationToken)
    {
        _mustHandOn = false;
        HandedOn++;
        return default;
    }

    private bool Count() => _mustHandOn = HandOnEvery > 0 && ++_calls % HandOnEvery == 0;
}

/// <summary>Gives a body in pieces of one to seven bytes.</summary>
internal sealed class SmallReadsStream(byte[] body, int seed) : MemoryStream(body)
{
    private readonly Random _random = new(seed);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 8))], cancellationToken);
}
