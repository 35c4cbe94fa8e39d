using System.Text;
using Connector.Benchmarks.Children;
using Connector.Benchmarks.EndToEnd;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;

namespace Connector.Benchmarks.Growth;

/// <summary><c>growth</c>: the speed of <c>every row</c> by the number of profiles that are in the store already.</summary>
internal static class GrowthBenchmark
{
    private const long DefaultRecords = 200_000;
    private const string DefaultProfiles = "50000,500000,5000000";
    private const double Wanted = 0.5;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        long[] sizes = [.. arguments.Text("--profiles", DefaultProfiles).Split(',').Select(long.Parse)];
        using var exports = new ExportSet();
        await exports.WriteAsync("shop", arguments.Number("--records", DefaultRecords), ExportFormat.Json);
        (Child server, string url) = await Child.ServeAsync(exports.Folder);
        await using Child serving = server;
        var text = new StringBuilder();
        text.AppendLine(Machine.Describe()).AppendLine();
        text.AppendLine("| profiles there were | records/s | CPU seconds | peak MB |").AppendLine("| ---: | ---: | ---: | ---: |");
        List<Measurement> runs = [];
        foreach (long profiles in sizes)
        {
            Measurement run = await MeasureAsync(exports, url, profiles);
            runs.Add(run);
            text.AppendLine($"| {profiles} | {run.RecordsPerSecond:F0} | {run.CpuSeconds:F2} | {run.PeakBytes >> 20} |");
        }

        double ratio = runs[^1].RecordsPerSecond / runs[0].RecordsPerSecond;
        text.AppendLine().AppendLine($"Speed at {sizes[^1]} profiles / at {sizes[0]}: {ratio:F2}, wanted ≥ {Wanted}: {(ratio >= Wanted ? "met" : "missed")}.");
        Console.WriteLine(text);
        return ratio >= Wanted ? 0 : 1;
    }

    private static async Task<Measurement> MeasureAsync(ExportSet exports, string url, long profiles)
    {
        string name = $"visitors-{profiles}";
        string store = exports.PathOf(name + ".db");
        await VisitorExport.WriteAsync(exports, "shop.json", name + ".json", profiles);
        Measurement filling = await Child.MeasureAsync("--work", Work.Fill, "--store", store, "--profiles", profiles.ToString());
        await Console.Error.WriteLineAsync($"{profiles} profiles in {filling.Seconds:F0} s.");
        Measurement run = await Child.MeasureAsync(
            "--work", Work.Sync, "--workload", "every-row", "--url", $"{url}/{name}", "--format", nameof(ExportFormat.Json), "--store", store);
        exports.Remove(store);
        return run;
    }
}
