using Connector.Core.Sync;

namespace Connector.Pages;

/// <summary>What the runs of the last 24 hours came to. Looked at again at most every few seconds, however many look at the page.</summary>
internal sealed class LastDay(IStoreQueries queries, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyDictionary<string, DayCounts> _counts = new Dictionary<string, DayCounts>();
    private long? _countedAt;

    /// <returns>By integration; one without runs is not there.</returns>
    public async Task<IReadOnlyDictionary<string, DayCounts>> CountAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_countedAt is not { } at || time.GetElapsedTime(at) > Fresh)
            {
                _counts = await CountNowAsync(cancellationToken);
                _countedAt = time.GetTimestamp();
            }

            return _counts;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<IReadOnlyDictionary<string, DayCounts>> CountNowAsync(CancellationToken cancellationToken)
    {
        long since = time.GetUtcNow().AddDays(-1).ToUnixTimeMilliseconds();
        var counts = new Dictionary<string, DayCounts>();
        await foreach (RunState run in queries.ListRunsAsync(new RunQuery(), cancellationToken))
        {
            if (run.StartedAt < since)
            {
                // Runs come newest first. One that was queued long ago and ran today is the exception worth no second look.
                break;
            }

            counts[run.Integration] = (counts.GetValueOrDefault(run.Integration) ?? DayCounts.None).With(run);
        }

        return counts;
    }
}

/// <param name="Rejected">Records refused, whether they succeeded later or not.</param>
/// <param name="Failed">Runs that failed.</param>
public sealed record DayCounts(long Runs, long Records, long Goals, long Rejected, long Failed)
{
    public static readonly DayCounts None = new(0, 0, 0, 0, 0);

    public DayCounts With(RunState run) => new(
        Runs + 1,
        Records + run.Counts.Records,
        Goals + run.Counts.Goals,
        Rejected + run.Counts.Rejected,
        Failed + (run.Status == RunStatus.Failed ? 1 : 0));
}
