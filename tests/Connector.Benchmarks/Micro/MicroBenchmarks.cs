using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Connector.Benchmarks.Micro;

/// <summary><c>micro</c>: the small parts that every record passes through.</summary>
internal static class MicroBenchmarks
{
    public static int Run()
    {
        // In this process: the code under test is what was just built.
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "connector-micro"));
        BenchmarkRunner.Run([typeof(WildcardBenchmark), typeof(PathBenchmark), typeof(HookBenchmark), typeof(BatchBenchmark)], config);
        return 0;
    }
}
