using System.Buffers;

namespace Connector.Core.Profiles;

/// <summary>Phones in E.164, found however they are written: with or without country code, with spaces, dashes and brackets.</summary>
internal sealed class PersonalPhones
{
    private const int ShortestNational = 7;
    private const int LongestCode = 3;

    private static readonly SearchValues<char> Written = SearchValues.Create("+0123456789 ()-./\u00A0\u2011\u2013");

    private readonly List<string> _digits = [];

    /// <param name="text">Trimmed.</param>
    public static bool IsOne(string text) => text.Length is >= 8 and <= 16 && text[0] == '+' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether people write it in a phone.</summary>
    public static bool IsPart(char c) => Written.Contains(c);

    public void Add(string value)
    {
        if (IsOne(value))
        {
            _digits.Add(value[1..]);
        }
    }

    public bool Contain(ReadOnlySpan<char> text)
    {
        if (_digits.Count == 0 || text.Length > 32 || text.ContainsAnyExcept(Written))
        {
            return false;
        }

        Span<char> found = stackalloc char[text.Length];
        int count = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                found[count++] = c;
            }
        }

        ReadOnlySpan<char> digits = found[..count];
        digits = digits.StartsWith("00") ? digits[2..] : digits;
        foreach (string phone in _digits)
        {
            // The trunk prefix before a national number is 0, or 8.
            if (digits.SequenceEqual(phone) || IsNational(digits, phone) || (digits is ['0' or '8', ..] && IsNational(digits[1..], phone)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNational(ReadOnlySpan<char> digits, string phone) =>
        digits.Length >= ShortestNational && phone.Length - digits.Length is >= 1 and <= LongestCode && phone.AsSpan().EndsWith(digits);
}
