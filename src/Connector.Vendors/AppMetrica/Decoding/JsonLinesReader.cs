using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads one JSON object a line. A line that is none is malformed, and the next line is read.</summary>
internal sealed class JsonLinesReader(ExportBuffer buffer, RecordSchema schema, IRecordSink sink) : IExportReader
{
    private readonly JsonRecordReader _records = new(schema);
    private bool _begun;
    private bool _skipsLine;

    public Pause Advance()
    {
        while (true)
        {
            int length = buffer.Pending.IndexOf((byte)'\n');
            bool isWhole = length >= 0;
            if (!isWhole && !buffer.IsLast && !buffer.IsFull)
            {
                return Pause.NeedsBytes;
            }

            int start = buffer.Start;
            int end = isWhole ? start + length : buffer.End;
            if (start == end && !isWhole)
            {
                return Pause.Finished;
            }

            bool handOn = !_skipsLine && ReadLine(start, end, isWhole);
            // A line too long for the buffer goes by in parts.
            _skipsLine = !isWhole && !buffer.IsLast;
            buffer.Start = isWhole ? end + 1 : end;
            if (handOn)
            {
                return Pause.HandOn;
            }
        }
    }

    private bool ReadLine(int start, int end, bool isWhole)
    {
        byte[] bytes = buffer.Bytes;
        int at = _begun ? JsonValue.SkipSpace(bytes, start, end) : ForeignBody.SkipMarks(bytes, start, end);
        if (at == end)
        {
            return false;
        }

        ReadOnlySpan<byte> line = bytes.AsSpan(at, end - at).TrimEnd(" \t\r"u8);
        if (!_begun && (line[0] == '<' || line.Length == 1))
        {
            throw new SourceException($"The body does not hold one JSON object a line: found {ForeignBody.Describe(line)} over several lines.");
        }

        _begun = true;
        if (line[0] != '{')
        {
            return AddMalformed(line, "A record is no JSON object.");
        }

        int next = _records.Read(bytes, at, end);
        if (next == JsonFault.Unfinished && !isWhole)
        {
            return buffer.IsLast
                ? throw new ExportIncompleteException("The last line ends in the middle of its record.")
                : AddMalformed(line, $"The record is longer than {buffer.Limits.RecordMegabytes} MB.");
        }

        if (next == at + line.Length)
        {
            return sink.Add(_records.Record);
        }

        return AddMalformed(line, next < 0 ? JsonFault.Describe(next) : "Something stands behind the object on its line.");
    }

    private bool AddMalformed(ReadOnlySpan<byte> line, string reason) =>
        sink.AddMalformed(line[..Math.Min(line.Length, BrokenJson.TextLimit)], reason);
}
