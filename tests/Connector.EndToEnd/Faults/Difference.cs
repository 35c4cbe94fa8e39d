namespace Connector.EndToEnd.Faults;

/// <summary>How the content after a fault differs from that of an undisturbed run. Both are lists of lines in which equal lines count each.</summary>
internal sealed record Difference(IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled)
{
    public static Difference Between(IEnumerable<string> undisturbed, IEnumerable<string> now)
    {
        string[] expected = [.. undisturbed];
        Assert.NotEmpty(expected);
        return new Difference(Without(expected, now), Without(now, expected));
    }

    public bool IsNone => Lost.Count == 0 && Doubled.Count == 0;

    /// <summary>Some of each, for the person who looks into it.</summary>
    public override string ToString() =>
        $"{Lost.Count} lost, {Doubled.Count} doubled\nlost:\n{string.Join('\n', Lost.Take(3))}\ndoubled:\n{string.Join('\n', Doubled.Take(3))}";

    private static List<string> Without(IEnumerable<string> all, IEnumerable<string> taken)
    {
        Dictionary<string, int> left = taken.CountBy(line => line, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var rest = new List<string>();
        foreach (string line in all)
        {
            int count = left.GetValueOrDefault(line);
            if (count > 0)
            {
                left[line] = count - 1;
            }
            else
            {
                rest.Add(line);
            }
        }

        return rest;
    }
}
