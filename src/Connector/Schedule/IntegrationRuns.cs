using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Connector.Schedule;

/// <summary>Does what a firing asks: a sync, or one day of a backfill. It throws when it is stopped, and then alone: a failure stands in the run, the log and the scheduler's history.</summary>
/// <param name="waits">Before a day of a backfill that could not be read is tried again; after the last one the backfill has failed.</param>
internal sealed class IntegrationRuns(
    Synchronizer synchronizer,
    IStoreQueries queries,
    IProgressStore progress,
    IntegrationSchedule schedule,
    RunHub hub,
    CatalogInUse catalog,
    IReadOnlyList<TimeSpan> waits,
    bool debug,
    ILogger logger,
    TimeProvider time)
{
    public async Task ExecuteAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        string name = context.JobDetail.Key.Name;
        var order = ScheduleOrder.Of(context.Trigger);
        try
        {
            context.Result = catalog.Find(name) is not { } integration ? JobRunReport.Skipped("The config has no such integration any more.")
                : order.Range is null ? await SyncAsync(integration, order, context, cancellationToken)
                : await BackfillAsync(integration, order, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Thrown on, so that the scheduler's history knows it too.
            throw;
        }
        catch (Exception e)
        {
            string reason = Fault.Of(e, debug).Text;
            logger.SyncFailed(name, reason);
            context.Result = JobRunReport.Failed(Fault.Of(e, showStack: false).Text);
        }
    }

    /// <summary>Ends a run that waits: it will not be executed any more.</summary>
    /// <param name="status">A word of <see cref="RunStatus"/>.</param>
    public async Task EndWaitingAsync(LiveRun live, string status, string? error, CancellationToken cancellationToken)
    {
        if (live.Now is not { } now)
        {
            return;
        }

        await schedule.RemoveAsync(live.Kind == "backfill" ? ScheduleKeys.Backfill(live.Integration, now.Run) : ScheduleKeys.Wish(live.Integration), cancellationToken);
        if (await queries.GetRunAsync(now.Run, cancellationToken) is { } run)
        {
            RunState ended = run with { Status = status, FinishedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Error = error };
            await progress.SaveRunAsync(ended, cancellationToken);
            await ForgetAsync(ended, cancellationToken);
            live.Ended(ended);
        }

        hub.Close(live);
    }

    private async Task<JobRunReport> SyncAsync(Integration integration, ScheduleOrder order, IJobExecutionContext context, CancellationToken cancellationToken)
    {
        RunState? known = order.Run is { } id ? await queries.GetRunAsync(id, cancellationToken) : null;
        LiveRun? live = order.Run is { } waiting ? hub.Find(waiting) : hub.Open(integration.Name, "sync");
        if (live is null || !live.Enter(context.FireInstanceId, context.ReportProgress))
        {
            return JobRunReport.Skipped("It was cancelled before it began.");
        }

        try
        {
            long started = time.GetTimestamp();
            RunState run = await synchronizer.SyncAsync(integration, new RunStart(known, () => live.IsCancelled), live, cancellationToken);
            logger.SyncDone(integration.Name, run.Counts, time.GetElapsedTime(started));
            return Report(run, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (live.IsCancelled)
        {
            logger.RunCancelled(integration.Name, "sync");
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.SyncInterrupted(integration.Name);
            throw;
        }
        finally
        {
            live.Leave();
            hub.Close(live);
        }
    }

    private async Task<JobRunReport> BackfillAsync(Integration integration, ScheduleOrder order, IJobExecutionContext context, CancellationToken cancellationToken)
    {
        TriggerKey trigger = context.Trigger.Key;
        LiveRun? live = hub.Find(order.Run!.Value);
        RunState? known = await queries.GetRunAsync(order.Run.Value, cancellationToken);
        if (live is null || known is null)
        {
            await schedule.RemoveAsync(trigger, cancellationToken);
            return JobRunReport.Skipped("It was ended before.");
        }

        if (await schedule.IsSyncDueAsync(integration.Name, cancellationToken))
        {
            return JobRunReport.Skipped("A sync goes first.").With("run", known.Id);
        }

        if (order.Hook is { } hook && integration.Hooks.All(one => one.Name != hook))
        {
            await EndWaitingAsync(live, RunStatus.Failed, $"The integration has no hook '{hook}' any more.", cancellationToken);
            return JobRunReport.Failed("The hook is gone.").With("run", known.Id);
        }

        if (!live.Enter(context.FireInstanceId, context.ReportProgress))
        {
            return JobRunReport.Skipped("It was cancelled before.");
        }

        try
        {
            return await ReadDayAsync(integration, order, known, live, cancellationToken);
        }
        finally
        {
            live.Leave();
        }
    }

    private async Task<JobRunReport> ReadDayAsync(Integration integration, ScheduleOrder order, RunState known, LiveRun live, CancellationToken cancellationToken)
    {
        bool triesAgain = order.Tries < waits.Count;
        long started = time.GetTimestamp();
        try
        {
            RunState run = await synchronizer.BackfillDayAsync(
                integration, order.Range!.Value, order.Hook, new RunStart(known, () => live.IsCancelled, triesAgain), live, cancellationToken);
            if (run.Status == RunStatus.Done)
            {
                await schedule.RemoveAsync(ScheduleKeys.Backfill(integration.Name, run.Id), CancellationToken.None);
                hub.Close(live);
                logger.BackfillDone(integration.Name, run.Counts);
            }
            else if (live.IsCancelled)
            {
                await EndWaitingAsync(live, RunStatus.Cancelled, null, CancellationToken.None);
            }
            else if (order.Tries > 0)
            {
                await schedule.BackfillAsync(integration.Name, order with { Tries = 0 }, time.GetUtcNow(), CancellationToken.None);
            }

            return Report(run, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (live.IsCancelled)
        {
            await EndWaitingAsync(live, RunStatus.Cancelled, null, CancellationToken.None);
            logger.RunCancelled(integration.Name, "backfill");
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.BackfillInterrupted(integration.Name);
            throw;
        }
        catch (Exception e) when (triesAgain && e is StoreException or SourceException and not SourceRefusedException)
        {
            TimeSpan wait = waits[order.Tries];
            await schedule.BackfillAsync(integration.Name, order with { Tries = order.Tries + 1 }, time.GetUtcNow() + wait, CancellationToken.None);
            logger.BackfillWaits(integration.Name, e.Message, wait);
            return JobRunReport.Failed(e.Message).With("run", known.Id);
        }
        catch
        {
            await schedule.RemoveAsync(ScheduleKeys.Backfill(integration.Name, known.Id), CancellationToken.None);
            hub.Close(live);
            throw;
        }
    }

    private async Task ForgetAsync(RunState run, CancellationToken cancellationToken)
    {
        if (run.Order?.Range is { } range)
        {
            await synchronizer.ForgetBackfillAsync(run.Integration, range, run.Order.Hook, cancellationToken);
        }
    }

    private static JobRunReport Report(RunState run, TimeSpan elapsed) =>
        JobRunReport.Succeeded(RunOutput.Sentence(run.Counts, elapsed)).With("run", run.Id);
}
