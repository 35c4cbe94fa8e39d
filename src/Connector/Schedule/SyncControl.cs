using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>What people ask of a running service about its schedule and its runs, and tell it to do.</summary>
internal sealed class SyncControl
{
    /// <summary>Whether the config folder is what is in use.</summary>
    public ConfigState Config => throw new NotImplementedException();

    /// <summary>Reads the config folder at once, as after a file was replaced, rather than at the next look.</summary>
    public Task<ConfigState> TakeUpConfigAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Every integration of the config in use, by name.</summary>
    public Task<IReadOnlyList<ScheduleState>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <returns>Null: the config in use has none of that name.</returns>
    public Task<ScheduleState?> GetAsync(string name, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Syncs as soon as nothing else of the integration runs, paused or not.</summary>
    /// <exception cref="KeyNotFoundException">There is no such integration.</exception>
    public Task<SyncStart> SyncNowAsync(string name, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Stops the schedule of the integration until <see cref="ResumeAsync"/>, over restarts too. What runs goes on to its end, or to the end of its slice.</summary>
    /// <param name="by">Who asks.</param>
    /// <returns>False: it was paused already.</returns>
    /// <inheritdoc cref="SyncNowAsync" path="/exception"/>
    public Task<bool> PauseAsync(string name, string? by, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <returns>False: it was not paused.</returns>
    /// <inheritdoc cref="SyncNowAsync" path="/exception"/>
    public Task<bool> ResumeAsync(string name, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Reads a range again, a day at a time, between the syncs; it goes on after a restart.</summary>
    /// <param name="hook">Null: every hook.</param>
    /// <returns>The run. One of the same range and hook that has not ended is that one.</returns>
    /// <inheritdoc cref="SyncNowAsync" path="/exception"/>
    public Task<long> BackfillAsync(string name, ReceiveWindow range, string? hook, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends a run that runs or waits here; the batch in hand is left.</summary>
    /// <returns>False: no such run runs or waits in this service.</returns>
    public Task<bool> CancelAsync(long run, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <returns>Null: the run neither runs nor waits in this service.</returns>
    public RunProgress? Now(long run) => throw new NotImplementedException();

    /// <summary>The run's progress as it is now and then as it changes, to its end. Who reads slowly gets fewer of them, and the last one always.</summary>
    /// <returns>Nothing for a run that neither runs nor waits here.</returns>
    public IAsyncEnumerable<RunProgress> WatchAsync(long run, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The latest firings of the integration's job, newest first.</summary>
    public Task<IReadOnlyList<ScheduleExecution>> ExecutionsAsync(string name, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();
}
