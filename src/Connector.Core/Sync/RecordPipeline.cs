using System.Threading.Channels;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Telemetry;

namespace Connector.Core.Sync;

/// <summary>
/// The road of one window: decoding and filtering run on one thread, deciding and storing on another, a batch at a time, with few batches between.
/// </summary>
/// <param name="batchSize">Hits in a batch; any number gives the same result.</param>
/// <param name="samples">Gets some records of every window that was read whole; null: none are kept.</param>
public sealed class RecordPipeline(IBatchStore store, TimeProvider time, int batchSize, IRecordSamples? samples = null)
{
    /// <summary>Batches that wait already share a transaction, and with it what they read and write: at most so many.</summary>
    public const int BatchesTogether = 4;

    private const int BatchesBetween = 2;

    /// <summary>Reads one window into the store.</summary>
    /// <param name="read">Delivers the window's records; returns only when all of them were delivered.</param>
    /// <param name="move">Asked, when all was read, for what moves in the transaction of the last batch; null: nothing does.</param>
    /// <exception cref="OperationCanceledException">The batch in hand was committed first; every later one was left.</exception>
    public async Task RunAsync(
        ResourcePlan plan,
        RunTracker run,
        Func<IRecordSink, CancellationToken, Task> read,
        Func<ProgressMove?>? move,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<RecordBatch>(new BoundedChannelOptions(BatchesBetween) { SingleReader = true, SingleWriter = true });
        RecordSampling? sampling = samples is null ? null : new RecordSampling();
        Task reading = Task.Run(() => ReadAsync(plan, run, read, batches.Writer, sampling, stop.Token), CancellationToken.None);
        try
        {
            await Task.Run(() => StoreAsync(plan, run, batches.Reader, move, cancellationToken), CancellationToken.None);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (batches.Reader.TryRead(out RecordBatch? left))
            {
                left.Dispose();
            }
        }

        await reading;
        run.WindowDone(plan.Resource);
        await KeepAsync(sampling, plan, run);
    }

    private async Task ReadAsync(
        ResourcePlan plan,
        RunTracker run,
        Func<IRecordSink, CancellationToken, Task> read,
        ChannelWriter<RecordBatch> writer,
        RecordSampling? sampling,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            using var selector = new RecordSelector(plan, run.StartedAt);
            using var sink = new BatchingSink(plan, selector, writer, batchSize, sampling);
            try
            {
                await read(sink, cancellationToken);
            }
            catch (ExportIncompleteException)
            {
                // What came before the end is stored all the same: reading it again is harmless.
                await sink.HandOnAsync(cancellationToken);
                throw;
            }

            await sink.HandOnLastAsync(cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            // What is in the channel is stored before the failure itself is thrown, by the reading task.
            writer.TryComplete(failure is OperationCanceledException ? failure : null);
        }
    }

    /// <summary>A sample is good to have; a window that was read is not lost for want of it.</summary>
    private async Task KeepAsync(RecordSampling? sampling, ResourcePlan plan, RunTracker run)
    {
        if (sampling?.Records() is not { Count: > 0 } records)
        {
            return;
        }

        try
        {
            await samples!.KeepAsync(plan.Integration.Name, plan.Resource.Name, records, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None);
        }
        catch (StoreException e)
        {
            run.Notice($"{plan.Resource.Name}: no sample of the window is kept. {e.Message}");
        }
    }

    private async Task StoreAsync(ResourcePlan plan, RunTracker run, ChannelReader<RecordBatch> reader, Func<ProgressMove?>? move, CancellationToken cancellationToken)
    {
        var set = new WorkingSet();
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            await StoreWaitingAsync(plan, run, set, reader, move, cancellationToken);
            set.Clear();
        }
    }

    /// <summary>Stores what waits, in one transaction that never waits for more.</summary>
    private async Task StoreWaitingAsync(
        ResourcePlan plan,
        RunTracker run,
        WorkingSet set,
        ChannelReader<RecordBatch> reader,
        Func<ProgressMove?>? move,
        CancellationToken cancellationToken)
    {
        using var telemetry = BatchTelemetry.Start(plan, time);
        var batches = new List<RecordBatch>(BatchesTogether);
        try
        {
            while (batches.Count < BatchesTogether && !cancellationToken.IsCancellationRequested && reader.TryRead(out RecordBatch? batch))
            {
                batches.Add(batch);
            }

            (BatchDecider decider, RunCounts counts) = await store.TransactAsync(
                transaction => StoreAsync(plan, run, set, batches, move, transaction), CancellationToken.None);
            telemetry.Committed(counts, decider.Rejects);
            run.Add(counts);
        }
        finally
        {
            batches.ForEach(static batch => batch.Dispose());
        }
    }

    private async Task<(BatchDecider Decider, RunCounts Counts)> StoreAsync(
        ResourcePlan plan, RunTracker run, WorkingSet set, List<RecordBatch> batches, Func<ProgressMove?>? move, IBatchTransaction transaction)
    {
        set.Clear();
        foreach (RecordBatch batch in batches)
        {
            // All that is wanted at once, so that a store which locks by key can lock in one order.
            BatchDecider.Want(batch, set);
        }

        await transaction.LoadAsync(set, CancellationToken.None);
        DurableSteps.Passed(DurableSteps.BatchLoaded);
        bool hasRejects = transaction.HasRejects(plan.Integration.Name);
        var decider = new BatchDecider(set, transaction.NewProfileId, time.GetUtcNow().ToUnixTimeMilliseconds(), run.StartedAt, hasRejects);
        foreach (RecordBatch batch in batches)
        {
            decider.DecideAll(batch);
        }

        RunCounts counts = decider.Counts();
        CommitResult result = await transaction.CommitAsync(
            new BatchChanges(
                set,
                decider.Stitchings,
                decider.Goals,
                decider.Rejects,
                decider.Succeeded,
                batches is [.., { IsLast: true }] ? move?.Invoke() : null,
                run.With(counts))
            {
                Merges = decider.Merges,
            },
            CancellationToken.None);
        int known = decider.Goals.Count - result.GoalsAdded;
        return (decider, counts with { Goals = counts.Goals - known, Unchanged = counts.Unchanged + known });
    }
}
