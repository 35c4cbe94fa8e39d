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

    private readonly List<RecordBatch> _batches = new(store.BatchesTogether);
    private WorkingSet _set = new();
    private WorkingSet _before = new();
    private bool _wentOn;

    /// <summary>Stores until no batch comes any more. Asked to stop, it commits what it has begun.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            await TransactAsync(cancellationToken);
            _set.Clear();
            _before.Clear();
        }
    }

    private async Task TransactAsync(CancellationToken cancellationToken)
    {
        using var telemetry = BatchTelemetry.Start(plan, time);
        long started = time.GetTimestamp();
        _wentOn = false;
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
        if (_wentOn)
        {
            throw new InvalidOperationException("A transaction that went on cannot be done again: its first batches are gone.");
        }

        Task<RunCounts> writing = Task.FromResult(RunCounts.Zero);
        try
        {
            var rejects = new RejectTally();
            RunCounts counts = RunCounts.Zero;
            Want();
            BatchDecider decider = await LoadAsync(transaction, hasRejects: false);
            while (true)
            {
                DecideAll(decider);
                rejects.Add(decider.Rejects);
                if (!GoesOn(transaction, started, cancellationToken))
                {
                    counts += await writing;
                    return new Stored(counts + await CommitAsync(transaction, decider, counts), rejects);
                }

                // All that needs no store is done while it still writes the batch before.
                _wentOn = true;
                PreparedBatch prepared = transaction.Prepare(Changes(decider, decider.Counts(), isLast: false));
                Release();
                Take(CancellationToken.None);
                (_before, _set) = (_set, _before);
                Want();
                counts += await writing;
                (decider, writing) = await GoOnAsync(transaction, prepared, decider);
            }
        }
        catch
        {
            // Where the write failed beside it, that is what was wrong.
            await writing;
            throw;
        }
    }

    /// <summary>Loads the batches in hand, and has those before them written.</summary>
    /// <param name="last">Decided on those before.</param>
    /// <returns>Who decides on the batches in hand, and what the others add when they are written.</returns>
    private async Task<(BatchDecider Decider, Task<RunCounts> Writing)> GoOnAsync(IBatchTransaction transaction, PreparedBatch prepared, BatchDecider last)
    {
        if (last.Merges.Any(merge => merge.Refused is null))
        {
            // What a profile becomes by a merge is more than a set knows of it: the next batch sees it in the store.
            RunCounts written = await WriteAsync(transaction, prepared, last);
            return (await LoadAsync(transaction, hasRejects: false), Task.FromResult(written));
        }

        // Loaded first, since the store does one thing at a time; decided while the others are written.
        _set.Follow(_before);
        BatchDecider next = await LoadAsync(transaction, last.Rejects.Count > 0);
        return (next, WriteAsync(transaction, prepared, last));
    }

    private bool GoesOn(IBatchTransaction transaction, long started, CancellationToken cancellationToken) =>
        transaction.TakesMore
        && reader.Count > 0
        && !cancellationToken.IsCancellationRequested
        && time.GetElapsedTime(started) < LongestTransaction;

    /// <summary>Asks for all that the batches in hand want at once, so that a store which locks by key can lock in one order.</summary>
    private void Want()
    {
        _set.Clear();
        foreach (RecordBatch batch in _batches)
        {
            BatchDecider.Want(batch, _set);
        }
    }

    /// <param name="hasRejects">A batch that is not written yet refused something.</param>
    /// <returns>Who decides on the batches in hand.</returns>
    private async Task<BatchDecider> LoadAsync(IBatchTransaction transaction, bool hasRejects)
    {
        await transaction.LoadAsync(_set, CancellationToken.None);
        DurableSteps.Passed(DurableSteps.BatchLoaded);
        hasRejects = hasRejects || transaction.HasRejects(plan.Integration.Name);
        return new BatchDecider(_set, transaction.NewProfileId, time.GetUtcNow().ToUnixTimeMilliseconds(), run.StartedAt, hasRejects);
    }

    private void DecideAll(BatchDecider decider)
    {
        foreach (RecordBatch batch in _batches)
        {
            decider.DecideAll(batch);
        }
    }

    /// <returns>What the batch added.</returns>
    private static async Task<RunCounts> WriteAsync(IBatchTransaction transaction, PreparedBatch prepared, BatchDecider decider) =>
        Corrected(decider.Counts(), decider, await transaction.WriteAsync(prepared, CancellationToken.None));

    /// <inheritdoc cref="WriteAsync"/>
    private async Task<RunCounts> CommitAsync(IBatchTransaction transaction, BatchDecider decider, RunCounts before)
    {
        RunCounts counts = decider.Counts();
        return Corrected(counts, decider, await transaction.CommitAsync(Changes(decider, before + counts, isLast: true), CancellationToken.None));
    }

    /// <param name="stands">What the transaction adds to the run, up to this.</param>
    private BatchChanges Changes(BatchDecider decider, RunCounts stands, bool isLast) => new(
        _set,
        decider.Stitchings,
        decider.Goals,
        decider.Rejects,
        decider.Succeeded,
        isLast && _batches is [.., { IsLast: true }] ? move?.Invoke() : null,
        !isLast || run.Window is not null ? null : run.With(stands))
    {
        Merges = decider.Merges,
        Window = isLast && run.Window is { } window ? window with { Counts = run.Counts + stands } : null,
    };

    /// <summary>Goals that the store had already changed nothing.</summary>
    private static RunCounts Corrected(RunCounts counts, BatchDecider decider, CommitResult result)
    {
        int known = decider.Goals.Count - result.GoalsAdded;
        return counts with { Goals = counts.Goals - known, Unchanged = counts.Unchanged + known };
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
