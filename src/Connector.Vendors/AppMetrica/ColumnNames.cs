using System.Collections.Immutable;
using Connector.Core.Records;

namespace Connector.Vendors.AppMetrica;

/// <summary>Finds the columns that a refusal speaks of. Its wording is not documented, so this is a guess that prefers the surest names.</summary>
internal static class ColumnNames
{
    private const string Quotes = "'\"`«»[]<>“”‘’";

    /// <returns>The names, in the order asked for; none where the text repeats the whole list.</returns>
    public static IReadOnlyList<string> In(string text, ImmutableArray<string> asked, LogResource resource)
    {
        string[] named = [.. asked.Where(column => Stands(text, column, quoted: false))];
        if (named.Length == asked.Length && asked.Length > 1)
        {
            return [];
        }

        // «error» and «token» are columns and common words: a name in quotes, or one the docs do not have, is surer.
        string[] quoted = [.. named.Where(column => Stands(text, column, quoted: true))];
        string[] unknown = [.. named.Where(column => !resource.Has(column))];
        return quoted.Length > 0 ? quoted : unknown.Length > 0 ? unknown : named;
    }

    private static bool Stands(string text, string column, bool quoted)
    {
        if (column.Length == 0)
        {
            return false;
        }

        for (int at = text.IndexOf(column, StringComparison.Ordinal); at >= 0; at = text.IndexOf(column, at + 1, StringComparison.Ordinal))
        {
            int end = at + column.Length;
            bool alone = (at == 0 || !IsWord(text[at - 1])) && (end == text.Length || !IsWord(text[end]));
            bool inQuotes = at > 0 && end < text.Length && Quotes.Contains(text[at - 1]) && Quotes.Contains(text[end]);
            if (alone && (!quoted || inQuotes))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
