using Connector.Benchmarks.Children;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;

namespace Connector.Benchmarks.EndToEnd;

/// <summary><c>memory</c>: the peak memory of <c>every row</c> at some and at ten times as many records.</summary>
internal static class MemoryBenchmark
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        long records = arguments.Number("--records", 1_000_000);
        double[] peaks = [await PeakAsync(records), await PeakAsync(records * 10)];
        Console.WriteLine($"""
            {Machine.Describe()}

            | records | peak MB |
            | ---: | ---: |
            | {records} | {peaks[0]:F0} |
            | {records * 10} | {peaks[1]:F0} |

            Ratio {peaks[1] / peaks[0]:F2}, wanted within 1.15; {records} records wanted below 200 MB.
            """);
        return peaks[0] < 200 && peaks[1] / peaks[0] <= 1.15 ? 0 : 1;
    }

    private static async Task<double> PeakAsync(long records)
    {
        using var exports = new ExportSet();
        await exports.WriteAsync("shop", records, ExportFormat.Json);
        (Child server, string url) = await Child.ServeAsync(exports.Folder);
        await using Child serving = server;
        Measurement run = await Child.MeasureAsync(
            "--work", Work.Sync, "--workload", "every-row", "--url", url + "/shop", "--format", nameof(ExportFormat.Json), "--store", exports.PathOf("store.db"));
        return run.PeakBytes / (double)(1 << 20);
    }
}
