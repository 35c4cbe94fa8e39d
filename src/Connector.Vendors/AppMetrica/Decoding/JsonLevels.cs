namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>The objects and arrays that are open, the innermost last. Beyond 64 they are only counted, as objects.</summary>
internal sealed class JsonLevels
{
    public const ulong Array = 0;
    public const ulong Object = 1;

    private const int MostBits = 64;

    /// <summary>A bit a level, the lowest for the innermost.</summary>
    private ulong _bits;
    private int _beyond;
    private int _count;

    public JsonLevels()
    {
    }

    public JsonLevels(ulong first) => Push(first);

    public int Count => _count + _beyond;

    public bool IsInObject => _beyond > 0 || (_count > 0 && (_bits & 1) == Object);

    public bool HasArray => _count > 0 && (~_bits << (MostBits - _count)) != 0;

    public void Push(ulong kind)
    {
        if (_count == MostBits)
        {
            _beyond++;
            return;
        }

        _bits = (_bits << 1) | kind;
        _count++;
    }

    /// <summary>Closes the innermost of that kind and all that is open inside it.</summary>
    public void Close(ulong kind)
    {
        if (_beyond > 0)
        {
            _beyond--;
            return;
        }

        while (_count > 0)
        {
            ulong innermost = _bits & 1;
            _bits >>= 1;
            _count--;
            if (innermost == kind)
            {
                return;
            }
        }
    }
}
