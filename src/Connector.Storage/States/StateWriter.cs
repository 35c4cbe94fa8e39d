using System.Buffers.Binary;
using System.Text;
using Connector.Core.Profiles;

namespace Connector.Storage.States;

/// <summary>Writes the parts of a profile's state, one after the other, into a buffer that is used again for the next profile.</summary>
internal sealed class StateWriter
{
    private byte[] _buffer = new byte[4096];
    private int _length;
    private Stamp _last;

    /// <param name="start">The time that the first stamp is told from.</param>
    public void Begin(byte version, long start)
    {
        _length = 0;
        _last = new Stamp(start, start);
        Byte(version);
    }

    /// <returns>All that was written, with a checksum behind it; good until the next begin.</returns>
    public ReadOnlySpan<byte> End()
    {
        uint checksum = Checksum.Of(_buffer.AsSpan(0, _length));
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), checksum);
        _length += sizeof(uint);
        return _buffer.AsSpan(0, _length);
    }

    public void Byte(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    public void Count(int value) => Varint((ulong)value);

    public void Text(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most < 0x80)
        {
            // The length fits one byte whatever the characters are, so that it can be filled in afterwards.
            Span<byte> space = Reserve(most + 1);
            int length = Encoding.UTF8.GetBytes(text, space[1..]);
            space[0] = (byte)length;
            _length += length + 1;
            return;
        }

        Varint((ulong)Encoding.UTF8.GetByteCount(text));
        _length += Encoding.UTF8.GetBytes(text, Reserve(most));
    }

    /// <summary>As the difference from the stamp before: what one event said costs two bytes a time.</summary>
    public void Stamp(Stamp stamp)
    {
        Difference(stamp.EventTime, _last.EventTime);
        Difference(stamp.ReceiveTime, _last.ReceiveTime);
        _last = stamp;
    }

    /// <remarks>Wraps around for times that are further apart than a long holds, and back again when read.</remarks>
    private void Difference(long value, long from)
    {
        long difference = unchecked(value - from);
        Varint((ulong)((difference << 1) ^ (difference >> 63)));
    }

    private void Varint(ulong value)
    {
        Span<byte> space = Reserve(10);
        int length = 0;
        while (value >= 0x80)
        {
            space[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        space[length++] = (byte)value;
        _length += length;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }

        return _buffer.AsSpan(_length);
    }
}
