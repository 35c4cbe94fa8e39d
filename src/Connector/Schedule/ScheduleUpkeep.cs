using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Quartz;

namespace Connector.Schedule;

/// <summary>Keeps the schedule that of the config, and what is in it that of the store.</summary>
internal sealed class ScheduleUpkeep(
    IStoreQueries queries,
    IProgressStore progress,
    IntegrationSchedule schedule,
    RunEnding ending,
    RunHub hub,
    bool isShared,
    ILogger logger,
    TimeProvider time)
{
    /// <summary>Where services share the store, a run that was queued so long ago and is in no schedule was forgotten; a younger one may be about to be scheduled.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    /// <summary>Before a day of a backfill that could not be read is tried again.</summary>
    public static readonly IReadOnlyList<TimeSpan> BackfillWaits = [.. new[] { 1, 2, 5, 15, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    /// <summary>Makes the schedule that of the config. What waits for an integration that is gone is ended.</summary>
    public async Task ApplyAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        StoreStatus status = await queries.GetStatusAsync(cancellationToken);
        ILookup<string, RunState> syncs = status.LastRuns.Where(run => run.Kind == "sync").ToLookup(run => run.Integration, StringComparer.Ordinal);
        await schedule.ApplyAsync(
            [.. catalog.Integrations.Values],
            name => syncs[name].FirstOrDefault() is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last.StartedAt) : null,
            cancellationToken);
        foreach (LiveRun live in hub.All.Where(run => run.Firing is null && !catalog.Integrations.ContainsKey(run.Integration)).ToArray())
        {
            await ending.EndWaitingAsync(live, RunStatus.Failed, "The config has no such integration any more.", cancellationToken);
        }
    }

    /// <summary>Takes over from a process that ended, however it ended: what waited there waits here, and what ran there goes on.</summary>
    public async Task TakeOverAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        await schedule.ApplyHousekeepingAsync(Housekeeping.Nightly, cancellationToken);
        IReadOnlyList<long> abandoned = await progress.InterruptAbandonedAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        DurableSteps.Passed(DurableSteps.RunsInterrupted);
        if (abandoned.Count > 0)
        {
            logger.RunsAbandoned(abandoned.Count);
        }

        var waiting = new HashSet<long>();
        int taken = 0;
        foreach ((ITrigger trigger, ScheduleOrder order) in await schedule.OrdersAsync(cancellationToken))
        {
            RunState? run = await queries.GetRunAsync(order.Run!.Value, cancellationToken);
            if (run is { Status: RunStatus.Interrupted } || (run is { Status: RunStatus.Queued } && !isShared))
            {
                await WaitAsync(trigger, order, run, cancellationToken);
                waiting.Add(run.Id);
                taken++;
            }
            else if (run is not { Status: RunStatus.Queued or RunStatus.Running })
            {
                await schedule.RemoveAsync(trigger.Key, cancellationToken);
            }
            else
            {
                // Of a service that lives: it was scheduled there, and whichever is free does it.
                waiting.Add(run.Id);
            }
        }

        if (taken > 0)
        {
            logger.RunsTakenOver(taken);
        }

        await EndForgottenAsync(waiting, cancellationToken);
        await GoOnAsync(catalog, _ => true, cancellationToken);
    }

    /// <summary>Has everything fire in time again, after a clock was set back, here or on a machine that shares the schedule.</summary>
    public Task RecoverAsync(ConnectorCatalog catalog, CancellationToken cancellationToken) =>
        schedule.RecoverAsync([.. catalog.Integrations.Values], cancellationToken);

    /// <summary>Takes over from services that are gone, while this one goes on. Each of their runs is told to one service alone.</summary>
    public async Task LookAfterOthersAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        IReadOnlyList<long> abandoned = await progress.InterruptAbandonedAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        if (abandoned.Count > 0)
        {
            logger.RunsAbandoned(abandoned.Count);
            foreach ((ITrigger trigger, ScheduleOrder order) in await schedule.OrdersAsync(cancellationToken))
            {
                if (abandoned.Contains(order.Run!.Value) && await queries.GetRunAsync(order.Run.Value, cancellationToken) is { Status: RunStatus.Interrupted } run)
                {
                    await WaitAsync(trigger, order, run, cancellationToken);
                }
            }

            await GoOnAsync(catalog, run => abandoned.Contains(run.Id), cancellationToken);
        }

        foreach (LiveRun live in hub.All.Where(live => live is { Firing: null, Now: not null }).ToArray())
        {
            // What was queued here and is done elsewhere shows there.
            if (await queries.GetRunAsync(live.Now!.Run, cancellationToken) is not { Status: RunStatus.Queued } && live.Firing is null)
            {
                hub.Close(live);
            }
        }
    }

    /// <summary>A sync that broke off is made up for at once: by its schedule it may not be due for a day.</summary>
    private async Task GoOnAsync(ConnectorCatalog catalog, Func<RunState, bool> isMeant, CancellationToken cancellationToken)
    {
        StoreStatus status = await queries.GetStatusAsync(cancellationToken);
        foreach (RunState last in status.LastRuns.Where(run => run is { Kind: "sync", Status: RunStatus.Interrupted } && isMeant(run)))
        {
            if (catalog.Integrations.GetValueOrDefault(last.Integration) is { Active: true, Schedule: { Cron: not null } or { Every: not null } }
                && !await schedule.IsPausedAsync(last.Integration, cancellationToken)
                && !await schedule.IsSyncDueAsync(last.Integration, cancellationToken))
            {
                long now = time.GetUtcNow().ToUnixTimeMilliseconds();
                var order = new RunOrder();
                long id = await progress.AddRunAsync(last.Integration, "sync", RunStatus.Queued, now, order, cancellationToken);
                hub.Queue(new RunState(id, last.Integration, "sync", RunStatus.Queued, now, null, RunCounts.Zero, null, order));
                await schedule.WishAsync(last.Integration, id, cancellationToken);
            }
        }
    }

    private async Task WaitAsync(ITrigger trigger, ScheduleOrder order, RunState run, CancellationToken cancellationToken)
    {
        RunState queued = run with { Status = RunStatus.Queued, FinishedAt = null };
        await progress.SaveRunAsync(queued, cancellationToken);
        hub.Queue(queued);

        // Stored anew: a firing that a kill cut short has left the trigger as one that needs no further firing.
        if (order.Range is null)
        {
            await schedule.WishAsync(run.Integration, run.Id, cancellationToken);
        }
        else
        {
            await schedule.BackfillAsync(run.Integration, order, trigger.NextFireTimeUtc ?? time.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>Runs that were queued, but whose process was killed before the schedule knew of them.</summary>
    private async Task EndForgottenAsync(HashSet<long> waiting, CancellationToken cancellationToken)
    {
        var forgotten = new List<RunState>();
        await foreach (RunState run in queries.ListRunsAsync(new RunQuery(Status: RunStatus.Queued), cancellationToken))
        {
            if (!waiting.Contains(run.Id) && (!isShared || run.StartedAt < (time.GetUtcNow() - Forgotten).ToUnixTimeMilliseconds()))
            {
                forgotten.Add(run);
            }
        }

        foreach (RunState run in forgotten)
        {
            await progress.SaveRunAsync(run with { Status = RunStatus.Interrupted, FinishedAt = time.GetUtcNow().ToUnixTimeMilliseconds() }, cancellationToken);
        }
    }
}
