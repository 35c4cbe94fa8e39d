using System.Threading.Channels;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Telemetry;

namespace Connector.Core.Sync;

/// <summary>
/// The road of one window: decoding and filtering run on one thread, deciding and storing on another, a batch at a time, with few batches between.
/// </summary>
/// <param name="batchSize">Hits in a batch; any number gives the same result.</param>
public sealed class RecordPipeline(IBatchStore store, TimeProvider time, int batchSize)
{
    private const int BatchesBetween = 2;

    /// <summary>Reads one window into the store.</summary>
    /// <param name="read">Delivers the window's records; returns only when all of them were delivered.</param>
    /// <param name="move">Moves in the transaction of the last batch; null: nothing does.</param>
    /// <exception cref="OperationCanceledException">The batch in hand was committed first; every later one was left.</exception>
    public async Task RunAsync(
        ResourcePlan plan,
        RunTracker run,
        Func<IRecordSink, CancellationToken, Task> read,
        ProgressMove? move,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var batches = Channel.CreateBounded<RecordBatch>(new BoundedChannelOptions(BatchesBetween) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAsync(plan, run, read, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await Task.Run(() => StoreAsync(run, batches.Reader, move, cancellationToken), CancellationToken.None);
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
    }

    private async Task ReadAsync(
        ResourcePlan plan,
        RunTracker run,
        Func<IRecordSink, CancellationToken, Task> read,
        ChannelWriter<RecordBatch> writer,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            using var selector = new RecordSelector(plan, run.StartedAt);
            using var sink = new BatchingSink(plan, selector, writer, batchSize);
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

    private async Task StoreAsync(RunTracker run, ChannelReader<RecordBatch> reader, ProgressMove? move, CancellationToken cancellationToken)
    {
        await foreach (RecordBatch batch in reader.ReadAllAsync(cancellationToken))
        {
            using (batch)
            {
                await StoreAsync(batch, run, batch.IsLast ? move : null);
            }
        }
    }

    private async Task StoreAsync(RecordBatch batch, RunTracker run, ProgressMove? move)
    {
        using var telemetry = BatchTelemetry.Start(batch, time);
        await using IBatchTransaction transaction = await store.BeginAsync(CancellationToken.None);
        var set = new WorkingSet();
        BatchDecider.Want(batch, set);
        await transaction.LoadAsync(set, CancellationToken.None);
        var decider = new BatchDecider(set, transaction.NewProfileId, time.GetUtcNow().ToUnixTimeMilliseconds(), run.StartedAt);
        decider.DecideAll(batch);
        RunCounts counts = decider.Counts(batch);
        CommitResult result = await transaction.CommitAsync(
            new BatchChanges(
                set,
                decider.Stitchings,
                decider.Goals,
                decider.Rejects,
                transaction.HasRejects(batch.Plan.Integration.Name) ? decider.Succeeded : [],
                move,
                run.With(counts)),
            CancellationToken.None);
        int known = decider.Goals.Count - result.GoalsAdded;
        counts = counts with { Goals = counts.Goals - known, Unchanged = counts.Unchanged + known };
        telemetry.Committed(counts, decider.Rejects);
        run.Add(counts);
    }
}
