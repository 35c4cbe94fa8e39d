using Connector.Benchmarks.Children;
using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Ingest;

/// <summary><c>s2s</c>: requests a second that are on the disk before they are answered, against an endpoint of the same server that only parses them.</summary>
internal static class IngestBenchmark
{
    private const double WantedShare = 0.35;
    private const double WantedPercentile = 50;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int connections = (int)arguments.Number("--connections", 64);
        var length = TimeSpan.FromSeconds(arguments.Number("--seconds", 10));
        var bare = new List<LoadResult>();
        var entry = new List<LoadResult>();
        var left = new List<double>();
        var deliveries = new List<(double Made, double Delivered)>();
        for (long round = arguments.Number("--rounds", 3); round > 0; round--)
        {
            DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(arguments.Text("--folder", Path.GetTempPath()), Path.GetRandomFileName()));
            try
            {
                (Child server, string url) = await Child.ServeEntryAsync(folder.FullName);
                await using (server)
                {
                    bare.Add(await new Load(new Uri(url), "/bare", connections).RunAsync(length));
                    entry.Add(await new Load(new Uri(url), "/", connections).RunAsync(length));
                    left.Add(double.Parse(await server.AskAsync("applied?"), System.Globalization.CultureInfo.InvariantCulture));
                }

                deliveries.Add(await DeliveryRate.RunAsync(folder.FullName));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        Figure share = Figure.Of(entry.Zip(bare, static (one, other) => one.PerSecond / other.PerSecond));
        Figure percentile = Figure.Of(entry.Select(static one => one.Percentile99));
        bool isMet = share.Median >= WantedShare && percentile.Median < WantedPercentile;
        Console.WriteLine($"""
            {Machine.Describe()}; {connections} connections, two messages a request

            | endpoint | requests/s | p50 ms | p99 ms | longest ms |
            | --- | ---: | ---: | ---: | ---: |
            | bare: parses | {Cells(bare)} |
            | entry: on the disk | {Cells(entry)} |

            Entry / bare {share.Text("F2")}, wanted ≥ {WantedShare}; p99 {percentile.Text("F1")} ms, wanted < {WantedPercentile}: {(isMet ? "met" : "missed")}.
            Applied meanwhile; what was left at the end took {Figure.Of(left).Text("F1")} s more.

            Messages to another system a second: {Figure.Of(deliveries.Select(static one => one.Made)).Text("F0")} made, {Figure.Of(deliveries.Select(static one => one.Delivered)).Text("F0")} delivered to a receiver that answers at once, a request each.
            """);
        return isMet ? 0 : 1;
    }

    private static string Cells(IReadOnlyList<LoadResult> results) => string.Join(
        " | ",
        Figure.Of(results.Select(static one => one.PerSecond)).Text("F0"),
        Figure.Of(results.Select(static one => one.Median)).Text("F1"),
        Figure.Of(results.Select(static one => one.Percentile99)).Text("F1"),
        Figure.Of(results.Select(static one => one.Longest)).Text("F1"));
}
