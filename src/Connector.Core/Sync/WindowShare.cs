using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>One process's share of a backfill: it takes a window, reads it, and takes the next.</summary>
/// <param name="run">The run whose windows they are.</param>
/// <param name="isOurs">Asked now and then with what the window in hand has counted; false: the window or its run is no longer this process's.</param>
internal sealed class WindowShare(
    ILogsApi api,
    RecordPipeline pipeline,
    IProgressStore progress,
    IBackfillWindows windows,
    TimeProvider time,
    Integration integration,
    Backfill backfill,
    RunState run,
    IRunObserver? observer,
    Func<BackfillWindow, RunCounts, CancellationToken, Task<bool>> isOurs)
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, ResourcePlan> _plans = new(StringComparer.Ordinal);
    private readonly bool _inOrder = ReadingOrder.Needs(integration, backfill.Hook) is not null;

    /// <returns>False: no window is to be had now.</returns>
    /// <exception cref="RunLostException">The window or its run became another's, or somebody ended the run.</exception>
    public async Task<bool> ReadNextAsync(CancellationToken cancellationToken)
    {
        if (await windows.TakeAsync(run.Id, _inOrder, cancellationToken) is not { } window)
        {
            return false;
        }

        try
        {
            await ReadAsync(window, cancellationToken);
        }
        finally
        {
            await windows.LeaveAsync(window);
        }

        return true;
    }

    private async Task ReadAsync(BackfillWindow window, CancellationToken cancellationToken)
    {
        var tracker = new RunTracker(run, observer, window);
        var reader = new WindowReader(api, pipeline, progress, time, PlanOf(window.Resource), $"run {run.Id} window {window.Number}", tracker);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = reader.ReadAsync(
            window.Window,
            to => new ProgressMove.Window(run.Id, window.Number, to.ToUnixTimeMilliseconds()),
            Windows.WholeSeconds(time.GetUtcNow()),
            stop.Token);
        bool isLost = false;
        try
        {
            while (!stop.IsCancellationRequested && await Task.WhenAny(reading, Task.Delay(LookPause, time, stop.Token)) != reading)
            {
                if (!stop.IsCancellationRequested && !await IsOursAsync(window, tracker.Counts, stop.Token))
                {
                    // An export may be waited for half an hour: the window is given up now, and not at the next batch.
                    isLost = true;
                    await stop.CancelAsync();
                }
            }

            await reading;
        }
        catch (OperationCanceledException) when (isLost)
        {
            throw new RunLostException("The window is read elsewhere now, or its run was ended. Nothing that was kept is lost.");
        }
        finally
        {
            // Whatever went wrong with looking: nobody reads on for a window that is about to be left.
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsOursAsync(BackfillWindow window, RunCounts counts, CancellationToken cancellationToken)
    {
        try
        {
            return await isOurs(window, counts, cancellationToken);
        }
        catch (RunLostException)
        {
            return false;
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // The store is out of reach for this moment; the next batch finds out.
            return true;
        }
    }

    private ResourcePlan PlanOf(string resource)
    {
        if (!_plans.TryGetValue(resource, out ResourcePlan? plan))
        {
            LogResource known = integration.Resources.FirstOrDefault(one => one.Name == resource)
                ?? throw new SourceException($"{integration.Name} reads {resource} no more. Cancel the backfill and start it again.");
            _plans.Add(resource, plan = new ResourcePlan(integration, known, backfill.Zone, backfill.Hook));
        }

        return plan;
    }
}
