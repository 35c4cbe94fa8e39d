using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>A member's name as it is usually written: between quotes, before a colon and a string.</summary>
internal sealed class Column
{
    private readonly byte[] _token;
    private readonly Vector256<byte> _start;

    /// <param name="name">Without quotes and escapes.</param>
    /// <param name="slot">-1: nobody wants it.</param>
    public Column(byte[] name, int slot)
    {
        _token = [(byte)'"', .. name, .. "\":\""u8];
        Slot = slot;
        IsPlain = name.AsSpan().IndexOfAny((byte)'"', (byte)'\\') < 0;
        Span<byte> start = stackalloc byte[Vector256<byte>.Count];
        start.Clear();
        _token.AsSpan(0, Math.Min(_token.Length, start.Length)).CopyTo(start);
        _start = Vector256.Create<byte>(start);
    }

    public int Slot { get; }

    /// <summary>It is written as it is. A name with a quote or backslash is escaped, so the token would be found in other names.</summary>
    public bool IsPlain { get; }

    /// <summary>Bytes of the name and its quotes.</summary>
    public int NameLength => _token.Length - 2;

    /// <summary>Bytes of all that stands before a string.</summary>
    public int Length => _token.Length;

    /// <summary>How many of the first <see cref="Length"/> bytes stand there: one comparison, but for names of almost thirty bytes and more.</summary>
    /// <param name="bytes">Readable for <see cref="ExportBuffer.Margin"/> bytes behind <paramref name="at"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountCommon(byte[] bytes, int at)
    {
        Vector256<byte> there = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)at);
        int common = BitOperations.TrailingZeroCount(~Vector256.Equals(there, _start).ExtractMostSignificantBits());
        return common < Vector256<byte>.Count || _token.Length <= common ? common : bytes.AsSpan(at).CommonPrefixLength(_token);
    }
}
