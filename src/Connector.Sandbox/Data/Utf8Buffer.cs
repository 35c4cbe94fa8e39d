using System.Buffers.Text;

namespace Connector.Sandbox.Data;

/// <summary>UTF-8 text that grows at its end and is used again and again.</summary>
internal sealed class Utf8Buffer(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    /// <summary>The array that holds the text now. A later growth moves on to another one and leaves this one as it is.</summary>
    public byte[] Array => _bytes;

    public ReadOnlyMemory<byte> Text => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Drops what stands behind <paramref name="length"/>.</summary>
    public void CutTo(int length) => Length = length;

    public void Add(byte value)
    {
        if (Length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
    }

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out int written);
        Length += written;
    }

    public void Add(ulong number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out int written);
        Length += written;
    }

    /// <summary>The number with leading zeros, so that it has so many digits; its lower digits when it has more.</summary>
    public void AddPadded(long number, int digits)
    {
        Span<byte> room = Room(digits);
        for (int i = digits - 1; i >= 0; i--)
        {
            room[i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        Length += digits;
    }

    public void AddHex(ulong number, int digits, bool upper = false)
    {
        ReadOnlySpan<byte> alphabet = upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
        Span<byte> room = Room(digits);
        for (int i = digits - 1; i >= 0; i--)
        {
            room[i] = alphabet[(int)(number & 15)];
            number >>= 4;
        }

        Length += digits;
    }

    public void AddUuid(ulong high, ulong low, bool upper = false)
    {
        AddHex(high >> 32, 8, upper);
        Add((byte)'-');
        AddHex(high >> 16, 4, upper);
        Add((byte)'-');
        AddHex(high, 4, upper);
        Add((byte)'-');
        AddHex(low >> 48, 4, upper);
        Add((byte)'-');
        AddHex(low, 12, upper);
    }

    /// <summary>An amount in hundredths with two decimals: <c>1290.50</c>.</summary>
    public void AddAmount(long hundredths)
    {
        Add(hundredths / 100);
        Add((byte)'.');
        AddPadded(hundredths % 100, 2);
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - Length < size)
        {
            Grow(size);
        }

        return _bytes.AsSpan(Length);
    }

    private void Grow(int size)
    {
        byte[] larger = new byte[Math.Max(_bytes.Length * 2, Length + size)];
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes = larger;
    }
}
