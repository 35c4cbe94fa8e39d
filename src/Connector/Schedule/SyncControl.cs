using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Quartz;

namespace Connector.Schedule;

/// <summary>What people ask of a running service about its schedule and its runs, and tell it to do.</summary>
internal sealed class SyncControl(
    ConfigKeeper config,
    IntegrationSchedule schedule,
    ScheduleOutlook outlook,
    RunEnding ending,
    RunHub hub,
    ScheduleStore schedules,
    IProgressStore progress,
    bool isShared,
    TimeProvider time) : IDisposable
{
    /// <summary>One wish after another: two at once are one.</summary>
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>The schedule is fired; false before the service starts and while it stops.</summary>
    public bool IsFiring => schedules.Scheduler.Status == SchedulerStatus.Running;

    /// <summary>The config in use.</summary>
    public ConnectorCatalog Catalog => config.Catalog;

    /// <summary>Whether the config folder is what is in use.</summary>
    public ConfigState Config => config.State;

    /// <summary>Reads the config folder at once, as after a file was replaced, rather than at the next look.</summary>
    public Task<ConfigState> TakeUpConfigAsync(CancellationToken cancellationToken) => config.TakeUpAsync(cancellationToken);

    /// <summary>Every integration of the config in use, by name.</summary>
    public async Task<IReadOnlyList<ScheduleState>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, DateTimeOffset> next = await outlook.NextFiresAsync(cancellationToken);
        IReadOnlyDictionary<string, SchedulePause> pauses = await outlook.PausesAsync(cancellationToken);
        return [.. config.Catalog.Integrations.Values.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => StateOf(one, next, pauses))];
    }

    /// <returns>Null: the config in use has none of that name.</returns>
    public async Task<ScheduleState?> GetAsync(string name, CancellationToken cancellationToken) =>
        config.Catalog.Integrations.TryGetValue(name, out Integration? integration)
            ? StateOf(integration, await outlook.NextFiresAsync(cancellationToken), await outlook.PausesAsync(cancellationToken))
            : null;

    /// <summary>Syncs as soon as nothing else of the integration runs, paused or not.</summary>
    /// <param name="by">Who asks; null: not known.</param>
    /// <exception cref="KeyNotFoundException">There is no such integration.</exception>
    public Task<SyncStart> SyncNowAsync(string name, string? by, CancellationToken cancellationToken) => InTurnAsync(name, async integration =>
    {
        if (hub.Of(integration.Name).FirstOrDefault(run => run.Kind == "sync") is { Now: { } now })
        {
            return new SyncStart(false, now.Run);
        }

        RunState run = await QueueAsync(integration, "sync", new RunOrder(RequestedBy: by), cancellationToken);
        await schedule.WishAsync(integration.Name, run.Id, cancellationToken);
        DurableSteps.Passed(DurableSteps.OrderScheduled);
        return new SyncStart(true, run.Id);
    }, cancellationToken);

    /// <summary>Stops the schedule of the integration until <see cref="ResumeAsync"/>, over restarts too. What runs goes on to its end, or to the end of its day.</summary>
    /// <returns>False: it was paused already.</returns>
    /// <inheritdoc cref="SyncNowAsync" path="/param[@name='by']"/>
    /// <inheritdoc cref="SyncNowAsync" path="/exception"/>
    public Task<bool> PauseAsync(string name, string? by, CancellationToken cancellationToken) =>
        InTurnAsync(name, integration => schedule.PauseAsync(integration.Name, by, cancellationToken), cancellationToken);

    /// <returns>False: it was not paused.</returns>
    /// <inheritdoc cref="SyncNowAsync" path="/exception"/>
    public Task<bool> ResumeAsync(string name, CancellationToken cancellationToken) =>
        InTurnAsync(name, integration => schedule.ResumeAsync(integration.Name, cancellationToken), cancellationToken);

    /// <summary>Reads a range again, a day at a time, between the syncs; it goes on after a restart.</summary>
    /// <param name="hook">Null: every hook.</param>
    /// <returns>One of the same range and hook that has not ended is not started once more.</returns>
    /// <inheritdoc cref="SyncNowAsync" path="/param[@name='by']"/>
    /// <inheritdoc cref="SyncNowAsync" path="/exception"/>
    public Task<SyncStart> BackfillAsync(string name, ReceiveWindow range, string? hook, string? by, CancellationToken cancellationToken) => InTurnAsync(name, async integration =>
    {
        foreach ((ITrigger trigger, ScheduleOrder known) in await schedule.OrdersAsync(cancellationToken))
        {
            if (trigger.JobKey.Name == integration.Name && known.Range == range && known.Hook == hook)
            {
                return new SyncStart(false, known.Run!.Value);
            }
        }

        RunState run = await QueueAsync(integration, "backfill", new RunOrder(range, hook, by), cancellationToken);
        await schedule.BackfillAsync(integration.Name, new ScheduleOrder(run.Id, range, hook), time.GetUtcNow(), cancellationToken);
        DurableSteps.Passed(DurableSteps.OrderScheduled);
        return new SyncStart(true, run.Id);
    }, cancellationToken);

    /// <summary>Ends a run that runs or waits here, or in a service that shares the store; the batch in hand is left, or committed first. One that comes to its end at this moment may still be done.</summary>
    /// <returns>False: no such run runs or waits.</returns>
    public async Task<bool> CancelAsync(long run, CancellationToken cancellationToken)
    {
        if (hub.Find(run) is not { } live)
        {
            return isShared && await ending.EndElsewhereAsync(run, CancellationToken.None);
        }

        if (live.Cancel() is { } firing)
        {
            // A firing that is not known yet, or any more, looks at the run's own mark.
            await schedules.Scheduler.InterruptFireInstance(firing, cancellationToken);
            return true;
        }

        await ending.EndWaitingAsync(live, RunStatus.Cancelled, null, CancellationToken.None);
        return true;
    }

    /// <returns>Null: the run neither runs nor waits in this service.</returns>
    public RunProgress? Now(long run) => hub.Find(run)?.Now;

    /// <summary>The run's progress as it is now and then as it changes, to its end. Who reads slowly gets fewer of them, and the last one always.</summary>
    /// <returns>Nothing for a run that neither runs nor waits here.</returns>
    public IAsyncEnumerable<RunProgress> WatchAsync(long run, CancellationToken cancellationToken) => hub.WatchAsync(run, cancellationToken);

    /// <summary>The latest firings of the integration's job, newest first.</summary>
    public async Task<IReadOnlyList<ScheduleExecution>> ExecutionsAsync(string name, int limit, CancellationToken cancellationToken)
    {
        PagedResult<ExecutionHistoryEntry> page = await schedules.History.QueryExecutions(
            new ExecutionHistoryQuery { SchedulerName = ScheduleKeys.Scheduler, Job = ScheduleKeys.Job(name), Take = limit }, cancellationToken);
        return [.. page.Items.Select(ExecutionOf)];
    }

    public void Dispose() => _gate.Dispose();

    private static ScheduleExecution ExecutionOf(ExecutionHistoryEntry entry) => new(
        entry.FiredAtUtc,
        entry.Duration,
        ScheduleKeys.IsBackfill(new TriggerKey(entry.TriggerName, entry.TriggerGroup)) ? "backfill" : "sync",
        RunOf(entry.MetricsJson),
        entry.EffectiveResult.ToString().ToLowerInvariant(),
        entry.Summary ?? entry.ExceptionMessage);

    private static long? RunOf(string? metrics)
    {
        if (metrics is null)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(metrics);
        return document.RootElement.TryGetProperty("run", out JsonElement run) && run.TryGetInt64(out long id) ? id : null;
    }

    private ScheduleState StateOf(
        Integration integration, IReadOnlyDictionary<string, DateTimeOffset> next, IReadOnlyDictionary<string, SchedulePause> pauses)
    {
        LiveRun[] live = [.. hub.Of(integration.Name)];
        return new ScheduleState(
            integration,
            integration.Active,
            pauses.GetValueOrDefault(integration.Name),
            live.FirstOrDefault(run => run.Firing is not null)?.Now?.Run,
            [.. live.Where(run => run.Firing is null).Select(run => run.Now!.Run)],
            next.TryGetValue(integration.Name, out DateTimeOffset due) ? due : null);
    }

    private async Task<RunState> QueueAsync(Integration integration, string kind, RunOrder order, CancellationToken cancellationToken)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long id = await progress.AddRunAsync(integration.Name, kind, RunStatus.Queued, now, order, cancellationToken);
        DurableSteps.Passed(DurableSteps.RunQueued);
        var run = new RunState(id, integration.Name, kind, RunStatus.Queued, now, null, RunCounts.Zero, null, order);
        hub.Queue(run);
        return run;
    }

    private async Task<T> InTurnAsync<T>(string name, Func<Integration, Task<T>> act, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await act(config.Catalog.Integrations.TryGetValue(name, out Integration? integration)
                ? integration.IsRead ? integration : throw new InvalidOperationException($"Messages are sent to '{name}'; there is nothing to read.")
                : throw new KeyNotFoundException($"There is no integration '{name}'."));
        }
        finally
        {
            _gate.Release();
        }
    }
}
