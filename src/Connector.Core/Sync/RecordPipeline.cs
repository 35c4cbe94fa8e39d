using System.Threading.Channels;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>
/// The road of one window: decoding and filtering run on one thread, deciding and storing on another, a batch at a time, with few batches between.
/// </summary>
/// <param name="batchSize">Hits in a batch; any number gives the same result.</param>
/// <param name="samples">Gets some records of every window that was read whole; null: none are kept.</param>
public sealed class RecordPipeline(IBatchStore store, TimeProvider time, int batchSize, IRecordSamples? samples = null)
{
    /// <summary>Batches that wait already are decided on one working set: at most so many, where the store does not say otherwise.</summary>
    public const int BatchesTogether = 4;

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
        // One is being made and another waits to get in while those between wait.
        int between = Math.Max(1, store.BatchesTogether - 2);
        var batches = Channel.CreateBounded<RecordBatch>(new BoundedChannelOptions(between) { SingleReader = true, SingleWriter = true });
        RecordSampling? sampling = samples is null ? null : new RecordSampling();
        Task reading = Task.Run(() => ReadAsync(plan, run, read, batches.Writer, sampling, stop.Token), CancellationToken.None);
        try
        {
            var storing = new BatchStoring(store, time, plan, run, batches.Reader, move);
            await Task.Run(() => storing.RunAsync(cancellationToken), CancellationToken.None);
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
}
