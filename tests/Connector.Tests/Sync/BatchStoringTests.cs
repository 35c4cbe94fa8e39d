using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Tests.Sync;

/// <summary>How batches share transactions. What they decide is the business of every other test of the road.</summary>
public sealed class BatchStoringTests : IAsyncLifetime
{
    private const int Batches = 9;

    private readonly List<BatchChanges> _written = [];
    private readonly List<BatchChanges> _committed = [];
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lab _lab = null!;

    public async Task InitializeAsync() => _lab = await Lab.StartAsync(Some.Import(), Some.Goal());

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [Fact]
    public async Task Batches_that_wait_go_into_the_transaction_that_is_open_and_its_last_one_commits_cursor_and_run()
    {
        RunTracker run = await RunAsync(takesMore: true, CancellationToken.None);

        Assert.NotEmpty(_written);
        Assert.All(_written, changes => Assert.Null(changes.Cursor));
        Assert.All(_written, changes => Assert.Null(changes.Run));
        Assert.Equal(Batches, _written.Concat(_committed).Sum(changes => changes.Rejects.Count));
        Assert.NotNull(_committed[^1].Cursor);
        Assert.Equal(Batches, _committed[^1].Run!.Counts.Rejected);
        Assert.Equal(Batches, run.Counts.Rejected);
        Assert.Equal(Batches, (await _lab.RejectsAsync()).Count);
    }

    [Fact]
    public async Task A_store_that_takes_one_batch_a_transaction_gets_one()
    {
        RunTracker run = await RunAsync(takesMore: false, CancellationToken.None);

        Assert.Empty(_written);
        Assert.True(_committed.Count > 1);
        Assert.Equal(Batches, run.Counts.Rejected);
        Assert.Equal(Batches, (await _lab.RejectsAsync()).Count);
    }

    [Fact]
    public async Task Asked_to_stop_it_commits_what_it_has_begun_and_takes_no_more()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(takesMore: true, stop.Token, onBegin: stop.Cancel));

        Assert.Empty(_written);
        Assert.Single(_committed);
        Assert.InRange((await _lab.RejectsAsync()).Count, 1, Batches - 1);
    }

    [Fact]
    public async Task A_write_that_fails_is_what_is_told_though_deciding_beside_it_failed_too()
    {
        var failure = new TaskCompletionSource<CommitResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        int ids = 0;
        IBatchTransaction Failing(IBatchTransaction inner) => new Watched(inner, true, _written, _committed)
        {
            Writing = failure.Task,
            NextId = () =>
            {
                if (++ids == 1)
                {
                    return inner.NewProfileId();
                }

                failure.TrySetException(new StoreException("The disk is full."));
                throw new StoreException("The store is damaged.");
            },
        };

        StoreException told = await Assert.ThrowsAsync<StoreException>(() => RunAsync(
            Failing,
            (i, schema, sink, token) => new ExportDecoder().DecodeAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(Some.Record("registration", $$"""{"email":"{{i}}@x.io"}""", "7", i, i))), ExportFormat.JsonLines, schema, sink, token),
            CancellationToken.None));

        Assert.Equal("The disk is full.", told.Message);
        Assert.True(ids > 1);
    }

    private Task<RunTracker> RunAsync(bool takesMore, CancellationToken cancellationToken, Action? onBegin = null) => RunAsync(
        inner => new Watched(inner, takesMore, _written, _committed),
        (i, _, sink, _) =>
        {
            sink.AddMalformed(Encoding.UTF8.GetBytes($"broken {i}"), "It is broken.");
            return Task.CompletedTask;
        },
        cancellationToken,
        onBegin);

    /// <summary>Reads records, each a batch; the first transaction begins with one, and two wait.</summary>
    private async Task<RunTracker> RunAsync(
        Func<IBatchTransaction, IBatchTransaction> watch,
        Func<int, RecordSchema, IRecordSink, CancellationToken, Task> add,
        CancellationToken cancellationToken,
        Action? onBegin = null)
    {
        var plan = new ResourcePlan(_lab.Integration, LogResource.Events, TimeZoneInfo.Utc);
        var store = new WatchedStore(async () =>
        {
            _begun.TrySetResult();
            await _waiting.Task;
            onBegin?.Invoke();
            return watch(await _lab.Store.BeginAsync(CancellationToken.None));
        });
        long id = await _lab.Store.Progress.StartRunAsync(_lab.Integration.Name, "import", 1, CancellationToken.None);
        var run = new RunTracker((await _lab.Store.Queries.GetRunAsync(id, CancellationToken.None))!, null);
        await new RecordPipeline(store, TimeProvider.System, batchSize: 1000).RunAsync(
            plan,
            run,
            async (sink, token) =>
            {
                for (int i = 1; i <= Batches; i++)
                {
                    await add(i, plan.Schema, sink, token);
                    await sink.HandOnAsync(token);
                    if (i == 1)
                    {
                        await _begun.Task;
                    }
                    else if (i == 3)
                    {
                        // The first is with the one who stores; two wait, for which there is room.
                        _waiting.SetResult();
                    }
                }
            },
            () => new ProgressMove.Sync(_lab.Integration.Name, "events", 1, 2),
            cancellationToken);
        return run;
    }

    private sealed class WatchedStore(Func<Task<IBatchTransaction>> begin) : IBatchStore
    {
        public ValueTask<IBatchTransaction> BeginAsync(CancellationToken cancellationToken) => new(begin());
    }

    private sealed class Watched(IBatchTransaction inner, bool takesMore, List<BatchChanges> written, List<BatchChanges> committed) : IBatchTransaction
    {
        public bool TakesMore => takesMore;

        /// <summary>In the place of what the store answers to a write; null: that.</summary>
        public Task<CommitResult>? Writing { get; init; }

        public Func<long>? NextId { get; init; }

        public long NewProfileId() => NextId?.Invoke() ?? inner.NewProfileId();

        public bool HasRejects(string integration) => inner.HasRejects(integration);

        public ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken) => inner.LoadAsync(set, cancellationToken);

        public ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken) => inner.LoadAsync(set, profile, cancellationToken);

        public ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken) => inner.GetMergeAsync(id, cancellationToken);

        public ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) =>
            inner.ExistingGoalsAsync(keys, cancellationToken);

        public PreparedBatch Prepare(BatchChanges changes)
        {
            written.Add(changes);
            return inner.Prepare(changes);
        }

        public ValueTask<CommitResult> WriteAsync(PreparedBatch batch, CancellationToken cancellationToken) =>
            Writing is null ? inner.WriteAsync(batch, cancellationToken) : new(Writing);

        public ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken)
        {
            committed.Add(changes);
            return inner.CommitAsync(changes, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
