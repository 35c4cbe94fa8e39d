using BenchmarkDotNet.Attributes;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage;

namespace Connector.Benchmarks.Micro;

/// <summary>Loading the profiles of a batch from a store that has them, and deciding; nothing is written.</summary>
[MemoryDiagnoser]
public class BatchBenchmark
{
    private const int Records = 4096;

    private string _folder = "";
    private SqliteStore _store = null!;
    private RecordBatch _batch = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _folder = Directory.CreateTempSubdirectory("connector-micro").FullName;
        SampleExport export = await SampleExport.MakeAsync("shop", Records);
        _store = await SqliteStore.OpenAsync(Path.Combine(_folder, "store.db"), TimeProvider.System, CancellationToken.None);
        await _store.PrepareAsync(export.Catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
        _batch = await export.SelectAsync();
        await DecideAsync(commit: true);
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task<int> LoadAndDecide() => DecideAsync(commit: false);

    private async Task<int> DecideAsync(bool commit)
    {
        await using IBatchTransaction transaction = await _store.BeginAsync(CancellationToken.None);
        var set = new WorkingSet();
        BatchDecider.Want(_batch, set);
        await transaction.LoadAsync(set, CancellationToken.None);
        var decider = new BatchDecider(set, transaction.NewProfileId, now: 0, readAt: 0);
        foreach (Hit hit in _batch.Hits)
        {
            decider.Decide(hit, _batch);
        }

        if (commit)
        {
            await transaction.CommitAsync(
                new BatchChanges(set, decider.Stitchings, decider.Goals, [], [], Cursor: null, Run: null), CancellationToken.None);
        }

        return decider.Goals.Count;
    }
}
