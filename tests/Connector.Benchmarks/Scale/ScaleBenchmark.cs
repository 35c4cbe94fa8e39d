using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Scale;

/// <summary><c>scale</c>: syncs into PostgreSQL against COPY of the same rows, by the number of worker processes, and by the number of goals there are.</summary>
internal static class ScaleBenchmark
{
    private const string AllParts = "copy,workers,goals";
    private const string DefaultGoals = "1000000,10000000";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        string[] parts = arguments.Text("--part", AllParts).Split(',');
        if (Array.Find(parts, part => !AllParts.Split(',').Contains(part)) is { } unknown)
        {
            throw new ArgumentException($"There is no part '{unknown}': {AllParts}.", nameof(arguments));
        }

        ScaleResult result = await MeasureAsync(arguments, parts);
        if (arguments.Has("--file"))
        {
            string file = arguments.Text("--file");
            result = File.Exists(file) ? result.Over(ScaleResult.Read(file)) : result;
            await File.WriteAllTextAsync(file, result.Json());
        }

        Console.WriteLine(arguments.Has("--json") ? result.Json() : ScaleReport.Markdown(result));
        return result.Marks.TrueForAll(mark => mark.IsMet) ? 0 : 1;
    }

    private static async Task<ScaleResult> MeasureAsync(Arguments arguments, string[] parts)
    {
        using var server = new DatabaseServer();
        var result = new ScaleResult { Settings = server.Settings };
        if (parts.Contains("copy"))
        {
            await CopyPart.RunAsync(server, result, arguments.Number("--records", 1_000_000), arguments.Number("--rounds", 3));
        }

        if (parts.Contains("workers"))
        {
            await WorkersPart.RunAsync(server, result, arguments.Number("--records", 1_000_000), arguments.Number("--profiles", 1_000_000), arguments.Number("--rounds", 2));
        }

        if (parts.Contains("goals"))
        {
            await GoalsPart.RunAsync(server, result, arguments.Number("--records", 300_000), arguments.Text("--goals", DefaultGoals).Split(',').Select(long.Parse));
        }

        return result;
    }
}
