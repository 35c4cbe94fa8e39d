using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Connector.Core.Records;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads one CSV row into the record, by RFC 4180: wanted fields by their place in the bytes, the others counted.</summary>
internal sealed class CsvRowReader
{
    private readonly string[] _header;

    /// <summary>The slot of each column, or -1.</summary>
    private readonly int[] _slots;

    /// <summary>For each column the next one that is wanted, itself included.</summary>
    private readonly int[] _nextWanted;

    public CsvRowReader(RecordSchema schema, string[] header)
    {
        _header = header;
        _slots = new int[header.Length];
        _nextWanted = new int[header.Length];
        Record = new Record(schema) { CsvHeader = header };
        int next = int.MaxValue;
        for (int column = header.Length - 1; column >= 0; column--)
        {
            // Of columns with one name the last is read.
            int slot = schema.SlotOf(header[column]);
            _slots[column] = slot >= 0 && _slots.AsSpan(column + 1).Contains(slot) ? -1 : slot;
            next = _slots[column] >= 0 ? column : next;
            _nextWanted[column] = next;
        }
    }

    public Record Record { get; }

    /// <summary>What is wrong with the row that was read; null: nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>A quoted field with text behind its closing quote goes over several lines: likely it was opened by a stray quote.</summary>
    public bool MayHoldOtherRows { get; private set; }

    /// <summary>Reads the row that begins at <paramref name="start"/>.</summary>
    /// <returns>The position behind it and its line break, or <see cref="CsvQuotes.Unfinished"/>.</returns>
    public int Read(byte[] bytes, int start, int end, bool isLast)
    {
        Record.Begin(bytes);
        Fault = null;
        MayHoldOtherRows = false;
        ref byte origin = ref MemoryMarshal.GetArrayDataReference(bytes);
        int column = 0;
        int fieldStart = start;
        int at = start;
        // The closing quote of the field in hand.
        int close = -1;
        bool doubled = false;
        while (at < end)
        {
            Vector256<byte> block = Vector256.LoadUnsafe(ref origin, (nuint)at);
            uint commas = Vector256.Equals(block, Vector256.Create((byte)',')).ExtractMostSignificantBits();
            uint others = (Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\n')))
                .ExtractMostSignificantBits();
            int blockEnd = at + Vector256<byte>.Count;
            if (others == 0 && blockEnd <= end && (commas == 0 || NobodyWants(column, BitOperations.PopCount(commas))))
            {
                if (commas != 0)
                {
                    column += BitOperations.PopCount(commas);
                    fieldStart = blockEnd - BitOperations.LeadingZeroCount(commas);
                    close = -1;
                }

                at = blockEnd;
                continue;
            }

            for (uint stops = commas | others; stops != 0; stops &= stops - 1)
            {
                int stop = at + BitOperations.TrailingZeroCount(stops);
                if (stop >= end)
                {
                    break;
                }

                if (bytes[stop] == ',')
                {
                    EndField(column++, fieldStart, stop, close, doubled);
                    fieldStart = stop + 1;
                    close = -1;
                }
                else if (bytes[stop] == '\n')
                {
                    return EndRow(bytes, column, start, fieldStart, stop, close, doubled) + 1;
                }
                else if (stop == fieldStart)
                {
                    close = CsvQuotes.FindEnd(bytes, stop + 1, end, isLast, out doubled);
                    if (close < 0 || (!isLast && close + 2 >= end))
                    {
                        return CsvQuotes.Unfinished;
                    }

                    CheckBehind(bytes, fieldStart, close, end);
                    blockEnd = close + 1;
                    break;
                }
            }

            at = blockEnd;
        }

        return isLast ? EndRow(bytes, column, start, fieldStart, end, close, doubled) : CsvQuotes.Unfinished;
    }

    private bool NobodyWants(int column, int count) => column >= _nextWanted.Length || _nextWanted[column] - column >= count;

    private void CheckBehind(byte[] bytes, int open, int close, int end)
    {
        int behind = close + 1;
        bool isRight = behind >= end
            || bytes[behind] is (byte)',' or (byte)'\n'
            || (bytes[behind] == '\r' && (behind + 1 >= end || bytes[behind + 1] == '\n'));
        if (!isRight)
        {
            Fault = "Text stands behind the closing quote of a field.";
            MayHoldOtherRows |= bytes.AsSpan(open, close - open).Contains((byte)'\n');
        }
    }

    private void EndField(int column, int start, int end, int close, bool doubled)
    {
        int slot = (uint)column < (uint)_slots.Length ? _slots[column] : -1;
        if (slot < 0)
        {
            return;
        }

        if (close >= 0)
        {
            Record.Set(slot, start + 1, close - start - 1, doubled ? ValueForm.CsvQuoted : ValueForm.Plain);
        }
        else
        {
            Record.Set(slot, start, end - start, ValueForm.Plain);
        }
    }

    /// <returns><paramref name="end"/>.</returns>
    private int EndRow(byte[] bytes, int column, int start, int fieldStart, int end, int close, bool doubled)
    {
        int textEnd = end > fieldStart && bytes[end - 1] == '\r' ? end - 1 : end;
        EndField(column, fieldStart, textEnd, close, doubled);
        Record.End(start, textEnd - start);
        if (column + 1 != _header.Length)
        {
            Fault ??= $"The row has {column + 1} fields, the header {_header.Length}.";
        }

        return end;
    }
}
