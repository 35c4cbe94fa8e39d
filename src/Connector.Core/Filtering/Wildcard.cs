using System.Text;

namespace Connector.Core.Filtering;

/// <summary>A pattern in which <c>*</c> stands for any run of characters, compiled once.</summary>
/// <remarks>
/// <c>\*</c> is a star, <c>\\</c> a backslash, <c>\</c> before anything else is itself. Comparison is ordinal, by default without case.
/// Matching takes time linear in the text for each literal piece: pieces between stars are found from left to right, the first place each.
/// </remarks>
public sealed class Wildcard
{
    private readonly string[] _pieces;
    private readonly StringComparison _comparison;

    public Wildcard(string pattern, bool caseSensitive = false)
    {
        _pieces = Split(pattern);
        _comparison = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
    }

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        string first = _pieces[0];
        if (_pieces.Length == 1)
        {
            return text.Equals(first, _comparison);
        }

        if (!text.StartsWith(first, _comparison))
        {
            return false;
        }

        text = text[first.Length..];
        for (int i = 1; i < _pieces.Length - 1; i++)
        {
            int at = text.IndexOf(_pieces[i], _comparison);
            if (at < 0)
            {
                return false;
            }

            text = text[(at + _pieces[i].Length)..];
        }

        return text.EndsWith(_pieces[^1], _comparison);
    }

    /// <summary>The literal pieces around the stars; one piece: no star.</summary>
    private static string[] Split(string pattern)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*')
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                continue;
            }

            if (pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '\\')
            {
                i++;
            }

            piece.Append(pattern[i]);
        }

        pieces.Add(piece.ToString());
        return [.. pieces];
    }
}
