using BenchmarkDotNet.Attributes;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Benchmarks.Micro;

/// <summary>A generated record through the filters of the shop's hooks.</summary>
[MemoryDiagnoser]
public class HookBenchmark
{
    private const int Records = 10_000;

    private SampleExport _shop = null!;
    private SampleExport _nothing = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _shop = await SampleExport.MakeAsync("shop", Records);
        _nothing = await SampleExport.MakeAsync("nothing", Records);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task<RecordBatch> Shop() => _shop.SelectAsync();

    [Benchmark(OperationsPerInvoke = Records)]
    public Task<RecordBatch> Nothing() => _nothing.SelectAsync();
}
