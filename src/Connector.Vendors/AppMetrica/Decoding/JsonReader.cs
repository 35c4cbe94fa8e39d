using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads <c>{"data":[..]}</c> or a bare array, one object at a time. Anything may stand where an object should: it is malformed, and reading goes on.</summary>
/// <remarks>Source: <c>appmetrica-logs-api.md</c> 6.1. The layout of one object a line is not promised, and used only to find the way after a fault.</remarks>
internal sealed class JsonReader(ExportBuffer buffer, RecordSchema schema, IRecordSink sink) : IExportReader
{
    private readonly JsonRecordReader _records = new(schema);
    private Part _part = Part.Head;
    private bool _wrapped;
    private int _indent;
    private BrokenJson? _broken;

    private enum Part
    {
        Head,
        Records,
        Broken,
        Done,
    }

    public Pause Advance()
    {
        while (true)
        {
            Pause? pause = _part switch
            {
                Part.Head => ReadHead(),
                Part.Records => ReadRecords(),
                Part.Broken => ReadBroken(),
                _ => Pause.Finished,
            };
            if (pause is { } reason)
            {
                return reason;
            }
        }
    }

    private Pause? ReadHead()
    {
        int records = JsonFrame.FindRecords(buffer, out _wrapped);
        if (records < 0)
        {
            return WaitForMore();
        }

        buffer.Start = records;
        _indent = BrokenJson.MidLine;
        _part = Part.Records;
        return null;
    }

    private Pause? ReadRecords()
    {
        byte[] bytes = buffer.Bytes;
        int end = buffer.End;
        while (true)
        {
            int at = SkipBetween(bytes, buffer.Start, end);
            buffer.Start = at;
            if (at >= end)
            {
                return WaitForMore();
            }

            if (bytes[at] != '{')
            {
                return bytes[at] == ']' ? ReadEnd() : ReadNoObject();
            }

            int next = _records.Read(bytes, at, end);
            if (next < 0 || JsonValue.SkipSpace(bytes, next, end) == end)
            {
                // Not a good record, or the last one in the buffer.
                if (next < JsonFault.Unfinished)
                {
                    return Break(next);
                }

                if (!buffer.IsLast && !buffer.IsFull)
                {
                    return Pause.NeedsBytes;
                }

                if ((next < 0 && buffer.IsFull) || BrokenJson.HoldsOtherRecords(buffer.Pending))
                {
                    return Break(JsonFault.Unfinished);
                }

                if (next < 0)
                {
                    throw Incomplete();
                }
            }

            buffer.Start = next;
            _indent = BrokenJson.MidLine;
            if (sink.Add(_records.Record))
            {
                return Pause.HandOn;
            }
        }
    }

    /// <summary>Steps over white space and commas, of which there may be one too many, and notes how far the line is indented.</summary>
    private int SkipBetween(byte[] bytes, int at, int end)
    {
        for (; at < end; at++)
        {
            switch (bytes[at])
            {
                case (byte)'\n' or (byte)'\r':
                    _indent = 0;
                    break;
                case (byte)' ' or (byte)'\t':
                    _indent = _indent == BrokenJson.MidLine ? BrokenJson.MidLine : _indent + 1;
                    break;
                case (byte)',':
                    _indent = BrokenJson.MidLine;
                    break;
                default:
                    return at;
            }
        }

        return at;
    }

    private Pause? ReadEnd()
    {
        int end = JsonFrame.FindEnd(buffer, _wrapped, out bool isJoined);
        if (end == JsonFault.Unfinished && !buffer.IsFull)
        {
            return WaitForMore();
        }

        if (end < 0)
        {
            return Break(new BrokenJson("Something stands where the export should end.", _indent, isObject: false) { IsBehindEndMark = true });
        }

        buffer.Start = end;
        _indent = BrokenJson.MidLine;
        _part = isJoined ? Part.Records : Part.Done;
        return null;
    }

    /// <summary>A number, text, literal or array for a record is one malformed record; whatever is no JSON goes on to where the next record begins.</summary>
    private Pause? ReadNoObject()
    {
        int start = buffer.Start;
        int end = buffer.End;
        int next = JsonValue.Skip(buffer.Bytes, start, end, strict: false);
        int behind = next < 0 ? next : JsonValue.SkipSpace(buffer.Bytes, next, end);
        bool takesRecords = buffer.Bytes[start] == '[' && BrokenJson.HoldsLine(buffer.Bytes.AsSpan(start, (next < 0 ? end : next) - start), "{\""u8);
        if (!takesRecords && (next == JsonFault.Unfinished || behind == end) && !buffer.IsFull)
        {
            return WaitForMore();
        }

        if (takesRecords || next < 0 || behind == end || buffer.Bytes[behind] is not ((byte)',' or (byte)']' or (byte)'{'))
        {
            return Break(new BrokenJson("Something stands between the records that is no JSON object.", _indent, isObject: false));
        }

        buffer.Start = next;
        _indent = BrokenJson.MidLine;
        return AddMalformed(buffer.Bytes.AsSpan(start, next - start), "A record is no JSON object.");
    }

    private Pause? Break(int fault) => Break(new BrokenJson(
        fault == JsonFault.Unfinished && buffer.IsFull ? $"The record is longer than {buffer.Limits.RecordMegabytes} MB." : JsonFault.Describe(fault),
        _indent,
        isObject: true));

    private Pause? Break(BrokenJson broken)
    {
        _broken = broken;
        _part = Part.Broken;
        return null;
    }

    private Pause? ReadBroken()
    {
        BrokenJson broken = _broken!;
        if (broken.TryFindEnd(buffer))
        {
            _indent = broken.Indent;
            _part = Part.Records;
        }
        else if (!buffer.IsLast)
        {
            return Pause.NeedsBytes;
        }
        else if (broken.TakesEndMark(_wrapped))
        {
            _part = Part.Done;
        }
        else
        {
            throw Incomplete();
        }

        return AddMalformed(broken.Text, broken.Reason);
    }

    private Pause? AddMalformed(ReadOnlySpan<byte> text, string reason) =>
        sink.AddMalformed(text[..Math.Min(text.Length, BrokenJson.TextLimit)], reason) ? Pause.HandOn : null;

    private Pause WaitForMore() => buffer.IsLast ? throw Incomplete() : Pause.NeedsBytes;

    private ExportIncompleteException Incomplete() => new(_part == Part.Head
        ? "The export is empty or ends before its first record."
        : $"The export ends without its end mark {(_wrapped ? "]}" : "]")}.");
}
