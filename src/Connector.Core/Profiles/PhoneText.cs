using System.Globalization;
using System.Text;

namespace Connector.Core.Profiles;

/// <summary>
/// A telephone number as people and address books write it: digits of any script, after <c>+</c> or <c>tel:</c>, with spaces, dashes, dots,
/// slashes and brackets between them, and an extension after them.
/// </summary>
internal static class PhoneText
{
    /// <summary>The most digits that are read: fifteen, a prefix for calls abroad, and a national one.</summary>
    public const int Longest = 20;

    private const string Scheme = "tel:";
    private const int LongestExtension = 7;

    /// <summary>The most digits before a slash that belong to the number behind it; after more of them another number begins.</summary>
    private const int LongestBeforeSlash = 8;

    private static readonly string[] ExtensionWords =
        ["ext", "extn", "extension", ";ext", "x", "#", "int", "доб", "добавочный", "вн", "внутр", "внутренний", "داخلی", "داخلي"];

    /// <param name="digits">Gets the number's digits as ASCII, at most <see cref="Longest"/>, without the extension.</param>
    /// <param name="international">Whether it begins with <c>+</c>.</param>
    /// <returns>False: it is no number, or more than one.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, Span<char> digits, out int count, out bool international)
    {
        count = 0;
        international = false;
        text = text.Trim();
        text = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..] : text;
        for (int i = 0, length; i < text.Length; i += length)
        {
            int digit = DigitAt(text[i..], out length);
            if (digit >= 0)
            {
                if (count == digits.Length)
                {
                    return false;
                }

                digits[count++] = (char)('0' + digit);
            }
            else if (text[i] is '+' or '＋')
            {
                if (international || count > 0)
                {
                    return false;
                }

                international = true;
            }
            else if (text[i] == '/' ? count > LongestBeforeSlash : !IsSeparator(text[i]))
            {
                return count > 0 && IsExtension(text[i..]);
            }
        }

        return count > 0;
    }

    /// <summary>The digits of a text that is a number.</summary>
    public static string DigitsOf(string text)
    {
        Span<char> digits = stackalloc char[Longest];
        return TryRead(text, digits, out int count, out _) ? digits[..count].ToString() : throw new FormatException("The text is no telephone number.");
    }

    /// <summary>Whether it can stand in a number, extensions aside.</summary>
    public static bool IsPart(char c) => char.IsAsciiDigit(c) || c is '+' or '＋' or '/' || IsSeparator(c) || char.IsDigit(c) || char.IsSurrogate(c);

    private static bool IsSeparator(char c) => c switch
    {
        ' ' or '-' or '.' or '(' or ')' or '~' or '\t' => true,
        '[' or ']' or '\u2212' or '\u30FC' or '\u30FB' or '\uFF08' or '\uFF09' or '\uFF0D' or '\uFF0E' or '\uFF3B' or '\uFF3D' or '\u00B7' or '\u066B' => true,
        < '\u0080' => false,
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Format,
    };

    /// <returns>-1: no digit begins the text.</returns>
    private static int DigitAt(ReadOnlySpan<char> text, out int length)
    {
        length = 1;
        if (char.IsAscii(text[0]))
        {
            return char.IsAsciiDigit(text[0]) ? text[0] - '0' : -1;
        }

        Rune.DecodeFromUtf16(text, out Rune rune, out length);
        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(rune) : -1;
    }

    private static bool IsExtension(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] is ';' or '#'))
        {
            end++;
        }

        return IsExtensionWord(text[..end]) && IsShortNumber(text[end..]);
    }

    private static bool IsExtensionWord(ReadOnlySpan<char> word)
    {
        foreach (string known in ExtensionWords)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsShortNumber(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int i = 0, length; i < text.Length; i += length)
        {
            if (DigitAt(text[i..], out length) >= 0)
            {
                count++;
            }
            else if (text[i] is not (':' or '=' or '#') && !IsSeparator(text[i]))
            {
                return false;
            }
        }

        return count is > 0 and <= LongestExtension;
    }
}
