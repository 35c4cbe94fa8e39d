using Connector.Benchmarks.Children;
using Connector.Benchmarks.EndToEnd;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Growth;
using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;

namespace Connector.Benchmarks.Scale;

/// <summary>What a record costs by the number of goals there are: every record updates a profile of any age and registers a goal; one in seventeen is of a new device.</summary>
internal static class GoalsPart
{
    /// <summary>As in the generated shop.</summary>
    private const int GoalsOfEach = 16;

    private const string Visitors = "visitors.json";

    /// <summary>Bytes of a goal with its indexes, and as much again for the log while they are built.</summary>
    private const long RoomOfGoal = 500;

    public static async Task RunAsync(DatabaseServer server, ScaleResult result, long records, IEnumerable<long> sizes)
    {
        using var exports = new ExportSet();
        await exports.WriteAsync("shop", records, ExportFormat.Json);
        foreach (long goals in sizes)
        {
            long free = new DriveInfo(exports.Folder).AvailableFreeSpace;
            if (goals * RoomOfGoal > free)
            {
                await Console.Error.WriteLineAsync($"{goals} goals are left out: they need some {goals * RoomOfGoal >> 30} GB, and {free >> 30} GB are free.");
                continue;
            }

            await MeasureAsync(server, result, exports, goals);
        }
    }

    public static string NameOf(long goals) => $"every row, {goals} goals there";

    private static async Task MeasureAsync(DatabaseServer server, ScaleResult result, ExportSet exports, long goals)
    {
        long profiles = Math.Max(1, goals / GoalsOfEach);
        string store = await server.NewStoreAsync();
        long empty = await SizeAsync(store);
        ScaleRun filling = await ScaleRun.MeasureAsync(server, store, $"filling {profiles} profiles", ["--work", Work.Fill, "--profiles", profiles.ToString()]);
        long before = await SizeAsync(store);
        await GoalFilling.RunAsync(store, goals);
        var size = new StoreSize(goals, filling.Records, (double)(await SizeAsync(store) - before) / goals, (double)(before - empty) / profiles);
        result.Stores.Add(size);
        await Console.Error.WriteLineAsync($"{goals} goals of {size.BytesOfGoal:F0} bytes, {size.Profiles} profiles of {size.BytesOfProfile:F0} bytes.");
        await VisitorExport.WriteAsync(exports, "shop.json", Visitors, profiles + (profiles / GoalsOfEach));
        result.Keep(await ScaleRun.MeasureAsync(
            server, store, NameOf(goals), ["--work", Work.Import, "--workload", "every-row", "--file", exports.PathOf(Visitors)]));
        server.Remove(store);
    }

    private static Task<long> SizeAsync(string store) => DatabaseServer.ScalarAsync<long>(store, "select pg_database_size(current_database())");
}
