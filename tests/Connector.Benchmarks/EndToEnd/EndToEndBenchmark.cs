using Connector.Benchmarks.Children;
using Connector.Benchmarks.Exports;
using Connector.Core.Catalog;

namespace Connector.Benchmarks.EndToEnd;

/// <summary><c>end-to-end</c>: whole syncs against the least that their reading and writing can cost.</summary>
internal static class EndToEndBenchmark
{
    private const long DefaultRecords = 1_000_000;
    private const long DefaultRounds = 3;

    // One transaction a record takes its time; its speed does not depend on the number of records.
    private const long MostForPlainProgram = 20_000;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        long records = arguments.Number("--records", DefaultRecords);
        using var exports = new ExportSet();
        await Console.Error.WriteLineAsync($"Writing exports of {records} records to {exports.Folder}.");
        await Task.WhenAll(
            exports.WriteAsync("shop", records, ExportFormat.Json),
            exports.WriteAsync("shop", records, ExportFormat.Csv),
            exports.WriteAsync("short", Math.Min(records, MostForPlainProgram), ExportFormat.Json));
        (Child server, string url) = await Child.ServeAsync(exports.Folder);
        await using Child serving = server;
        var rounds = new Rounds(exports, url);
        for (long round = arguments.Number("--rounds", DefaultRounds); round > 0; round--)
        {
            await rounds.RunAsync();
        }

        IReadOnlyList<Mark> marks = Mark.Of(rounds.Measured);
        Console.WriteLine(arguments.Has("--json") ? Report.Json(rounds.Measured, marks) : Report.Markdown(rounds.Measured, marks));
        return marks.All(mark => mark.IsMet) ? 0 : 1;
    }
}
