using System.Buffers.Text;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace Connector.Core.Records;

/// <summary>JSON text as UTF-8 bytes, without building anything.</summary>
public static class JsonText
{
    /// <summary>Undoes the escapes of a JSON string.</summary>
    /// <param name="source">What stands between the quotes; well formed.</param>
    /// <param name="target">At least as long as the source.</param>
    /// <returns>Bytes written. A surrogate without its partner becomes U+FFFD.</returns>
    public static int Unescape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int written = 0;
        while (true)
        {
            int at = CopyPlain(source, target[written..]);
            written += at;
            if (at == source.Length)
            {
                return written;
            }

            byte escape = source[at + 1];
            source = source[(at + 2)..];
            if (escape == 'u')
            {
                written += UnescapeUnicode(ref source, target[written..]);
            }
            else
            {
                target[written++] = escape switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => escape,
                };
            }
        }
    }

    /// <summary>Copies an object or array without the white space between its tokens.</summary>
    public static int Compact(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int written = 0;
        bool inString = false;
        for (int i = 0; i < source.Length; i++)
        {
            byte c = source[i];
            if (inString)
            {
                target[written++] = c;
                if (c == '\\')
                {
                    target[written++] = source[++i];
                }
                else if (c == '"')
                {
                    inString = false;
                }
            }
            else if (c is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                inString = c == '"';
                target[written++] = c;
            }
        }

        return written;
    }

    /// <summary>Copies what stands before the first backslash. JSON in a string has one every few bytes, so a vector is copied whole and then looked at.</summary>
    /// <param name="target">At least as long as the source; bytes behind the copied ones may be written too.</param>
    /// <returns>Bytes copied; all of them when there is no backslash.</returns>
    private static int CopyPlain(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int at = 0;
        while (source.Length - at >= Vector256<byte>.Count)
        {
            Vector256<byte> block = Vector256.Create(source.Slice(at, Vector256<byte>.Count));
            block.CopyTo(target[at..]);
            uint slashes = Vector256.Equals(block, Vector256.Create((byte)'\\')).ExtractMostSignificantBits();
            if (slashes != 0)
            {
                return at + BitOperations.TrailingZeroCount(slashes);
            }

            at += Vector256<byte>.Count;
        }

        ReadOnlySpan<byte> rest = source[at..];
        int found = rest.IndexOf((byte)'\\');
        int plain = found < 0 ? rest.Length : found;
        rest[..plain].CopyTo(target[at..]);
        return at + plain;
    }

    private static int UnescapeUnicode(ref ReadOnlySpan<byte> source, Span<byte> target)
    {
        uint unit = Hex(source);
        source = source[4..];
        if (char.IsHighSurrogate((char)unit) && source.Length >= 6 && source[0] == '\\' && source[1] == 'u')
        {
            uint low = Hex(source[2..]);
            if (char.IsLowSurrogate((char)low))
            {
                source = source[6..];
                return new Rune((char)unit, (char)low).EncodeToUtf8(target);
            }
        }

        return (Rune.TryCreate((char)unit, out Rune rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(target);
    }

    private static uint Hex(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits[..4], out uint value, out int used, 'x') && used == 4 ? value : 0xFFFD;
}
