using Connector.Benchmarks.Children;
using Connector.Benchmarks.EndToEnd;
using Connector.Benchmarks.Exports;
using Connector.Benchmarks.Growth;
using Connector.Benchmarks.Ingest;
using Connector.Benchmarks.Micro;
using Connector.Benchmarks.Scale;
using Connector.Benchmarks.Start;

namespace Connector.Benchmarks;

/// <summary>The commands of the benchmark; those of its children are named in <see cref="Child"/>.</summary>
internal static class Commands
{
    private const string Usage = """
        end-to-end [--records N] [--rounds N] [--json]   whole syncs against their floors
        memory [--records N]                             peak memory at N and ten times N records
        growth [--records N] [--profiles A,B,C]          speed by the number of profiles there are
        micro                                            the small parts, by BenchmarkDotNet
        start [--rounds N]                               connector validate against an empty program
        scale [--part copy,workers,goals] [--records N] [--rounds N] [--profiles N] [--goals A,B,C] [--file FILE] [--json]
                                                         PostgreSQL: against COPY, by worker processes, by goals there are
        scale-page --file FILE --page PAGE               puts what was measured into the tables of src/SCALE.md
        s2s [--connections N] [--seconds N] [--rounds N] durable requests a second against an endpoint that only parses; messages delivered a second
        """;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        switch (arguments.Command)
        {
            case "end-to-end":
                return await EndToEndBenchmark.RunAsync(arguments);
            case "memory":
                return await MemoryBenchmark.RunAsync(arguments);
            case "growth":
                return await GrowthBenchmark.RunAsync(arguments);
            case "scale":
                return await ScaleBenchmark.RunAsync(arguments);
            case "scale-page":
                return await ScalePage.RunAsync(arguments);
            case "start":
                return await StartBenchmark.RunAsync(arguments);
            case "s2s":
                return await IngestBenchmark.RunAsync(arguments);
            case "micro":
                return MicroBenchmarks.Run();
            case Child.Serve:
                return await ExportServer.RunAsync(arguments.Text("--folder"));
            case Child.ServeEntry:
                return await EntryServer.RunAsync(arguments.Text("--folder"));
            case Child.Measure:
                return await Child.RunAsync(arguments);
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}
