using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Finds where JSON strings end, a vector of bytes at a time.</summary>
/// <remarks>
/// An <c>event_json</c> has an escape every few bytes, so a search that stops at each backslash would be slow. Here the
/// backslashes of a vector become one number, and arithmetic on it tells which quotes they cover.
/// </remarks>
internal static class JsonString
{
    /// <param name="bytes">Readable for <see cref="ExportBuffer.Margin"/> bytes behind <paramref name="end"/>.</param>
    /// <param name="start">Behind the opening quote.</param>
    /// <param name="strict">Whether escapes must be those of JSON. Without it only the end is looked for.</param>
    /// <param name="escaped">Whether there are escapes.</param>
    /// <returns>The position of the closing quote, or a <see cref="JsonFault"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindEnd(byte[] bytes, int start, int end, bool strict, out bool escaped)
    {
        // Nearly always a string ends within a vector, or just behind it, and before any backslash.
        Vector256<byte> block = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)start);
        uint stops = (Vector256.Equals(block, Vector256.Create((byte)'"'))
            | Vector256.Equals(block, Vector256.Create((byte)'\\'))
            | Vector256.Equals(block, Vector256.Create((byte)'\n'))
            | Vector256.Equals(block, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();
        int stop = start + BitOperations.TrailingZeroCount(stops);
        escaped = false;
        return stop < end && bytes[stop] == '"' ? stop : FindFarEnd(bytes, start, end, strict, out escaped);
    }

    private static int FindFarEnd(byte[] bytes, int start, int end, bool strict, out bool escaped)
    {
        ref byte origin = ref MemoryMarshal.GetArrayDataReference(bytes);
        uint carry = 0;
        escaped = false;
        for (int at = start; at < end; at += Vector256<byte>.Count)
        {
            Vector256<byte> block = Vector256.LoadUnsafe(ref origin, (nuint)at);
            Vector256<byte> quote = Vector256.Equals(block, Vector256.Create((byte)'"'));
            Vector256<byte> slash = Vector256.Equals(block, Vector256.Create((byte)'\\'));
            Vector256<byte> lineBreak = Vector256.Equals(block, Vector256.Create((byte)'\n')) | Vector256.Equals(block, Vector256.Create((byte)'\r'));
            uint stops = (quote | slash | lineBreak).ExtractMostSignificantBits();
            uint slashes = slash.ExtractMostSignificantBits();
            // Nearly always a string ends before any backslash: then the first stop is the end.
            if (carry != 0 || (stops & (0 - stops) & slashes) != 0)
            {
                uint covered = Covered(slashes, ref carry);
                uint quotes = quote.ExtractMostSignificantBits();
                stops = (quotes & ~covered) | lineBreak.ExtractMostSignificantBits();
                uint before = stops == 0 ? uint.MaxValue : (stops & (0 - stops)) - 1;
                escaped |= (slashes & before) != 0;
                uint letters = covered & before & ~(quotes | slashes);
                if (strict && letters != 0 && CheckEscapes(bytes, at, end, letters) is var fault and < 0)
                {
                    return fault;
                }
            }

            if (stops != 0)
            {
                int stop = at + BitOperations.TrailingZeroCount(stops);
                return stop >= end ? JsonFault.Unfinished : bytes[stop] == '"' ? stop : JsonFault.LineBreak;
            }
        }

        return JsonFault.Unfinished;
    }

    /// <summary>The bytes that stand behind a backslash and so mean no end.</summary>
    /// <param name="carry">1: the backslash that covers the first byte stands at the end of the vector before.</param>
    private static uint Covered(uint slashes, ref uint carry)
    {
        slashes &= ~carry;
        ulong covered = ((ulong)slashes << 1) | carry;
        if ((slashes & covered) != 0)
        {
            // Backslashes in a row: each covers the next, which then covers nothing.
            covered = carry;
            while (slashes != 0)
            {
                int first = BitOperations.TrailingZeroCount(slashes);
                covered |= 2UL << first;
                slashes &= ~(3U << first);
            }
        }

        carry = (uint)(covered >> 32);
        return (uint)covered;
    }

    private static int CheckEscapes(byte[] bytes, int at, int end, uint letters)
    {
        for (; letters != 0; letters &= letters - 1)
        {
            int letter = at + BitOperations.TrailingZeroCount(letters);
            if (letter >= end)
            {
                return JsonFault.Unfinished;
            }

            switch (bytes[letter])
            {
                case (byte)'n' or (byte)'r' or (byte)'t' or (byte)'/' or (byte)'b' or (byte)'f':
                    break;
                case (byte)'u':
                    for (int digit = letter + 1; digit <= letter + 4; digit++)
                    {
                        if (digit >= end)
                        {
                            return JsonFault.Unfinished;
                        }

                        if (!char.IsAsciiHexDigit((char)bytes[digit]))
                        {
                            return JsonFault.Escape;
                        }
                    }

                    break;
                default:
                    return JsonFault.Escape;
            }
        }

        return 0;
    }
}
