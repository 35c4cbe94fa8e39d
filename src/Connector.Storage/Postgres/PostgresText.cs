using System.Buffers;
using System.Text;

namespace Connector.Storage.Postgres;

/// <summary>Texts as PostgreSQL takes them: it knows every character but NUL, and no half of a surrogate pair.</summary>
/// <remarks>A NUL becomes U+E000 and <c>0</c>, U+E000 itself becomes U+E000 and <c>1</c>, so that every text comes back as it was.</remarks>
internal static class PostgresText
{
    private const char Mark = '\uE000';

    private static readonly SearchValues<char> Odd = SearchValues.Create(['\0', Mark, .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    public static string? Write(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAny(Odd) < 0)
        {
            return text;
        }

        var written = new StringBuilder(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                0 => written.Append(Mark).Append('0'),
                Mark => written.Append(Mark).Append('1'),
                _ => written.Append(rune.ToString()),
            };
        }

        return written.ToString();
    }

    public static string Read(string text)
    {
        if (!text.Contains(Mark))
        {
            return text;
        }

        var read = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isMark = text[i] == Mark && i + 1 < text.Length;
            read.Append(isMark ? text[++i] == '0' ? '\0' : Mark : text[i]);
        }

        return read.ToString();
    }
}
