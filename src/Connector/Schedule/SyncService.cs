using Connector.Commands;
using Connector.Configuration;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Storage;
using Microsoft.Extensions.Logging;

namespace Connector.Schedule;

/// <summary>The service: fires integrations on their schedules and takes up changes of the config.</summary>
internal sealed class SyncService(ILogsApi source, SqliteStore store, ConnectorCatalog catalog, Settings settings, Func<string, string?> environment, ILoggerFactory log, TimeProvider time)
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = log.CreateLogger<SyncService>();
    private readonly Synchronizer _synchronizer = new(source, store, store.Progress, time);
    private volatile ConnectorCatalog _catalog = catalog;

    /// <summary>Runs until it is cancelled; returns when the batches in hand are committed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watch = new ConfigWatch(settings.Config);
        await using IntegrationScheduler scheduler =
            await IntegrationScheduler.StartAsync(name => SyncAsync(name, cancellationToken), log, time, cancellationToken);
        await ApplyAsync(scheduler, cancellationToken);
        _logger.Started(_catalog.Integrations.Values.Count(one => one.Active && one.Schedule is not { Cron: null, Every: null }), settings.Config, settings.Store);
        try
        {
            using var timer = new PeriodicTimer(LookPause, time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (watch.HasChanged() && !await TakeUpAsync(scheduler, cancellationToken))
                {
                    watch.Forget();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.Stopping();
        }
    }

    /// <returns>False: it has to be tried again.</returns>
    private async Task<bool> TakeUpAsync(IntegrationScheduler scheduler, CancellationToken cancellationToken)
    {
        try
        {
            ConfigResult result = Invocation.ReadConfig(settings.Config, needsSecrets: true, environment);
            foreach (Problem problem in result.Problems.Where(problem => problem.Severity == Severity.Error))
            {
                _logger.ConfigProblem(problem.ToString());
            }

            if (result.Catalog is null)
            {
                _logger.ConfigBroken();
                return true;
            }

            await store.PrepareAsync(result.Catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), cancellationToken);
            _catalog = result.Catalog;
            await ApplyAsync(scheduler, cancellationToken);
            _logger.ConfigChanged();
            return true;
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            _logger.ConfigDeferred(e.Message);
            return false;
        }
    }

    private async Task ApplyAsync(IntegrationScheduler scheduler, CancellationToken cancellationToken)
    {
        StoreStatus status = await store.Queries.GetStatusAsync(cancellationToken);
        ILookup<string, RunState> syncs = status.LastRuns.Where(run => run.Kind == "sync").ToLookup(run => run.Integration, StringComparer.Ordinal);
        await scheduler.ApplyAsync(
            _catalog.Integrations.Values,
            name => syncs[name].FirstOrDefault() is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last.StartedAt) : null,
            cancellationToken);
        foreach (string name in _catalog.Integrations.Keys.Order(StringComparer.Ordinal))
        {
            if (await scheduler.NextFireAsync(name, cancellationToken) is { } next)
            {
                _logger.Scheduled(name, Output.Times.Text(next));
            }
        }
    }

    private async Task SyncAsync(string name, CancellationToken cancellationToken)
    {
        if (!_catalog.Integrations.TryGetValue(name, out Integration? integration))
        {
            return;
        }

        long started = time.GetTimestamp();
        try
        {
            RunState run = await _synchronizer.SyncAsync(integration, new Notices(name, _logger), cancellationToken);
            _logger.SyncDone(name, run.Counts, time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.SyncInterrupted(name);
        }
        catch (Exception e)
        {
            _logger.SyncFailed(name, Fault.Of(e, settings.Debug).Text);
        }
    }

    /// <summary>Of all that is seen of a run, a log wants only what is out of the ordinary.</summary>
    private sealed class Notices(string integration, ILogger logger) : IRunObserver
    {
        public void WindowStarted(LogResource resource, ReceiveWindow? window)
        {
        }

        public void ExportMoved(LogResource resource, ExportProgress progress)
        {
        }

        public void BatchStored(RunCounts counts)
        {
        }

        public void WindowDone(LogResource resource)
        {
        }

        public void Notice(string text) => logger.Noticed(integration, text);
    }
}
