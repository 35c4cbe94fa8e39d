using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Connector.Core.Records;

/// <summary>Makes the 128-bit digests by which goals and rejects are kept once (contract 3.9).</summary>
/// <remarks>XXH128, whose output is fixed by its specification: a digest made today is made again by every later version.</remarks>
public sealed class EventKey
{
    private const int DigestBits = 96;

    private readonly XxHash128 _hash = new();

    /// <summary>Begins the identity of a record.</summary>
    public void Begin() => _hash.Reset();

    /// <summary>Adds a column's text; a missing one is empty.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        int length = text.Length;
        _hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        _hash.Append(text);
    }

    /// <summary>Adds a time: its value where it could be read, so that both spellings of a moment are one, else its text.</summary>
    public void Add(long? time, ReadOnlySpan<byte> text)
    {
        if (time is { } value)
        {
            Add(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));
        }
        else
        {
            Add(text);
        }
    }

    public UInt128 End() => _hash.GetCurrentHashAsUInt128();

    /// <summary>The part of a key that an integration and hook give.</summary>
    /// <param name="hook">Empty for records that could not be read.</param>
    public static UInt128 OfHook(string integration, string hook) =>
        XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"{integration}\0{hook}"));

    /// <summary>The key of a record under a hook, before its number among equal ones.</summary>
    /// <param name="time">
    /// The record's own receive time, else its event time, Unix milliseconds; null: it has neither. Its seconds are the key's first 32 bits, so that
    /// keys of one export lie together in an index; the other 96 bits are digest.
    /// </param>
    public static UInt128 Combine(UInt128 hook, UInt128 record, long? time)
    {
        ReadOnlySpan<UInt128> both = [hook, record];
        return Begin((uint)((time ?? 0) / 1000), XxHash128.HashToUInt128(MemoryMarshal.AsBytes(both)));
    }

    /// <summary>The key of the <paramref name="occurrence"/>-th equal record of a window, from 0.</summary>
    public static UInt128 Number(UInt128 key, int occurrence) => occurrence == 0
        ? key
        : Begin((uint)(key >> DigestBits), XxHash128.HashToUInt128(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in key)), occurrence));

    private static UInt128 Begin(uint seconds, UInt128 digest) => ((UInt128)seconds << DigestBits) | (digest >> (128 - DigestBits));
}
