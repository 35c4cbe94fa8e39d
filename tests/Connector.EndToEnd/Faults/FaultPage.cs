using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Connector.EndToEnd.Faults;

/// <summary><c>src/FAULTS.md</c>: prose that people write, and behind a mark the tables that tests make.</summary>
internal static partial class FaultPage
{
    public const string Mark = "<!-- What follows is made from the results of the tests. -->";

    public static readonly string Path = System.IO.Path.Combine(Workplace.Repository, "src", "FAULTS.md");

    public static IReadOnlyList<FaultRow> Read()
    {
        var rows = new List<FaultRow>();
        string group = "";
        foreach (string line in TablesOf(File.ReadAllText(Path)).Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                group = line[3..].Trim();
            }
            else if (Row().Match(line) is { Success: true } row)
            {
                rows.Add(new FaultRow(
                    new FaultCause(group, row.Groups["cause"].Value, row.Groups["store"].Value),
                    Number(row, "times"),
                    row.Groups["sees"].Value,
                    Number(row, "lost"),
                    Number(row, "doubled")));
            }
        }

        return rows;
    }

    /// <param name="causes">Every fault there is, in the order in which they are shown.</param>
    public static void Write(IEnumerable<FaultRow> rows, IReadOnlyList<FaultCause> causes)
    {
        Dictionary<FaultCause, FaultRow> known = rows.ToDictionary(row => row.Of);
        var tables = new StringBuilder();
        foreach (IGrouping<string, FaultCause> group in causes.GroupBy(cause => cause.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            tables.Append($"\n## {group.Key}\n\n| what happens | store | times | what the user sees | lost | doubled |\n| --- | --- | ---: | --- | ---: | ---: |\n");
            foreach (FaultRow row in group.Where(known.ContainsKey).Select(cause => known[cause]))
            {
                tables.Append(CultureInfo.InvariantCulture, $"| {row.Of.Cause} | {row.Of.Store} | {row.Times} | {row.Sees} | {row.Lost} | {row.Doubled} |\n");
            }
        }

        string page = File.ReadAllText(Path);
        File.WriteAllText(Path, page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)] + "\n" + tables);
    }

    /// <summary>As a cell of the table holds it.</summary>
    public static string Cell(string text) => text.Replace('|', '/').ReplaceLineEndings(" ").Trim();

    private static string TablesOf(string page)
    {
        int mark = page.IndexOf(Mark, StringComparison.Ordinal);
        Assert.True(mark >= 0, $"{Path} has lost the line behind which its tables begin: {Mark}");
        return page[(mark + Mark.Length)..];
    }

    private static int Number(Match row, string name) => int.Parse(row.Groups[name].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<cause>[^|]+?) \| (?<store>SQLite|PostgreSQL) \| (?<times>\d+) \| (?<sees>[^|]*?) \| (?<lost>\d+) \| (?<doubled>\d+) \|\s*$")]
    private static partial Regex Row();
}
