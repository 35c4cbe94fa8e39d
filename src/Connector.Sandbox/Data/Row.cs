namespace Connector.Sandbox.Data;

/// <summary>One row of an export: the texts of the columns that were asked for. A source fills the same row again and again.</summary>
public sealed class Row(int width)
{
    private readonly Value[] _values = new Value[width];
    private readonly Utf8Buffer _scratch = new(2048);
    private int _opened;

    public int Width => _values.Length;

    /// <summary>The column's text as UTF-8, empty when there is none. Valid until the source goes on.</summary>
    public ReadOnlySpan<byte> this[int slot]
    {
        get
        {
            ref readonly Value value = ref _values[slot];
            return new ReadOnlySpan<byte>(value.Bytes, value.Start, value.Length);
        }
    }

    /// <summary>Begins the next row; every column becomes empty.</summary>
    public void Begin()
    {
        Array.Clear(_values);
        _scratch.Clear();
    }

    /// <summary>Sets a text that lives longer than the row, without a copy.</summary>
    public void Set(int slot, byte[] text) => _values[slot] = new Value(text, 0, text.Length);

    /// <summary>Sets a copy of the text.</summary>
    public void Set(int slot, ReadOnlySpan<byte> text)
    {
        Utf8Buffer scratch = Open();
        scratch.Add(text);
        Close(slot);
    }

    public void Set(int slot, long number)
    {
        Open().Add(number);
        Close(slot);
    }

    /// <summary>Begins a text that is written piece by piece and ends with <see cref="Close"/>.</summary>
    internal Utf8Buffer Open()
    {
        _opened = _scratch.Length;
        return _scratch;
    }

    /// <summary>Gives the column what was written since <see cref="Open"/>.</summary>
    internal void Close(int slot) => _values[slot] = new Value(_scratch.Array, _opened, _scratch.Length - _opened);

    private readonly record struct Value(byte[]? Bytes, int Start, int Length);
}
