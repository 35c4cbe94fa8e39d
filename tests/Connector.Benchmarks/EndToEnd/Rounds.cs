using Connector.Benchmarks.Children;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Benchmarks.EndToEnd;

/// <summary>Runs everything once a round, in the same order, so that a slow minute of the machine falls on all of it alike.</summary>
internal sealed class Rounds(ExportSet exports, string url)
{
    private readonly Dictionary<string, List<Measurement>> _measured = [];

    public const string Decode = "floor: decode";
    public const string StoreShop = "floor: store, shop";
    public const string StoreEveryRow = "floor: store, every row";
    public const string Plain = "plain program";

    /// <summary>By name, in the order in which they ran, one measurement a round.</summary>
    public IReadOnlyDictionary<string, List<Measurement>> Measured => _measured;

    public static string NameOf(string workload, ExportFormat format) => $"{workload}, {(format == ExportFormat.Csv ? "CSV" : "JSON")}";

    public async Task RunAsync()
    {
        Keep(Decode, await Child.MeasureAsync("--work", Work.DecodeFloor, "--file", exports.PathOf("shop.json")));
        foreach (ExportFormat format in (ExportFormat[])[ExportFormat.Json, ExportFormat.Csv])
        {
            string store = NewStore();
            Measurement shop = Keep(NameOf("shop", format), await SyncAsync("shop", format, store));
            if (format == ExportFormat.Json)
            {
                Keep(StoreShop, await StoreFloorAsync(store, shop));
            }

            Keep(NameOf("again", format), await SyncAsync("shop", format, store));
            exports.Remove(store);
        }

        foreach (ExportFormat format in (ExportFormat[])[ExportFormat.Json, ExportFormat.Csv])
        {
            string store = NewStore();
            Measurement everyRow = Keep(NameOf("every row", format), await SyncAsync("every-row", format, store));
            if (format == ExportFormat.Json)
            {
                Keep(StoreEveryRow, await StoreFloorAsync(store, everyRow));
            }

            exports.Remove(store);
            store = NewStore();
            Keep(NameOf("nothing", format), await SyncAsync("nothing", format, store));
            exports.Remove(store);
        }

        string plain = NewStore();
        Keep(Plain, await Child.MeasureAsync("--work", Work.PlainProgram, "--url", url + "/short", "--store", plain));
        exports.Remove(plain);
    }

    private Task<Measurement> SyncAsync(string workload, ExportFormat format, string store) => Child.MeasureAsync(
        "--work", Work.Sync, "--workload", workload, "--url", url + "/shop", "--format", format.ToString(), "--store", store);

    private async Task<Measurement> StoreFloorAsync(string like, Measurement run)
    {
        string store = NewStore();
        long batches = Math.Max(1, run.Matched / (Synchronizer.DefaultBatchSize * RecordPipeline.BatchesTogether));
        Measurement floor = await Child.MeasureAsync(
            "--work", Work.StoreFloor, "--like", like, "--store", store, "--batches", batches.ToString());
        exports.Remove(store);
        return floor with { Records = run.Records };
    }

    private Measurement Keep(string name, Measurement measured)
    {
        if (!_measured.TryGetValue(name, out List<Measurement>? all))
        {
            _measured.Add(name, all = []);
        }

        all.Add(measured);
        Console.Error.WriteLine($"{name,-26} {measured.Seconds,8:F2} s  {measured.RecordsPerSecond,10:F0} records/s  {measured.CpuSeconds,8:F2} s CPU");
        return measured;
    }

    private string NewStore() => exports.PathOf(Path.GetRandomFileName() + ".db");
}
