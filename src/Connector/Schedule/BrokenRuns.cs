using System.Collections.Concurrent;
using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>Runs that ended because the store was out of reach, which therefore does not know that they ended.</summary>
internal sealed class BrokenRuns(IStoreQueries queries, IProgressStore progress, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, string> _reasons = new();

    public void Add(long run, string reason) => _reasons[run] = reason;

    /// <summary>Tells the store, now that it may be there again.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach ((long id, string reason) in _reasons)
        {
            if (await queries.GetRunAsync(id, cancellationToken) is { Status: RunStatus.Running } run)
            {
                await EndAsync(run, reason, cancellationToken);
            }

            _reasons.TryRemove(id, out _);
        }
    }

    private async Task EndAsync(RunState run, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await progress.SaveRunAsync(
                run with { Status = RunStatus.Failed, FinishedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Error = reason }, cancellationToken);
        }
        catch (RunLostException)
        {
            // Another process has taken it up, and will say how it ends.
            _reasons.TryRemove(run.Id, out _);
        }
    }
}
