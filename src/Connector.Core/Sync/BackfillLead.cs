using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>The process that has the run of a shared backfill: it reads windows like the others, keeps the run's counters the sum of all, and sees the end.</summary>
/// <remarks>As the observer of its own window it shows the whole of the backfill to whoever watches.</remarks>
internal sealed class BackfillLead(IProgressStore progress, IBackfillWindows windows, TimeProvider time, RunTracker run, IRunObserver? observer) : IRunObserver
{
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    /// <summary>What all windows have counted but the one in hand.</summary>
    private RunCounts _others = RunCounts.Zero;

    /// <param name="givesWay">Asked between windows.</param>
    /// <returns>Whether no window is left.</returns>
    public async Task<bool> ReadAsync(WindowShare share, Func<Task<bool>> givesWay, CancellationToken cancellationToken)
    {
        while (await StandAsync(null, RunCounts.Zero, cancellationToken) > 0)
        {
            if (!await share.ReadNextAsync(cancellationToken))
            {
                // Others have in hand what is left. Saving the run tells whether it still is this process's.
                await progress.SaveRunAsync(run.With(RunCounts.Zero), cancellationToken);
                await Task.Delay(LookPause, time, cancellationToken);
            }

            if (await givesWay())
            {
                return await StandAsync(null, RunCounts.Zero, cancellationToken) == 0;
            }
        }

        return true;
    }

    /// <summary>Has everybody see how the run stands while a window is read.</summary>
    /// <param name="counts">What that has counted.</param>
    /// <exception cref="RunLostException">The run is no longer this process's.</exception>
    public async Task<bool> LookAsync(BackfillWindow window, RunCounts counts, CancellationToken cancellationToken)
    {
        await StandAsync(window, counts, cancellationToken);
        await progress.SaveRunAsync(run.With(RunCounts.Zero), cancellationToken);
        return true;
    }

    public void WindowStarted(LogResource resource, ReceiveWindow? window) => observer?.WindowStarted(resource, window);

    public void ExportMoved(LogResource resource, ExportProgress progress) => observer?.ExportMoved(resource, progress);

    public void BatchStored(RunCounts counts) => observer?.BatchStored(Volatile.Read(ref _others) + counts);

    public void WindowDone(LogResource resource) => observer?.WindowDone(resource);

    public void Notice(string text) => observer?.Notice(text);

    private async Task<int> StandAsync(BackfillWindow? inHand, RunCounts counts, CancellationToken cancellationToken)
    {
        BackfillStanding others = await windows.GetStandingAsync(run.Id, inHand, cancellationToken);
        Volatile.Write(ref _others, others.Counts);
        run.Stands(others.Counts + counts);
        observer?.Planned(others.Done, others.Whole);
        return others.Left;
    }
}
