using System.Buffers.Binary;
using System.Text;
using Connector.Core.Profiles;

namespace Connector.Storage.States;

/// <summary>Reads what <see cref="StateWriter"/> wrote, in the same order.</summary>
/// <exception cref="DamagedStateException">From any member: the bytes are not what was written.</exception>
internal ref struct StateReader
{
    private readonly NameCache _names;
    private ReadOnlySpan<byte> _rest;
    private Stamp _last;

    /// <param name="start">As it was given to <see cref="StateWriter.Begin"/>.</param>
    public StateReader(ReadOnlySpan<byte> state, long start, NameCache names)
    {
        int end = state.Length - sizeof(uint);
        if (end <= 0 || BinaryPrimitives.ReadUInt32LittleEndian(state[end..]) != Checksum.Of(state[..end]))
        {
            throw new DamagedStateException();
        }

        _rest = state[..end];
        _last = new Stamp(start, start);
        _names = names;
    }

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw new DamagedStateException();
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>A number of things to follow, each at least one byte long.</summary>
    public int Count()
    {
        ulong value = Varint();
        return value <= (ulong)_rest.Length ? (int)value : throw new DamagedStateException();
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>A text that many profiles have.</summary>
    public string Name() => _names.Get(Bytes());

    public Stamp Stamp()
    {
        _last = new Stamp(unchecked(_last.EventTime + Difference()), unchecked(_last.ReceiveTime + Difference()));
        return _last;
    }

    private ReadOnlySpan<byte> Bytes()
    {
        int length = Count();
        ReadOnlySpan<byte> bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    private long Difference()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new DamagedStateException();
    }
}

/// <summary>The bytes of a state are not what was written.</summary>
internal sealed class DamagedStateException : Exception;
