using Connector.Core.Sync;

namespace Connector.Core.Ingest;

/// <summary>The runs that count what is taken: one for each integration and day of UTC, always as done as its last message.</summary>
/// <param name="isShared">Other processes take messages too: each counts its own.</param>
internal sealed class IngestRuns(IStoreQueries queries, IProgressStore progress, bool isShared)
{
    public const string Kind = "ingest";

    private const long Day = 86_400_000;

    private readonly Dictionary<string, RunState> _today = new(StringComparer.Ordinal);

    /// <param name="now">Unix milliseconds.</param>
    public async Task<RunState> TodayAsync(string integration, long now, CancellationToken cancellationToken)
    {
        if (_today.TryGetValue(integration, out RunState? known) && known.StartedAt / Day == now / Day)
        {
            return known;
        }

        await foreach (RunState newest in queries.ListRunsAsync(new RunQuery(integration, Kind: Kind, Limit: isShared ? 0 : 1), cancellationToken))
        {
            if (newest.StartedAt / Day == now / Day)
            {
                return _today[integration] = newest;
            }
        }

        long id = await progress.AddRunAsync(integration, Kind, RunStatus.Done, now, null, cancellationToken);
        return _today[integration] = new RunState(id, integration, Kind, RunStatus.Done, now, now, RunCounts.Zero, null);
    }

    /// <summary>The run as it stands with what was committed.</summary>
    public void Moved(RunState run) => _today[run.Integration] = run;
}
