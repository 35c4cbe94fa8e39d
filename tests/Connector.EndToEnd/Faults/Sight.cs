using System.Text.RegularExpressions;

namespace Connector.EndToEnd.Faults;

/// <summary>What a user sees of a fault, taken from what the connector really said, with what differs from run to run put into words.</summary>
internal static partial class Sight
{
    /// <summary>SIGKILL, as shells tell it.</summary>
    public const int Killed = 137;

    /// <summary>How a command ended, and the first thing that it said about it.</summary>
    /// <param name="said">A word of the line that matters, where the first line is not it; null: the first line.</param>
    public static string Of(ConnectorRun run, Workplace place, string? said = null)
    {
        if (run.Code == 0 && said is null)
        {
            return "exit 0";
        }

        string? line = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => said is null || line.Contains(said, StringComparison.Ordinal));
        string end = run.Code == Killed ? "killed" : $"exit {run.Code}";
        return line is null ? end : $"{end}: {Masked(line, place)}";
    }

    /// <summary>A message without what differs from run to run.</summary>
    public static string Masked(string line, Workplace place)
    {
        string masked = line.Trim().Replace(place.Folder, "…", StringComparison.Ordinal);
        masked = Time().Replace(masked, "TIME");
        masked = Database().Replace(masked, "NAME");
        masked = Address().Replace(masked, "HOST");
        return Run().Replace(masked, "N");
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?Z| UTC|[+-]\d{2}:?\d{2})?")]
    private static partial Regex Time();

    [GeneratedRegex(@"store_\d+_\d+")]
    private static partial Regex Database();

    [GeneratedRegex(@"127\.0\.0\.1(;Port=\d+|:\d+)?")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<=\brun[- ])\d+|\d+(?= (ms|bytes)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Run();
}
