using System.Runtime.CompilerServices;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Steps over JSON values, checking their grammar.</summary>
/// <remarks>Positions behind a value are returned, or a <see cref="JsonFault"/>.</remarks>
internal static class JsonValue
{
    public const int DepthLimit = 1024;

    public static int SkipSpace(byte[] bytes, int at, int end)
    {
        while (at < end && bytes[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    /// <param name="at">The first byte of the value.</param>
    /// <param name="strict">As for <see cref="JsonString.FindEnd"/>.</param>
    public static int Skip(byte[] bytes, int at, int end, bool strict) => at >= end ? JsonFault.Unfinished : bytes[at] switch
    {
        (byte)'"' => SkipString(bytes, at, end, strict),
        (byte)'{' or (byte)'[' => SkipStructure(bytes, at, end, strict),
        _ => SkipScalar(bytes, at, end),
    };

    /// <summary>Steps over a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public static int SkipScalar(byte[] bytes, int at, int end) => bytes[at] switch
    {
        (byte)'t' => SkipLiteral(bytes, at, end, "true"u8),
        (byte)'f' => SkipLiteral(bytes, at, end, "false"u8),
        (byte)'n' => SkipLiteral(bytes, at, end, "null"u8),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => SkipNumber(bytes, at, end),
        (byte)'}' or (byte)']' or (byte)',' or (byte)':' or (byte)'{' or (byte)'[' => JsonFault.Syntax,
        _ => JsonFault.Literal,
    };

    /// <summary>Steps over an object or array, without recursion.</summary>
    [SkipLocalsInit]
    public static int SkipStructure(byte[] bytes, int at, int end, bool strict)
    {
        Span<bool> isObject = stackalloc bool[DepthLimit];
        int depth = 0;
        while (true)
        {
            // Here a value begins.
            if (at >= end)
            {
                return JsonFault.Unfinished;
            }

            if (bytes[at] is (byte)'{' or (byte)'[')
            {
                if (depth == DepthLimit)
                {
                    return JsonFault.Depth;
                }

                isObject[depth++] = bytes[at] == '{';
                at = SkipSpace(bytes, at + 1, end);
                if (at >= end)
                {
                    return JsonFault.Unfinished;
                }

                if (bytes[at] != (isObject[depth - 1] ? '}' : ']'))
                {
                    at = isObject[depth - 1] ? SkipKey(bytes, at, end, strict) : at;
                    if (at < 0)
                    {
                        return at;
                    }

                    continue;
                }

                at++;
                depth--;
            }
            else if ((at = Skip(bytes, at, end, strict)) < 0)
            {
                return at;
            }

            // Here a value has ended, and perhaps what holds it.
            while (true)
            {
                if (depth == 0)
                {
                    return at;
                }

                at = SkipSpace(bytes, at, end);
                if (at >= end)
                {
                    return JsonFault.Unfinished;
                }

                if (bytes[at] != (isObject[depth - 1] ? '}' : ']'))
                {
                    break;
                }

                at++;
                depth--;
            }

            if (bytes[at] != ',')
            {
                return JsonFault.Syntax;
            }

            at = SkipSpace(bytes, at + 1, end);
            at = isObject[depth - 1] ? SkipKey(bytes, at, end, strict) : at;
            if (at < 0)
            {
                return at;
            }
        }
    }

    /// <summary>Steps over a member's name and colon, to its value.</summary>
    public static int SkipKey(byte[] bytes, int at, int end, bool strict)
    {
        if (at >= end)
        {
            return JsonFault.Unfinished;
        }

        if (bytes[at] != '"')
        {
            return JsonFault.Syntax;
        }

        at = SkipString(bytes, at, end, strict);
        return at < 0 ? at : SkipColon(bytes, at, end);
    }

    /// <summary>Steps from behind a member's name to its value.</summary>
    public static int SkipColon(byte[] bytes, int at, int end)
    {
        at = SkipSpace(bytes, at, end);
        if (at >= end)
        {
            return JsonFault.Unfinished;
        }

        return bytes[at] == ':' ? SkipSpace(bytes, at + 1, end) : JsonFault.Syntax;
    }

    private static int SkipString(byte[] bytes, int at, int end, bool strict)
    {
        int close = JsonString.FindEnd(bytes, at + 1, end, strict, out _);
        return close < 0 ? close : close + 1;
    }

    private static int SkipLiteral(byte[] bytes, int at, int end, ReadOnlySpan<byte> literal)
    {
        ReadOnlySpan<byte> there = bytes.AsSpan(at, Math.Min(literal.Length, end - at));
        return !literal.StartsWith(there) ? JsonFault.Literal
            : there.Length < literal.Length ? JsonFault.Unfinished
            : at + literal.Length;
    }

    private static int SkipNumber(byte[] bytes, int at, int end)
    {
        if (bytes[at] == '-')
        {
            at++;
        }

        bool leadingZero = at < end && bytes[at] == '0';
        int digits = at;
        at = SkipDigits(bytes, at, end);
        if (at > 0 && leadingZero && at > digits + 1)
        {
            return JsonFault.Number;
        }

        if (at > 0 && bytes[at] == '.')
        {
            at = SkipDigits(bytes, at + 1, end);
        }

        if (at > 0 && bytes[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at = SkipDigits(bytes, at < end && bytes[at] is (byte)'+' or (byte)'-' ? at + 1 : at, end);
        }

        return at;
    }

    /// <returns>A position before <paramref name="end"/>: only the byte behind a number shows that it has ended.</returns>
    private static int SkipDigits(byte[] bytes, int at, int end)
    {
        int start = at;
        while (at < end && bytes[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at >= end ? JsonFault.Unfinished : at == start ? JsonFault.Number : at;
    }
}
