using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Quartz;

namespace Connector.Schedule;

/// <summary>Does what a firing asks: a sync, one day of a backfill, or, where services share backfills, as much of one as can be read before something goes first. It throws when it is stopped, and then alone: a failure stands in the run, the log and the scheduler's history.</summary>
/// <param name="windows">Null: this service reads backfills by itself.</param>
/// <param name="waits">Before a day of a backfill that could not be read is tried again; after the last one the backfill has failed.</param>
internal sealed class IntegrationRuns(
    Synchronizer synchronizer,
    IStoreQueries queries,
    IProgressStore progress,
    IntegrationSchedule schedule,
    RunEnding ending,
    RunHub hub,
    CatalogInUse catalog,
    IBackfillWindows? windows,
    IReadOnlyList<TimeSpan> waits,
    RunEnds ends,
    bool debug,
    ILogger logger,
    TimeProvider time)
{
    private readonly BrokenRuns _broken = new(queries, progress, time);
    private readonly HeldRuns _held = new(queries, progress);

    public async Task ExecuteAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        string name = context.JobDetail.Key.Name;
        var order = ScheduleOrder.Of(context.Trigger);
        LiveRun? live = null;
        JobRunReport? report = null;
        try
        {
            await _broken.SettleAsync(cancellationToken);
            live = order.Run is { } id ? await FindAsync(id, cancellationToken) : hub.Open(name, "sync");
            report = catalog.Find(name) is not { } integration ? JobRunReport.Skipped("The config has no such integration any more.")
                : order.Range is null ? await SyncAsync(integration, order, live, context, cancellationToken)
                : await BackfillAsync(integration, order, live, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Thrown on, so that the scheduler's history knows it as cancelled too.
            report = JobRunReport.Skipped("Stopped before its end.");
            throw;
        }
        catch (Exception e)
        {
            logger.SyncFailed(name, Fault.Of(e, debug).Text);
            report = JobRunReport.Failed(Fault.Of(e, showStack: false).Text);
            ends.Tell(e is SourceRefusedException ? new RunEnd(name, TokenRefused: true, e.Message) : new RunEnd(name, TokenRefused: null));
        }
        finally
        {
            context.Result = (order.Run ?? live?.Now?.Run) is { } run ? report?.With("run", run) : report;
        }
    }

    /// <summary>A run that waits, be it that another service queued it or broke off.</summary>
    /// <returns>Null: it is ended, or another service is busy with it.</returns>
    private async Task<LiveRun?> FindAsync(long id, CancellationToken cancellationToken) =>
        hub.Find(id) ?? (await queries.GetRunAsync(id, cancellationToken) is { Status: RunStatus.Queued or RunStatus.Interrupted } waiting ? hub.Queue(waiting) : null);

    private async Task<JobRunReport> SyncAsync(
        Integration integration, ScheduleOrder order, LiveRun? live, IJobExecutionContext context, CancellationToken cancellationToken)
    {
        RunState? known = order.Run is { } id ? await queries.GetRunAsync(id, cancellationToken) : null;
        if (live is null || !live.Enter(context.FireInstanceId, context.ReportProgress))
        {
            return JobRunReport.Skipped("It was cancelled before it began.");
        }

        try
        {
            long started = time.GetTimestamp();
            RunState run = await synchronizer.SyncAsync(integration, new RunStart(known, () => live.IsCancelled), live, cancellationToken);
            logger.SyncDone(integration.Name, run.Counts, time.GetElapsedTime(started));
            ends.Tell(new RunEnd(integration.Name, TokenRefused: false));
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
        catch (StoreException e) when (e is not RunLostException)
        {
            Break(live, e);
            throw;
        }
        finally
        {
            live.Leave();
            hub.Close(live);
        }
    }

    private async Task<JobRunReport> BackfillAsync(
        Integration integration, ScheduleOrder order, LiveRun? live, IJobExecutionContext context, CancellationToken cancellationToken)
    {
        RunState? known = await queries.GetRunAsync(order.Run!.Value, cancellationToken);
        if (live is null || known is null)
        {
            await schedule.RemoveAsync(context.Trigger.Key, cancellationToken);
            return JobRunReport.Skipped("It was ended before.");
        }

        if (live.IsCancelled)
        {
            await ending.EndWaitingAsync(live, RunStatus.Cancelled, null, cancellationToken);
            return JobRunReport.Skipped("It was cancelled after a day was read.");
        }

        if (await schedule.IsSyncDueAsync(integration.Name, cancellationToken))
        {
            return JobRunReport.Skipped("A sync goes first.");
        }

        if (order.Hook is { } hook && integration.Hooks.All(one => one.Name != hook))
        {
            await ending.EndWaitingAsync(live, RunStatus.Failed, $"The integration has no hook '{hook}' any more.", cancellationToken);
            return JobRunReport.Failed("The hook is gone.");
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
            var start = new RunStart(known, () => live.IsCancelled, triesAgain);
            RunState run = windows is null
                ? await synchronizer.BackfillDayAsync(integration, order.Range!.Value, order.Hook, start, live, cancellationToken)
                : await synchronizer.BackfillTogetherAsync(
                    integration, order.Range!.Value, order.Hook, windows, start, () => GivesWayAsync(integration, cancellationToken), live, cancellationToken);
            ends.Tell(new RunEnd(integration.Name, TokenRefused: false));
            if (run.Status == RunStatus.Done)
            {
                await schedule.RemoveAsync(ScheduleKeys.Backfill(integration.Name, run.Id), CancellationToken.None);
                hub.Close(live);
                logger.BackfillDone(integration.Name, run.Counts);
            }
            else if (live.IsCancelled)
            {
                await ending.EndWaitingAsync(live, RunStatus.Cancelled, null, CancellationToken.None);
            }
            else if (order.Tries > 0)
            {
                await schedule.BackfillAsync(integration.Name, order with { Tries = 0 }, time.GetUtcNow(), CancellationToken.None);
            }

            return Report(run, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (live.IsCancelled)
        {
            await ending.EndWaitingAsync(live, RunStatus.Cancelled, null, CancellationToken.None);
            logger.RunCancelled(integration.Name, "backfill");
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.BackfillInterrupted(integration.Name);
            throw;
        }
        catch (Exception e)
        {
            if (e is StoreException && !await _held.KeepAsync(known.Id))
            {
                // Its trigger is whoever's who has the run now.
                hub.Close(live);
                throw;
            }

            if (triesAgain && e is StoreException or SourceException and not SourceRefusedException)
            {
                TimeSpan wait = waits[order.Tries];
                if (e is StoreException)
                {
                    await _held.LeaveAsync(known.Id);
                }

                await schedule.BackfillAsync(integration.Name, order with { Tries = order.Tries + 1 }, time.GetUtcNow() + wait, CancellationToken.None);
                logger.BackfillWaits(integration.Name, e.Message, wait);
                return JobRunReport.Failed(e.Message);
            }

            if (e is StoreException)
            {
                Break(live, e);
            }

            await schedule.RemoveAsync(ScheduleKeys.Backfill(integration.Name, known.Id), CancellationToken.None);
            hub.Close(live);
            throw;
        }
    }

    /// <summary>Whether a backfill stops after the window in hand: for a sync, a pause, or a config that changed.</summary>
    private async Task<bool> GivesWayAsync(Integration integration, CancellationToken cancellationToken) =>
        !ReferenceEquals(catalog.Find(integration.Name), integration)
        || await schedule.IsPausedAsync(integration.Name, cancellationToken)
        || await schedule.IsSyncDueAsync(integration.Name, cancellationToken);

    private void Break(LiveRun live, Exception reason)
    {
        if (live.Now is { IsOver: false } now)
        {
            _broken.Add(now.Run, reason.Message);
            live.Broke(reason.Message);
        }
    }

    private static JobRunReport Report(RunState run, TimeSpan elapsed) =>
        JobRunReport.Succeeded(RunOutput.Sentence(run.Counts, elapsed));
}
