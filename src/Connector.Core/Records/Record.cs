namespace Connector.Core.Records;

/// <summary>The columns somebody wants of each record, and the slot each is read into.</summary>
/// <param name="Columns">Slot <c>i</c> holds column <c>Columns[i]</c>; no name twice.</param>
public sealed record RecordSchema(System.Collections.Immutable.ImmutableArray<string> Columns)
{
    /// <returns>The column's slot, or -1.</returns>
    public int SlotOf(string column) => Columns.IndexOf(column);
}

/// <summary>How the bytes of a value stand in the export.</summary>
public enum ValueForm : byte
{
    /// <summary>No such member, or JSON <c>null</c>: empty.</summary>
    Missing,

    /// <summary>The bytes are the text: a string without escapes, a number, true or false, an unquoted CSV field.</summary>
    Plain,

    /// <summary>What stands between the quotes of a JSON string that has escapes.</summary>
    JsonString,

    /// <summary>A JSON object or array; its text is the same without white space between tokens.</summary>
    JsonStructure,

    /// <summary>What stands between the quotes of a CSV field that has doubled quotes.</summary>
    CsvQuoted,
}

/// <summary>One row of an export, seen through the wanted columns. Reused: it holds a row only while the sink looks at it.</summary>
public sealed class Record
{
    private readonly Slot[] _slots;
    private byte[] _buffer = [];
    private byte[] _scratch = new byte[1024];
    private int _scratchUsed;

    public Record(RecordSchema schema)
    {
        Schema = schema;
        _slots = new Slot[schema.Columns.Length];
    }

    public RecordSchema Schema { get; }

    /// <summary>The record as it stands in the export: a JSON object, or one CSV row.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_rawStart, _rawLength);

    /// <summary>For CSV the header's columns, so that the row can be kept as an object; null for JSON.</summary>
    public string[]? CsvHeader { get; set; }

    private int _rawStart;
    private int _rawLength;

    /// <summary>Begins a row; all slots become missing. Offsets of the following calls count from the start of <paramref name="buffer"/>.</summary>
    public void Begin(byte[] buffer)
    {
        _buffer = buffer;
        _scratchUsed = 0;
        _rawStart = 0;
        _rawLength = 0;
        Array.Clear(_slots);
    }

    /// <summary>Sets a value; a slot that is set twice keeps the last.</summary>
    public void Set(int slot, int start, int length, ValueForm form) => _slots[slot] = new Slot(start, length, form);

    /// <summary>Says where the whole row stands.</summary>
    public void End(int start, int length)
    {
        _rawStart = start;
        _rawLength = length;
    }

    /// <summary>The slot's text as UTF-8; empty when missing. Unescapes on the first call. Valid until the next row.</summary>
    public ReadOnlySpan<byte> Text(int slot)
    {
        ref Slot value = ref _slots[slot];
        if (value.Form <= ValueForm.Plain)
        {
            return _buffer.AsSpan(value.Start, value.Length);
        }

        if (!value.IsUnescaped)
        {
            Unescape(ref value);
        }

        return _scratch.AsSpan(value.TextStart, value.TextLength);
    }

    /// <summary>The slot's bytes as they stand in the export.</summary>
    public ReadOnlySpan<byte> Source(int slot, out ValueForm form)
    {
        ref Slot value = ref _slots[slot];
        form = value.Form;
        return _buffer.AsSpan(value.Start, value.Length);
    }

    private void Unescape(ref Slot value)
    {
        ReadOnlySpan<byte> source = _buffer.AsSpan(value.Start, value.Length);
        // No form grows when it is unescaped but for a lone surrogate, six bytes that become three.
        if (_scratch.Length - _scratchUsed < source.Length)
        {
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchUsed + source.Length));
        }

        Span<byte> target = _scratch.AsSpan(_scratchUsed);
        int written = value.Form switch
        {
            ValueForm.JsonString => JsonText.Unescape(source, target),
            ValueForm.JsonStructure => JsonText.Compact(source, target),
            _ => CsvText.Unescape(source, target),
        };
        value = value with { IsUnescaped = true, TextStart = _scratchUsed, TextLength = written };
        _scratchUsed += written;
    }

    /// <summary>A value's place in the buffer and, once somebody asked for its text, in the scratch.</summary>
    private readonly record struct Slot(int Start, int Length, ValueForm Form)
    {
        public bool IsUnescaped { get; init; }

        public int TextStart { get; init; }

        public int TextLength { get; init; }
    }
}

/// <summary>Takes the records of one window, one after another.</summary>
public interface IRecordSink
{
    /// <summary>Looks at a record; it is the caller's again on return.</summary>
    /// <returns>True: call <see cref="HandOnAsync"/> before the next record.</returns>
    bool Add(Record record);

    /// <summary>Takes the text of a record that cannot be read.</summary>
    /// <param name="reason">What is wrong with it, in a sentence.</param>
    /// <returns>As <see cref="Add"/>.</returns>
    bool AddMalformed(ReadOnlySpan<byte> text, string reason);

    /// <summary>Passes what was gathered to the next stage, waiting while that is busy.</summary>
    ValueTask HandOnAsync(CancellationToken cancellationToken);
}
