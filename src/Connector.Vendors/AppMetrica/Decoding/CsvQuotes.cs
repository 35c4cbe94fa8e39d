using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Finds where quoted CSV fields end, a vector of bytes at a time.</summary>
internal static class CsvQuotes
{
    public const int Unfinished = -1;

    /// <param name="bytes">Readable for <see cref="ExportBuffer.Margin"/> bytes behind <paramref name="end"/>.</param>
    /// <param name="start">Behind the opening quote.</param>
    /// <param name="isLast">Nothing follows <paramref name="end"/>, so a quote there is a closing one.</param>
    /// <param name="doubled">Whether the field has doubled quotes.</param>
    /// <returns>The position of the closing quote, or <see cref="Unfinished"/>.</returns>
    public static int FindEnd(byte[] bytes, int start, int end, bool isLast, out bool doubled)
    {
        ref byte origin = ref MemoryMarshal.GetArrayDataReference(bytes);
        bool waits = false;
        doubled = false;
        for (int at = start; at < end; at += Vector256<byte>.Count)
        {
            uint quotes = Vector256.Equals(Vector256.LoadUnsafe(ref origin, (nuint)at), Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            if (end - at < Vector256<byte>.Count)
            {
                quotes &= (1U << (end - at)) - 1;
            }

            if (waits)
            {
                // The last byte of the vector before was a quote: doubled by the first of this one, or the end.
                if ((quotes & 1) == 0)
                {
                    return at - 1;
                }

                quotes &= ~1U;
                doubled = true;
            }

            waits = false;
            uint starts = quotes & ~(quotes << 1);
            uint pairs = starts | (starts << 1);
            if (quotes == pairs)
            {
                // As nearly always: every quote has one partner.
                waits = starts >> 31 != 0;
                doubled |= (starts << 1) != 0;
                continue;
            }

            for (; quotes != 0; quotes &= quotes - 1)
            {
                int first = BitOperations.TrailingZeroCount(quotes);
                if (first == Vector256<byte>.Count - 1)
                {
                    waits = true;
                    break;
                }

                uint second = 2U << first;
                if ((quotes & second) == 0)
                {
                    int close = at + first;
                    return close + 1 < end || isLast ? close : Unfinished;
                }

                quotes &= ~second | (second >> 1);
                doubled = true;
            }
        }

        return waits && isLast ? end - 1 : Unfinished;
    }
}
