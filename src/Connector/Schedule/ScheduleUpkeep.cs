using Connector.Core.Catalog;
using Connector.Core.Sync;
using Quartz;

namespace Connector.Schedule;

/// <summary>Keeps the schedule that of the config, and what is in it that of the store.</summary>
internal sealed class ScheduleUpkeep(
    IStoreQueries queries,
    IProgressStore progress,
    IntegrationSchedule schedule,
    IntegrationRuns runs,
    RunHub hub,
    ILogger logger,
    TimeProvider time)
{
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
            await runs.EndWaitingAsync(live, RunStatus.Failed, "The config has no such integration any more.", cancellationToken);
        }
    }

    /// <summary>Takes over from a process that ended, however it ended: what waited there waits here, and what ran there goes on.</summary>
    public async Task TakeOverAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        await schedule.ApplyHousekeepingAsync(Housekeeping.Nightly, cancellationToken);
        IReadOnlyList<long> abandoned = await progress.InterruptAbandonedAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        if (abandoned.Count > 0)
        {
            logger.RunsAbandoned(abandoned.Count);
        }

        var waiting = new HashSet<long>();
        foreach ((ITrigger trigger, ScheduleOrder order) in await schedule.OrdersAsync(cancellationToken))
        {
            if (await queries.GetRunAsync(order.Run!.Value, cancellationToken) is { Status: RunStatus.Queued or RunStatus.Interrupted } run)
            {
                await WaitAsync(trigger, order, run, cancellationToken);
                waiting.Add(run.Id);
            }
            else
            {
                await schedule.RemoveAsync(trigger.Key, cancellationToken);
            }
        }

        if (waiting.Count > 0)
        {
            logger.RunsTakenOver(waiting.Count);
        }

        await EndForgottenAsync(waiting, cancellationToken);
        await GoOnAsync(catalog, cancellationToken);
    }

    /// <summary>A sync that broke off is made up for at once: by its schedule it may not be due for a day.</summary>
    private async Task GoOnAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        StoreStatus status = await queries.GetStatusAsync(cancellationToken);
        foreach (RunState last in status.LastRuns.Where(run => run is { Kind: "sync", Status: RunStatus.Interrupted }))
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
            if (!waiting.Contains(run.Id))
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
