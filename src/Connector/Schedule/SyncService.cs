using Connector.Commands;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;
using Quartz;

namespace Connector.Schedule;

/// <summary>The service: fires integrations on their schedules, reads backfills in between and takes up changes of the config.</summary>
/// <remarks>
/// <see cref="OpenAsync"/> makes everything ready and fires nothing yet, so that a host can open its doors before;
/// <see cref="RunAsync"/> fires until it is told to stop. Where the process is killed instead, the next start goes on.
/// </remarks>
internal sealed class SyncService : IAsyncDisposable
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(4);

    private const int LooksBetweenRecoveries = 15;

    private readonly ServiceLock _held;
    private readonly ScheduleStore _schedules;
    private readonly ScheduleUpkeep _upkeep;
    private readonly ConfigKeeper _config;
    private readonly RunHub _hub;
    private readonly Settings _settings;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly bool _isShared;

    /// <summary>Null: no service shares a backfill with this one.</summary>
    private readonly BackfillHelp? _help;

    private SyncService(ServiceLock held, ScheduleStore schedules, ScheduleWork work, ServiceParts parts, IReadOnlyList<TimeSpan> backfillWaits)
    {
        (_held, _schedules, _settings) = (held, schedules, parts.Settings);
        _logger = parts.Log.CreateLogger<SyncService>();
        _hub = new RunHub(_logger);
        IStore store = parts.Store;
        (_time, _isShared) = (parts.Time, store.IsShared);
        var inUse = new CatalogInUse(parts.Catalog);
        var outlook = new ScheduleOutlook(schedules.Scheduler, parts.Time);
        var schedule = new IntegrationSchedule(schedules.Scheduler, outlook, parts.Time);
        var synchronizer = new Synchronizer(parts.Source, store, store.Progress, parts.Time, samples: _settings.KeepsSamples ? store.Samples : null);
        var ending = new RunEnding(synchronizer, store.Queries, store.Progress, schedule, _hub, parts.Time);
        var runs = new IntegrationRuns(synchronizer, store.Queries, store.Progress, schedule, ending, _hub, inUse, store.BackfillWindows, backfillWaits, parts.Ends, _settings.Debug, _logger, parts.Time);
        _help = store.BackfillWindows is { } windows ? new BackfillHelp(synchronizer, windows, inUse, _hub, _logger, parts.Time) : null;
        work.Integration = runs.ExecuteAsync;
        work.Housekeeping = new Housekeeping(store.Upkeep, _settings.Retention, _logger, parts.Time).ExecuteAsync;
        _upkeep = new ScheduleUpkeep(store.Queries, store.Progress, schedule, ending, _hub, store.IsShared, _logger, parts.Time);
        _config = new ConfigKeeper(inUse, store, _settings, parts.Environment, _upkeep, _logger, parts.Time);
        Control = new SyncControl(_config, schedule, outlook, ending, _hub, schedules, store.Progress, store.IsShared, parts.Time);
    }

    /// <summary>What people ask of the service and tell it to do. It answers as long as the service is not disposed of.</summary>
    public SyncControl Control { get; }

    /// <summary>Makes the schedule that of the config, and takes over what an earlier process left.</summary>
    /// <param name="backfillWaits">Before a day of a backfill that could not be read is tried again; null: one minute to half an hour.</param>
    /// <exception cref="StoreException">Another service uses the store, or the schedule beside it cannot be written.</exception>
    public static async Task<SyncService> OpenAsync(ServiceParts parts, CancellationToken cancellationToken, IReadOnlyList<TimeSpan>? backfillWaits = null)
    {
        var url = StoreUrl.Parse(parts.Settings.Store);
        var held = ServiceLock.Take(url.LocalPath);
        ScheduleStore? schedules = null;
        try
        {
            var work = new ScheduleWork();
            schedules = await ScheduleStore.OpenAsync(url, work, parts.Log, parts.Time, cancellationToken);
            var service = new SyncService(held, schedules, work, parts, backfillWaits ?? ScheduleUpkeep.BackfillWaits);
            await service._upkeep.ApplyAsync(parts.Catalog, cancellationToken);
            await service._upkeep.TakeOverAsync(parts.Catalog, cancellationToken);
            return service;
        }
        catch
        {
            if (schedules is not null)
            {
                await schedules.DisposeAsync();
            }

            held.Dispose();
            // The scheduler's store wraps a stop into an error of its own.
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Runs until it is cancelled; returns when what was running has left its batch in hand, or committed it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _schedules.Scheduler.Start(CancellationToken.None);
        IReadOnlyList<ScheduleState> states = await Control.ListAsync(CancellationToken.None);
        _logger.Started(states.Count(state => state.NextFire is not null), _settings.Config, StoreUrl.Parse(_settings.Store).ToString());
        foreach (ScheduleState state in states.Where(state => state.NextFire is not null))
        {
            _logger.Scheduled(state.Name, Times.Text(state.NextFire!.Value));
        }

        try
        {
            await Task.WhenAll(
                _config.WatchAsync(cancellationToken),
                LookAfterOthersAsync(cancellationToken),
                LookAfterClockAsync(cancellationToken),
                _help?.RunAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.Stopping();
        }

        await _schedules.StopAsync();
    }

    /// <summary>Where services share a store, each looks whether another is gone.</summary>
    private async Task LookAfterOthersAsync(CancellationToken cancellationToken)
    {
        if (!_isShared)
        {
            return;
        }

        using var timer = new PeriodicTimer(LookPause, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await TryAsync(() => _upkeep.LookAfterOthersAsync(_config.Catalog, cancellationToken), _logger.OthersNotSeen, cancellationToken);
        }
    }

    /// <summary>After a clock was set back, firings that were put by it lie out of reach; where services share a schedule, another's clock may have put them there.</summary>
    private async Task LookAfterClockAsync(CancellationToken cancellationToken)
    {
        var clock = new ClockWatch(_time);
        using var timer = new PeriodicTimer(LookPause, _time);
        bool isDue = false;
        for (int look = 1; await timer.WaitForNextTickAsync(cancellationToken); look++)
        {
            if (clock.SetBack() is { } by)
            {
                _logger.ClockSetBack(by);
                isDue = true;
            }

            if (!isDue && !(_isShared && look % LooksBetweenRecoveries == 0))
            {
                continue;
            }

            isDue = !await TryAsync(() => _upkeep.RecoverAsync(_config.Catalog, cancellationToken), _logger.ScheduleNotRecovered, cancellationToken) && isDue;
        }
    }

    /// <summary>Does what is done again and again: whatever goes wrong is said, syncs go on, and it is tried again.</summary>
    /// <returns>Whether it went well.</returns>
    private static async Task<bool> TryAsync(Func<Task> actAsync, Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            await actAsync();
            return true;
        }
        catch (Exception e)
        {
            // The scheduler's store wraps a stop into an error of its own.
            cancellationToken.ThrowIfCancellationRequested();
            say(e is SchedulerException or StoreException ? e.Message : Fault.Of(e, showStack: false).Text);
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _schedules.DisposeAsync();
        _hub.CloseAll();
        _config.Dispose();
        Control.Dispose();
        _held.Dispose();
    }
}
