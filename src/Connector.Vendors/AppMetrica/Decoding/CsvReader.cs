using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads CSV with a header, one row at a time. A row that does not fit the header is malformed, and the next one is read.</summary>
/// <remarks>Source: <c>appmetrica-logs-api.md</c> 6.3. CSV has no end mark: that a body is whole must be known from elsewhere.</remarks>
internal sealed class CsvReader(ExportBuffer buffer, RecordSchema schema, IRecordSink sink) : IExportReader
{
    private CsvRowReader? _rows;
    private bool _skipsLine;

    public Pause Advance()
    {
        if (_rows is null && !TryReadHeader())
        {
            return buffer.IsLast
                ? throw new ExportIncompleteException("The export is empty: even without rows a CSV export has a header.")
                : Pause.NeedsBytes;
        }

        while (true)
        {
            if (_skipsLine)
            {
                SkipLine();
            }

            SkipEmptyLines();
            if (buffer.Start == buffer.End)
            {
                return buffer.IsLast ? Pause.Finished : Pause.NeedsBytes;
            }

            int next = _rows!.Read(buffer.Bytes, buffer.Start, buffer.End, buffer.IsLast);
            if (next < 0 && !buffer.IsLast && !buffer.IsFull)
            {
                return Pause.NeedsBytes;
            }

            if (next < 0 && buffer.IsLast && _rows.Fault is null)
            {
                throw new ExportIncompleteException("The export ends inside a quoted field.");
            }

            if (TakeRow(next))
            {
                return Pause.HandOn;
            }
        }
    }

    private bool TryReadHeader()
    {
        if (CsvHeader.Read(buffer) is not { } header)
        {
            return false;
        }

        if (!schema.Columns.IsEmpty && !schema.Columns.Any(header.Contains))
        {
            // What was found is not shown: without a header it is somebody's data.
            throw new SourceException(
                $"The first row of the CSV ({header.Length} fields) names none of the columns that are read, such as «{schema.Columns[0]}»; "
                + "a CSV export begins with the names of its columns, separated by commas.");
        }

        _rows = new CsvRowReader(schema, header);
        return true;
    }

    private bool TakeRow(int next)
    {
        if (next < 0 || _rows!.MayHoldOtherRows)
        {
            return TakeFirstLine(_rows!.Fault ?? $"The row is longer than {buffer.Limits.RecordMegabytes} MB.");
        }

        buffer.Start = next;
        return _rows.Fault is { } fault ? AddMalformed(_rows.Record.Raw, fault) : sink.Add(_rows.Record);
    }

    /// <summary>Gives up the line on which the row begins, and no more: a stray quote makes one field of many good rows.</summary>
    private bool TakeFirstLine(string reason)
    {
        ReadOnlySpan<byte> rest = buffer.Pending;
        int lineBreak = rest.IndexOf((byte)'\n');
        _skipsLine = lineBreak < 0;
        buffer.Start += _skipsLine ? rest.Length : lineBreak + 1;
        return AddMalformed((_skipsLine ? rest : rest[..lineBreak]).TrimEnd((byte)'\r'), reason);
    }

    private bool AddMalformed(ReadOnlySpan<byte> text, string reason) =>
        sink.AddMalformed(text[..Math.Min(text.Length, BrokenJson.TextLimit)], reason);

    private void SkipLine()
    {
        int lineBreak = buffer.Pending.IndexOf((byte)'\n');
        _skipsLine = lineBreak < 0;
        buffer.Start = _skipsLine ? buffer.End : buffer.Start + lineBreak + 1;
    }

    private void SkipEmptyLines()
    {
        byte[] bytes = buffer.Bytes;
        int end = buffer.End;
        int at = buffer.Start;
        while (at < end)
        {
            int line = bytes[at] == '\r' ? at + 1 : at;
            if (line < end ? bytes[line] != '\n' : line == at || !buffer.IsLast)
            {
                break;
            }

            at = Math.Min(line + 1, end);
        }

        buffer.Start = at;
    }
}
