using Connector.Core.Catalog;

namespace Connector.Core.Sync;

/// <summary>A backfill that several processes read together, each a window at a time.</summary>
internal sealed class SharedBackfill(ILogsApi api, RecordPipeline pipeline, IProgressStore progress, IBackfillWindows windows, TimeProvider time)
{
    /// <summary>Plans the windows, reads its share of them, and waits for those of others.</summary>
    /// <param name="givesWay">Asked between windows: whether this process stops here, and others with it when they have read what they have in hand.</param>
    /// <returns>Whether all windows were read.</returns>
    public async Task<bool> LeadAsync(
        Integration integration, Backfill backfill, RunTracker run, Func<Task<bool>> givesWay, IRunObserver? observer, CancellationToken cancellationToken)
    {
        await windows.PlanAsync(run.Id, (await backfill.RestAsync(cancellationToken)).All(), cancellationToken);
        if (ReadingOrder.Needs(integration, backfill.Hook) is { } ordered)
        {
            run.Notice($"The hook {ordered.Name} depends on what was read before: windows are read one after another, by one service at a time.");
        }

        var lead = new BackfillLead(progress, windows, time, run, observer);
        var share = new WindowShare(api, pipeline, progress, windows, time, integration, backfill, run.With(RunCounts.Zero), lead, lead.LookAsync);
        return await lead.ReadAsync(share, givesWay, cancellationToken);
    }

    /// <summary>Reads windows that another process planned, as long as some are to be had.</summary>
    /// <param name="run">The run as it stands.</param>
    /// <param name="goesOn">Asked between windows.</param>
    /// <returns>How many windows were read.</returns>
    public async Task<int> HelpAsync(
        Integration integration, Backfill backfill, RunState run, Func<bool> goesOn, IRunObserver? observer, CancellationToken cancellationToken)
    {
        var share = new WindowShare(
            api, pipeline, progress, windows, time, integration, backfill, run, observer, async (window, _, token) => await windows.HoldsAsync(window, token));
        int read = 0;
        while (goesOn() && await share.ReadNextAsync(cancellationToken))
        {
            read++;
        }

        return read;
    }
}
