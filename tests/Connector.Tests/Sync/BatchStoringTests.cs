using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;

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

    /// <summary>Reads records that cannot be read, each a batch; the first transaction begins with one, and two wait.</summary>
    private async Task<RunTracker> RunAsync(bool takesMore, CancellationToken cancellationToken, Action? onBegin = null)
    {
        var plan = new ResourcePlan(_lab.Integration, LogResource.Events, TimeZoneInfo.Utc);
        var store = new WatchedStore(async () =>
        {
            _begun.TrySetResult();
            await _waiting.Task;
            onBegin?.Invoke();
            return new Watched(await _lab.Store.BeginAsync(CancellationToken.None), takesMore, _written, _committed);
        });
        long id = await _lab.Store.Progress.StartRunAsync(_lab.Integration.Name, "import", 1, CancellationToken.None);
        var run = new RunTracker((await _lab.Store.Queries.GetRunAsync(id, CancellationToken.None))!, null);
        await new RecordPipeline(store, TimeProvider.System, batchSize: 1).RunAsync(
            plan,
            run,
            async (sink, token) =>
            {
                for (int i = 1; i <= Batches; i++)
                {
                    sink.AddMalformed(System.Text.Encoding.UTF8.GetBytes($"broken {i}"), "It is broken.");
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

        public long NewProfileId() => inner.NewProfileId();

        public bool HasRejects(string integration) => inner.HasRejects(integration);

        public ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken) => inner.LoadAsync(set, cancellationToken);

        public ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken) => inner.LoadAsync(set, profile, cancellationToken);

        public ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken) => inner.GetMergeAsync(id, cancellationToken);

        public ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) =>
            inner.ExistingGoalsAsync(keys, cancellationToken);

        public ValueTask<CommitResult> WriteAsync(BatchChanges changes, CancellationToken cancellationToken)
        {
            written.Add(changes);
            return inner.WriteAsync(changes, cancellationToken);
        }

        public ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken)
        {
            committed.Add(changes);
            return inner.CommitAsync(changes, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
