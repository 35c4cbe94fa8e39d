namespace Connector.Storage.States;

/// <summary>The states of many profiles, one behind the other, in room that is used again.</summary>
internal sealed class StateBuffer
{
    // What a batch of ordinary profiles takes is kept; what one of huge ones took is not.
    private const int MostKept = 4 << 20;

    private byte[] _bytes = new byte[1 << 16];
    private int _length;

    /// <returns>Good until the buffer is cleared, as <paramref name="place"/>.</returns>
    public ReadOnlySpan<byte> this[Range place] => _bytes.AsSpan(place);

    /// <returns>Where the state lies.</returns>
    public Range Add(ReadOnlySpan<byte> state)
    {
        if (_bytes.Length - _length < state.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + state.Length));
        }

        int start = _length;
        state.CopyTo(_bytes.AsSpan(start));
        _length += state.Length;
        return start.._length;
    }

    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > MostKept)
        {
            _bytes = new byte[1 << 16];
        }
    }
}
