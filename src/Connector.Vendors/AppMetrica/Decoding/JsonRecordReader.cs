using Connector.Core.Records;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads one JSON object into the record: wanted values by their place in the bytes, the others stepped over.</summary>
internal sealed class JsonRecordReader(RecordSchema schema)
{
    private readonly ColumnOrder _columns = new(schema);
    private byte[] _name = new byte[256];

    public Record Record { get; } = new(schema);

    /// <summary>Reads the object that begins at <paramref name="start"/>.</summary>
    /// <returns>The position behind it, or a <see cref="JsonFault"/>; then the record holds nothing of use.</returns>
    public int Read(byte[] bytes, int start, int end)
    {
        Record.Begin(bytes);
        int at = JsonValue.SkipSpace(bytes, start + 1, end);
        if (at < end && bytes[at] == '}')
        {
            return Finish(start, at + 1);
        }

        for (int place = 0; ; place++)
        {
            Column? column = _columns.Foreseen(place);
            int common = column is null ? 0 : column.CountCommon(bytes, at);
            at = column is not null && common >= column.Length
                ? ReadString(bytes, at + column.Length, end, column.Slot)
                : ReadMember(bytes, at, end, place, column is not null && common >= column.NameLength ? column : null);
            if (at >= 0 && at < end && bytes[at] <= ' ')
            {
                at = JsonValue.SkipSpace(bytes, at, end);
            }

            if (at < 0 || at >= end)
            {
                return at < 0 ? at : JsonFault.Unfinished;
            }

            if (bytes[at] != ',')
            {
                return bytes[at] == '}' ? Finish(start, at + 1) : JsonFault.Syntax;
            }

            at++;
            if (at < end && bytes[at] <= ' ')
            {
                at = JsonValue.SkipSpace(bytes, at, end);
            }
        }
    }

    private int Finish(int start, int end)
    {
        Record.End(start, end - start);
        return end;
    }

    /// <summary>Reads a member that is not written as usual.</summary>
    /// <param name="column">The foreseen one, if its name stands here.</param>
    private int ReadMember(byte[] bytes, int at, int end, int place, Column? column)
    {
        int slot;
        if (column is not null)
        {
            slot = column.Slot;
            at += column.NameLength;
        }
        else
        {
            at = ReadName(bytes, at, end, place, out slot);
        }

        at = at < 0 ? at : JsonValue.SkipColon(bytes, at, end);
        return at < 0 ? at : ReadValue(bytes, at, end, slot);
    }

    /// <returns>The position behind the member's name.</returns>
    private int ReadName(byte[] bytes, int at, int end, int place, out int slot)
    {
        slot = -1;
        if (at >= end || bytes[at] != '"')
        {
            return at >= end ? JsonFault.Unfinished : JsonFault.Syntax;
        }

        int close = JsonString.FindEnd(bytes, at + 1, end, strict: true, out bool escaped);
        if (close < 0)
        {
            return close;
        }

        ReadOnlySpan<byte> name = bytes.AsSpan(at + 1, close - at - 1);
        slot = _columns.SlotOf(place, escaped ? Unescape(name) : name);
        return close + 1;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> name)
    {
        if (_name.Length < name.Length)
        {
            _name = new byte[name.Length];
        }

        return _name.AsSpan(0, JsonText.Unescape(name, _name));
    }

    /// <returns>The position behind the value.</returns>
    private int ReadValue(byte[] bytes, int at, int end, int slot)
    {
        if (at >= end)
        {
            return JsonFault.Unfinished;
        }

        byte first = bytes[at];
        if (first == '"')
        {
            return ReadString(bytes, at + 1, end, slot);
        }

        int next = JsonValue.Skip(bytes, at, end, strict: slot >= 0);
        if (next >= 0 && slot >= 0)
        {
            ValueForm form = first switch
            {
                (byte)'{' or (byte)'[' => ValueForm.JsonStructure,
                (byte)'n' => ValueForm.Missing,
                _ => ValueForm.Plain,
            };
            Record.Set(slot, at, form == ValueForm.Missing ? 0 : next - at, form);
        }

        return next;
    }

    /// <param name="start">Behind the opening quote, which may be a byte behind the end that means nothing.</param>
    /// <returns>The position behind the closing quote.</returns>
    private int ReadString(byte[] bytes, int start, int end, int slot)
    {
        if (start >= end)
        {
            return JsonFault.Unfinished;
        }

        int close = JsonString.FindEnd(bytes, start, end, strict: slot >= 0, out bool escaped);
        if (close < 0)
        {
            return close;
        }

        if (slot >= 0)
        {
            Record.Set(slot, start, close - start, escaped ? ValueForm.JsonString : ValueForm.Plain);
        }

        return close + 1;
    }
}
