namespace Connector.Core.Profiles;

/// <summary>Phones in E.164, found however they are written: with or without country code, with spaces, dashes and brackets.</summary>
internal sealed class PersonalPhones
{
    private const int ShortestNational = 7;
    private const int LongestText = 48;

    private static readonly string[] InternationalPrefixes = ["00", "810", "011", "001", "0011"];

    private readonly List<string> _phones = [];

    /// <param name="text">Trimmed.</param>
    public static bool IsOne(string text) => text.Length is >= 8 and <= 1 + PhoneNumber.Longest && text[0] == '+' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether people write it in a phone.</summary>
    public static bool IsPart(char c) => PhoneText.IsPart(c);

    public void Add(string value)
    {
        if (IsOne(value))
        {
            _phones.Add(value);
        }
    }

    public bool Contain(ReadOnlySpan<char> text)
    {
        Span<char> buffer = stackalloc char[PhoneText.Longest];
        if (_phones.Count == 0 || text.Length > LongestText || !PhoneText.TryRead(text, buffer, out int count, out _))
        {
            return false;
        }

        ReadOnlySpan<char> digits = buffer[..count];
        foreach (string phone in _phones)
        {
            if (IsWriting(digits, phone))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The national number, alone or after whatever is dialled before it.</summary>
    private static bool IsWriting(ReadOnlySpan<char> digits, string phone)
    {
        ReadOnlySpan<char> national = PhoneNumber.NationalOf(phone);
        if (!digits.EndsWith(national))
        {
            return false;
        }

        ReadOnlySpan<char> code = phone.AsSpan(1, phone.Length - 1 - national.Length);
        ReadOnlySpan<char> before = digits[..^national.Length];
        return IsNationalPrefix(before) ? national.Length >= ShortestNational : IsCode(before, code) || IsInternational(before, code);
    }

    private static bool IsNationalPrefix(ReadOnlySpan<char> text) => text is "" or "0" or "8" or "1" or "06" or "80";

    private static bool IsInternational(ReadOnlySpan<char> before, ReadOnlySpan<char> code)
    {
        foreach (string prefix in InternationalPrefixes)
        {
            if (before.StartsWith(prefix) && IsCode(before[prefix.Length..], code))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCode(ReadOnlySpan<char> text, ReadOnlySpan<char> code) => text.StartsWith(code) && IsNationalPrefix(text[code.Length..]);
}
