using Connector.Benchmarks.Children;
using Connector.Benchmarks.EndToEnd;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Benchmarks.Scale;

/// <summary>Syncs into PostgreSQL against <c>COPY</c> of the rows they left.</summary>
internal static class CopyPart
{
    private const double Most = 2.0;

    private static readonly (string Name, string Workload)[] Workloads = [("shop", "shop"), ("every row", "every-row")];

    public static async Task RunAsync(DatabaseServer server, ScaleResult result, long records, long rounds)
    {
        using var exports = new ExportSet();
        await Console.Error.WriteLineAsync($"Writing an export of {records} records to {exports.Folder}.");
        await exports.WriteAsync("shop", records, ExportFormat.Json);
        result.WireBytesOfRecord = (double)new FileInfo(exports.PathOf("shop.json")).Length / records;
        (Child serving, string url) = await Child.ServeAsync(exports.Folder);
        await using Child ended = serving;
        for (long round = 0; round < rounds; round++)
        {
            foreach ((string name, string workload) in Workloads)
            {
                string store = await server.NewStoreAsync();
                ScaleRun run = await ScaleRun.MeasureAsync(
                    server,
                    store,
                    name,
                    ["--work", Work.Sync, "--workload", workload, "--url", url + "/shop", "--format", nameof(ExportFormat.Json)]);
                result.Keep(run with { Goals = await DatabaseServer.ScalarAsync<long>(store, "select count(*) from goal") });
                await FloorAsync(server, result, store, run);
                server.Remove(store);
            }
        }

        foreach ((string name, _) in Workloads)
        {
            Figure ratio = Figure.Of(result.RunsOf(name).Zip(result.RunsOf(FloorOf(name)), (run, floor) => run.Seconds / floor.Seconds));
            result.Marks.Add(new Mark($"{name} / COPY of its rows, wall time", $"≤ {Most:0.0}", ratio, ratio.Median <= Most));
        }
    }

    private static string FloorOf(string name) => $"floor: COPY, {name}";

    private static async Task FloorAsync(DatabaseServer server, ScaleResult result, string like, ScaleRun run)
    {
        long batches = Math.Max(1, run.Matched / (Synchronizer.DefaultBatchSize * await DatabaseServer.BatchesTogetherAsync(like)));
        string store = server.NewLike(like);
        ScaleRun floor = await ScaleRun.MeasureAsync(server, store, FloorOf(run.Name), ["--work", Work.CopyFloor, "--like", like, "--batches", batches.ToString()]);
        result.Keep(floor with { Records = run.Records });
        server.Remove(store);
    }
}
