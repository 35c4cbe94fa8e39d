using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>Whose a run is after the store failed under it: a service that was paused or cut off for long may find that another has taken its run up.</summary>
internal sealed class HeldRuns(IStoreQueries queries, IProgressStore progress)
{
    /// <summary>Has the run stay this service's, if it is.</summary>
    /// <returns>False: the run is another's, was given up or has ended, and so its trigger is no longer this service's to change.</returns>
    public async Task<bool> KeepAsync(long id)
    {
        try
        {
            if (await queries.GetRunAsync(id, CancellationToken.None) is not { Status: RunStatus.Queued or RunStatus.Running or RunStatus.Interrupted } run)
            {
                return false;
            }

            await progress.SaveRunAsync(run with { Status = RunStatus.Running }, CancellationToken.None);
            return true;
        }
        catch (RunLostException)
        {
            return false;
        }
        catch (StoreException)
        {
            // The store is still out of reach. So is the schedule that lies in it, and whoever begins the run again finds out.
            return true;
        }
    }

    /// <summary>Nobody's until it is tried again, by whichever service that is.</summary>
    public async Task LeaveAsync(long id)
    {
        try
        {
            if (await queries.GetRunAsync(id, CancellationToken.None) is { Status: RunStatus.Running } run)
            {
                await progress.LeaveRunAsync(run, CancellationToken.None);
            }
        }
        catch (StoreException)
        {
            // It stays this service's, which may begin it again; when the service is gone, it is given up.
        }
    }
}
