using System.Threading.Channels;
using Connector.Core.Profiles;
using Connector.Core.Telemetry;

namespace Connector.Core.Sync;

/// <summary>The storing half of a window's road: decides on the batches that wait and writes what comes of it.</summary>
internal sealed class BatchStoring(
    IBatchStore store, TimeProvider time, ResourcePlan plan, RunTracker run, ChannelReader<RecordBatch> reader, Func<ProgressMove?>? move)
{
    /// <summary>
    /// While batches wait, a transaction goes on with them where the store allows it, so that a page which many of them change is written once.
    /// Others who want to write get their turn after this.
    /// </summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMilliseconds(250);

    private readonly WorkingSet _set = new();
    private readonly List<RecordBatch> _batches = new(store.BatchesTogether);

    /// <summary>Stores until no batch comes any more. Asked to stop, it commits what it has begun.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            await TransactAsync(cancellationToken);
            _set.Clear();
        }
    }

    private async Task TransactAsync(CancellationToken cancellationToken)
    {
        using var telemetry = BatchTelemetry.Start(plan, time);
        long started = time.GetTimestamp();
        try
        {
            Take(cancellationToken);
            Stored stored = await store.TransactAsync(transaction => StoreAsync(transaction, started, cancellationToken), CancellationToken.None);
            telemetry.Committed(stored.Counts, stored.Rejects);
            run.Add(stored.Counts);
        }
        finally
        {
            Release();
        }
    }

    private async Task<Stored> StoreAsync(IBatchTransaction transaction, long started, CancellationToken cancellationToken)
    {
        var stored = new Stored(RunCounts.Zero, new RejectTally());
        while (true)
        {
            BatchDecider decider = await DecideAsync(transaction);
            bool goesOn = transaction.TakesMore && reader.Count > 0 && !cancellationToken.IsCancellationRequested
                && time.GetElapsedTime(started) < LongestTransaction;
            stored.Rejects.Add(decider.Rejects);
            stored = stored with { Counts = stored.Counts + await WriteAsync(transaction, decider, stored.Counts, goesOn) };
            if (!goesOn)
            {
                return stored;
            }

            Release();
            Take(CancellationToken.None);
        }
    }

    private async Task<BatchDecider> DecideAsync(IBatchTransaction transaction)
    {
        _set.Clear();
        foreach (RecordBatch batch in _batches)
        {
            // All that is wanted at once, so that a store which locks by key can lock in one order.
            BatchDecider.Want(batch, _set);
        }

        await transaction.LoadAsync(_set, CancellationToken.None);
        DurableSteps.Passed(DurableSteps.BatchLoaded);
        bool hasRejects = transaction.HasRejects(plan.Integration.Name);
        var decider = new BatchDecider(_set, transaction.NewProfileId, time.GetUtcNow().ToUnixTimeMilliseconds(), run.StartedAt, hasRejects);
        foreach (RecordBatch batch in _batches)
        {
            decider.DecideAll(batch);
        }

        return decider;
    }

    /// <returns>What the batches added.</returns>
    private async Task<RunCounts> WriteAsync(IBatchTransaction transaction, BatchDecider decider, RunCounts before, bool goesOn)
    {
        RunCounts counts = decider.Counts();
        RunCounts stands = before + counts;
        var changes = new BatchChanges(
            _set,
            decider.Stitchings,
            decider.Goals,
            decider.Rejects,
            decider.Succeeded,
            _batches is [.., { IsLast: true }] ? move?.Invoke() : null,
            goesOn || run.Window is not null ? null : run.With(stands))
        {
            Merges = decider.Merges,
            Window = run.Window is { } window ? window with { Counts = run.Counts + stands } : null,
        };
        CommitResult result = goesOn
            ? await transaction.WriteAsync(changes, CancellationToken.None)
            : await transaction.CommitAsync(changes, CancellationToken.None);
        int known = decider.Goals.Count - result.GoalsAdded;
        return counts.WithKnownGoals(known);
    }

    private void Take(CancellationToken cancellationToken)
    {
        while (_batches.Count < store.BatchesTogether && !cancellationToken.IsCancellationRequested && reader.TryRead(out RecordBatch? batch))
        {
            _batches.Add(batch);
        }
    }

    private void Release()
    {
        _batches.ForEach(static batch => batch.Dispose());
        _batches.Clear();
    }

    private sealed record Stored(RunCounts Counts, RejectTally Rejects);
}
