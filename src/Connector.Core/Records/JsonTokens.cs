using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Connector.Core.Records;

/// <summary>Steps over the tokens of one JSON text, as strict as <see cref="System.Text.Json.Utf8JsonReader"/>, without its state.</summary>
/// <remarks>Positions behind a token are returned, or <see cref="Fault"/>. Bytes of strings need be no valid UTF-8, as for that reader.</remarks>
/// <param name="text">The JSON.</param>
/// <param name="inString">
/// The text stands in a JSON string as it is, every quote behind a backslash. Any other escape is a fault: what it means, only the unescaped text tells.
/// </param>
internal readonly ref struct JsonTokens(ReadOnlySpan<byte> text, bool inString)
{
    public const int Fault = -1;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly bool _inString = inString;

    /// <summary>How many bytes a quote is.</summary>
    public int Quote => _inString ? 2 : 1;

    public ReadOnlySpan<byte> this[Range range] => _text[range];

    /// <returns>The byte there; behind the end, and at a <see cref="Fault"/>, 0, which begins no token.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte At(int at) => (uint)at < (uint)_text.Length ? _text[at] : (byte)0;

    public bool IsEnd(int at) => at == _text.Length;

    /// <returns>The next position of no space; a <see cref="Fault"/> stays one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SkipSpace(int at) => At(at) > ' ' ? at : SkipSpaces(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsQuote(int at) => _inString ? At(at) == '\\' && At(at + 1) == '"' : At(at) == '"';

    /// <param name="at">Behind the opening quote.</param>
    /// <param name="escaped">Whether there are escapes.</param>
    /// <returns>The position of the closing quote.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CloseString(int at, out bool escaped)
    {
        // Nearly always a string ends within a vector.
        if (at <= _text.Length - Vector256<byte>.Count)
        {
            uint stops = Stops(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_text), (nuint)at));
            int stop = at + BitOperations.TrailingZeroCount(stops);
            if (IsQuote(stop))
            {
                escaped = false;
                return stop;
            }
        }

        return CloseFarString(at, out escaped);
    }

    private int CloseFarString(int at, out bool escaped)
    {
        escaped = false;
        while (true)
        {
            at = FindStop(at);
            if (IsQuote(at))
            {
                return at;
            }

            escaped = true;
            at = At(at) == '\\' && !_inString ? SkipEscape(at + 1) : Fault;
            if (at < 0)
            {
                return Fault;
            }
        }
    }

    /// <summary>Steps over a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public int SkipScalar(int at) => At(at) switch
    {
        (byte)'t' => SkipLiteral(at, "true"u8),
        (byte)'f' => SkipLiteral(at, "false"u8),
        (byte)'n' => SkipLiteral(at, "null"u8),
        _ => SkipNumber(at),
    };

    private int SkipSpaces(int at)
    {
        while (At(at) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private int SkipLiteral(int at, ReadOnlySpan<byte> literal) => _text[at..].StartsWith(literal) ? at + literal.Length : Fault;

    private int SkipNumber(int at)
    {
        at = At(at) == '-' ? at + 1 : at;
        at = At(at) == '0' ? at + 1 : SkipDigits(at);
        if (At(at) == '.')
        {
            at = SkipDigits(at + 1);
        }

        if (At(at) is (byte)'e' or (byte)'E')
        {
            at = SkipDigits(At(at + 1) is (byte)'+' or (byte)'-' ? at + 2 : at + 1);
        }

        return at;
    }

    private int SkipDigits(int at)
    {
        int start = at;
        while (At(at) is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at == start ? Fault : at;
    }

    private int SkipEscape(int at)
    {
        if (At(at) != 'u')
        {
            return At(at) is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' ? at + 1 : Fault;
        }

        for (int digit = 1; digit <= 4; digit++)
        {
            if (!char.IsAsciiHexDigit((char)At(at + digit)))
            {
                return Fault;
            }
        }

        return at + 5;
    }

    /// <returns>The next quote, backslash or control character, or the end.</returns>
    private int FindStop(int at)
    {
        ref byte origin = ref MemoryMarshal.GetReference(_text);
        int last = _text.Length - Vector256<byte>.Count;
        for (; at <= last; at += Vector256<byte>.Count)
        {
            uint stops = Stops(Vector256.LoadUnsafe(ref origin, (nuint)at));
            if (stops != 0)
            {
                return at + BitOperations.TrailingZeroCount(stops);
            }
        }

        if (last >= 0 && at < _text.Length)
        {
            // The last vector of the text, of which the first bytes were seen before.
            uint stops = Stops(Vector256.LoadUnsafe(ref origin, (nuint)last)) >> (at - last);
            return stops == 0 ? _text.Length : at + BitOperations.TrailingZeroCount(stops);
        }

        while (at < _text.Length && _text[at] is >= 0x20 and not ((byte)'"' or (byte)'\\'))
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Stops(Vector256<byte> block) =>
        (Vector256.Equals(block, Vector256.Create((byte)'"'))
            | Vector256.Equals(block, Vector256.Create((byte)'\\'))
            | Vector256.Equals(Vector256.Min(block, Vector256.Create((byte)0x1F)), block)).ExtractMostSignificantBits();
}
