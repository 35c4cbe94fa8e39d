using System.Collections.Concurrent;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>Reads windows of backfills that other services lead.</summary>
/// <remarks>Whoever leads says when: its run stands as running then, and as queued while a sync goes first, while the integration is paused or before something is tried again.</remarks>
internal sealed class BackfillHelp(Synchronizer synchronizer, IBackfillWindows windows, CatalogInUse catalog, RunHub hub, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    /// <summary>After a failure here others may do better; the one who leads says so when it is the source's.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AfterStoreFailure = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, Task> _helping = [];
    private readonly ConcurrentDictionary<long, DateTimeOffset> _notBefore = [];

    /// <summary>Looks for windows again and again; stopped, it gives back those in hand.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookPause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync(cancellationToken);
            }
        }
        finally
        {
            await Task.WhenAll(_helping.Values);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach ((long run, Task help) in _helping.Where(one => one.Value.IsCompleted).ToArray())
        {
            await help;
            _helping.Remove(run);
        }

        try
        {
            foreach (RunState run in await windows.ListOpenAsync(cancellationToken))
            {
                if (hub.Find(run.Id)?.Firing is null
                    && !_helping.ContainsKey(run.Id)
                    && !(_notBefore.TryGetValue(run.Id, out DateTimeOffset then) && time.GetUtcNow() < then)
                    && catalog.Find(run.Integration) is { } integration
                    && (run.Order!.Hook is not { } hook || integration.Hooks.Any(one => one.Name == hook)))
                {
                    _helping[run.Id] = Task.Run(() => HelpAsync(integration, run, cancellationToken), CancellationToken.None);
                }
            }
        }
        catch (StoreException e)
        {
            // The store is out of reach; this is tried again.
            logger.OthersNotSeen(e.Message);
        }
    }

    private async Task HelpAsync(Integration integration, RunState run, CancellationToken cancellationToken)
    {
        try
        {
            int read = await synchronizer.HelpAsync(
                integration, run, windows, () => ReferenceEquals(catalog.Find(integration.Name), integration), new Notices(integration.Name, logger), cancellationToken);
            if (read > 0)
            {
                logger.BackfillHelped(integration.Name, read, run.Id);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.BackfillInterrupted(integration.Name);
        }
        catch (RunLostException)
        {
            logger.BackfillHelpEnded(integration.Name, run.Id);
        }
        catch (Exception e)
        {
            TimeSpan wait = e is StoreException ? AfterStoreFailure : AfterFailure;
            _notBefore[run.Id] = time.GetUtcNow() + wait;
            logger.BackfillHelpFailed(integration.Name, run.Id, Commands.Fault.Of(e, showStack: false).Text, wait);
        }
    }

    /// <summary>Tells the log what a person should know; the run itself is watched where it is led.</summary>
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
