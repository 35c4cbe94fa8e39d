using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Vendors.AppMetrica.Decoding;
using Record = Connector.Core.Records.Record;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>Memory does not grow with the export.</summary>
public sealed class DecodingMemoryTests
{
    private const int Length = 200 << 20;

    public static TheoryData<ExportFormat> Formats => [.. Enum.GetValues<ExportFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Records_cost_no_memory(ExportFormat format)
    {
        (string head, string tail, string separator) = format switch
        {
            ExportFormat.Json => ("{\n\"data\" :\n[\n", "]\n}\n", ",\n"),
            ExportFormat.Csv => ("event_name,event_json,device_model\n", "", "\n"),
            _ => ("", "", "\n"),
        };
        string record = format == ExportFormat.Csv
            ? $"purchase,\"{{\"\"total\"\":\"\"12.50\"\",\"\"note\"\":\"\"a\nb\"\"}}\",{new string('m', 300)}"
            : $$"""{"event_name":"purchase","event_json":"{\"total\":\"12.50\",\"note\":\"a\\nb\"}","device_model":"{{new string('m', 300)}}"}""";
        RepeatedStream body = new(head, record + separator, tail, Length);
        RecordSchema schema = new(["event_name", "event_json"]);
        CountingSink sink = new();

        // The body never keeps anyone waiting, so all of it happens on this thread.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task decoding = new ExportDecoder().DecodeAsync(body, format, schema, sink, CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(decoding.IsCompletedSuccessfully);
        await decoding;
        Assert.Equal(body.Repetitions, sink.Records);
        Assert.True(sink.TextBytes > sink.Records * 30);
        Assert.True(allocated < 2 << 20, $"{allocated} bytes for {sink.Records} records");
    }

    [Theory]
    [InlineData(ExportFormat.Json, "[{\"a\":1},\n{\"b\":\"", "y", "\"},\n{\"a\":3}]")]
    [InlineData(ExportFormat.JsonLines, "{\"a\":1}\n{\"b\":\"", "y", "\"}\n{\"a\":3}\n")]
    [InlineData(ExportFormat.Csv, "a,b\n1,x\n2,\"y\n", "y", "\n3,x\n")]
    public async Task Record_beyond_the_limit_is_malformed_and_the_next_one_is_read(ExportFormat format, string start, string filling, string end)
    {
        RepeatedStream body = new(start, string.Concat(Enumerable.Repeat(filling, 1000)), end, 66 << 20);
        RecordSchema schema = new(["a"]);
        CountingSink sink = new();

        await new ExportDecoder().DecodeAsync(body, format, schema, sink, CancellationToken.None);

        Assert.Equal(2, sink.Records);
        Assert.Equal("13", sink.Texts);
        Assert.Contains("longer than 64 MB", sink.Reasons[0], StringComparison.Ordinal);
        Assert.True(sink.LongestMalformed <= 64 << 10);
    }

    private sealed class CountingSink : IRecordSink
    {
        public int Records { get; private set; }

        public long TextBytes { get; private set; }

        public string Texts { get; private set; } = "";

        public List<string> Reasons { get; } = [];

        public int LongestMalformed { get; private set; }

        public bool Add(Record record)
        {
            Records++;
            for (int slot = 0; slot < record.Schema.Columns.Length; slot++)
            {
                TextBytes += record.Text(slot).Length;
            }

            if (Records < 10)
            {
                Texts += Encoding.UTF8.GetString(record.Text(0));
            }

            return false;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
        {
            Reasons.Add(reason);
            LongestMalformed = Math.Max(LongestMalformed, text.Length);
            return false;
        }

        public ValueTask HandOnAsync(CancellationToken cancellationToken) => default;
    }

    /// <summary>A head, one piece over and over up to a length, and a tail, without holding them.</summary>
    private sealed class RepeatedStream(string head, string piece, string tail, long length) : MemoryStream
    {
        private readonly byte[] _piece = Encoding.UTF8.GetBytes(piece);
        private readonly Queue<byte[]> _rest = new([Encoding.UTF8.GetBytes(head), [], Encoding.UTF8.GetBytes(tail)]);
        private byte[] _current = [];
        private int _taken;

        public int Repetitions { get; } = (int)(length / Encoding.UTF8.GetByteCount(piece));

        private int _repeated;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int given = 0;
            while (given < buffer.Length && (_taken < _current.Length || MoveNext()))
            {
                int next = Math.Min(buffer.Length - given, _current.Length - _taken);
                _current.AsSpan(_taken, next).CopyTo(buffer.Span[given..]);
                _taken += next;
                given += next;
            }

            return new(given);
        }

        private bool MoveNext()
        {
            _taken = 0;
            if (_rest.Count == 2 && _repeated < Repetitions)
            {
                _repeated++;
                _current = _piece;
                return true;
            }

            _current = _rest.TryDequeue(out byte[]? next) ? next : [];
            return next is not null;
        }
    }
}
