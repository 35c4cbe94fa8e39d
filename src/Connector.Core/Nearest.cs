namespace Connector.Core;

/// <summary>Finds the known name a misspelt one was probably meant to be.</summary>
public static class Nearest
{
    /// <returns>The candidate with the fewest edits, if those are at most a third of the word (at least two); else null.</returns>
    public static string? To(string word, IEnumerable<string> known)
    {
        string? best = null;
        int least = Math.Max(2, word.Length / 3) + 1;
        foreach (string candidate in known)
        {
            // As many edits are needed at least; a word of megabytes is compared with nothing.
            if (Math.Abs(word.Length - candidate.Length) >= least)
            {
                continue;
            }

            int edits = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (edits < least)
            {
                least = edits;
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    private static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            d[i, 0] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            d[0, j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
