using Connector.Benchmarks.EndToEnd;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Growth;
using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;

namespace Connector.Benchmarks.Scale;

/// <summary>One, two and three processes that import the same records between them, into one store that knows their devices.</summary>
/// <remarks>
/// Batches that have somebody in common take turns, and two of some thousand records have that nearly always where there are few people. So
/// there are as many as the events of a day come from.
/// </remarks>
internal static class WorkersPart
{
    private const string Workload = "every-row";
    private const string Visitors = "visitors.json";
    private const double Wanted = 1.6;
    private const int MostWorkers = 3;

    public static async Task RunAsync(DatabaseServer server, ScaleResult result, long records, long profiles, long rounds)
    {
        using var exports = new ExportSet();
        await Console.Error.WriteLineAsync($"Writing shares of {records} records to {exports.Folder}.");
        await exports.WriteAsync("shop", records, ExportFormat.Json);
        await VisitorExport.WriteAsync(exports, "shop.json", Visitors, profiles);
        string filled = await server.NewStoreAsync();
        await ScaleRun.MeasureAsync(server, filled, $"filling {profiles} profiles", ["--work", Work.Fill, "--profiles", profiles.ToString()]);
        await DatabaseServer.ExecuteAsync(filled, "vacuum analyze");
        var shares = new List<IReadOnlyList<string>>();
        for (int workers = 1; workers <= MostWorkers; workers++)
        {
            shares.Add(await ShareExport.WriteAsync(exports, Visitors, records, workers));
        }

        for (long round = 0; round < rounds; round++)
        {
            foreach (IReadOnlyList<string> share in shares)
            {
                string store = server.NewCopy(filled);
                result.Keep(await ScaleRun.MeasureAsync(
                    server,
                    store,
                    NameOf(share.Count),
                    [.. share.Select(file => (string[])["--work", Work.Import, "--workload", Workload, "--file", exports.PathOf(file)])]));
                server.Remove(store);
            }
        }

        server.Remove(filled);
        Judge(result);
    }

    public static string NameOf(int workers) => workers == 1 ? "1 process" : $"{workers} processes";

    /// <summary>
    /// Two processes are to do 1.6 times what one does: four fifths of twice. Where the processors are too few for twice, four fifths of
    /// what they leave room for.
    /// </summary>
    private static void Judge(ScaleResult result)
    {
        Figure speedup = Figure.Of(result.RunsOf(NameOf(1)).Zip(result.RunsOf(NameOf(2)), (one, two) => one.Seconds / two.Seconds));
        double room = Figure.Of(result.RunsOf(NameOf(1)).Select(one => Environment.ProcessorCount / one.Busy)).Median;
        double wanted = Math.Min(Wanted, Wanted / 2 * room);
        string limit = room < 2 ? $" (one keeps {Environment.ProcessorCount / room:0.0} of {Environment.ProcessorCount} cores busy, which leaves room for {room:0.00})" : "";
        result.Marks.Add(new Mark("2 processes / 1, records a second", $"≥ {wanted:0.00}{limit}", speedup, speedup.Median >= wanted));
    }
}
