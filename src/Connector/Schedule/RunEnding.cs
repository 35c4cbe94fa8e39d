using Connector.Core.Sync;
using Quartz;

namespace Connector.Schedule;

/// <summary>Ends runs of which this service does not read: those that wait, and those of other services.</summary>
internal sealed class RunEnding(Synchronizer synchronizer, IStoreQueries queries, IProgressStore progress, IntegrationSchedule schedule, RunHub hub, TimeProvider time)
{
    /// <summary>Ends a run that waits: it will not be executed any more.</summary>
    /// <param name="status">A word of <see cref="RunStatus"/>.</param>
    public async Task EndWaitingAsync(LiveRun live, string status, string? error, CancellationToken cancellationToken)
    {
        if (live.Now is not { } now)
        {
            return;
        }

        if (await queries.GetRunAsync(now.Run, cancellationToken) is { } run)
        {
            live.Ended(await EndAsync(run, status, error, cancellationToken));
        }
        else
        {
            await schedule.RemoveAsync(TriggerOf(live.Kind, live.Integration, now.Run), cancellationToken);
        }

        hub.Close(live);
    }

    /// <summary>Ends a run of another service, which is told so at its next batch: the run is no longer its own.</summary>
    /// <returns>False: the run neither runs nor waits.</returns>
    public async Task<bool> EndElsewhereAsync(long id, CancellationToken cancellationToken)
    {
        if (await queries.GetRunAsync(id, cancellationToken) is not { Status: RunStatus.Queued or RunStatus.Running } run)
        {
            return false;
        }

        await EndAsync(run, RunStatus.Cancelled, null, cancellationToken);
        return true;
    }

    private async Task<RunState> EndAsync(RunState run, string status, string? error, CancellationToken cancellationToken)
    {
        await schedule.RemoveAsync(TriggerOf(run.Kind, run.Integration, run.Id), cancellationToken);
        RunState ended = run with { Status = status, FinishedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Error = error };
        await progress.SaveRunAsync(ended, cancellationToken);
        await ForgetAsync(ended, cancellationToken);
        return ended;
    }

    private static TriggerKey TriggerOf(string kind, string integration, long run) =>
        kind == "backfill" ? ScheduleKeys.Backfill(integration, run) : ScheduleKeys.Wish(integration);

    private async Task ForgetAsync(RunState run, CancellationToken cancellationToken)
    {
        if (run.Order?.Range is { } range)
        {
            await synchronizer.ForgetBackfillAsync(run.Integration, range, run.Order.Hook, cancellationToken);
        }
    }
}
