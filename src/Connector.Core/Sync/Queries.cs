using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>What people ask of the store. Lists are streamed; every one is in the order its summary names, so that pages fit together.</summary>
public interface IStoreQueries
{
    /// <summary>Profiles by id.</summary>
    /// <param name="database">Null: of every database.</param>
    IAsyncEnumerable<ProfileState> ListProfilesAsync(string? database, CancellationToken cancellationToken);

    ValueTask<ProfileState?> GetProfileAsync(long id, CancellationToken cancellationToken);

    /// <summary>Profiles that have a key, by id.</summary>
    ValueTask<IReadOnlyList<ProfileState>> FindProfilesAsync(ProfileKey key, CancellationToken cancellationToken);

    /// <summary>Goals by time, then key.</summary>
    IAsyncEnumerable<Goal> ListGoalsAsync(GoalQuery query, CancellationToken cancellationToken);

    /// <summary>Rejects in the order they were kept.</summary>
    IAsyncEnumerable<Reject> ListRejectsAsync(RejectQuery query, CancellationToken cancellationToken);

    ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken);
}

public sealed record GoalQuery(string? Pixel = null, string? Name = null, long? Profile = null);

public sealed record RejectQuery(string? Integration = null, string? Hook = null, string? Reason = null);

/// <param name="LastRuns">The newest run of each integration and kind.</param>
/// <param name="Rejects">How many are kept, by integration and reason.</param>
public sealed record StoreStatus(
    IReadOnlyList<CursorState> Cursors,
    IReadOnlyList<RunState> LastRuns,
    IReadOnlyList<RejectCount> Rejects);

/// <param name="To">Receive time, Unix milliseconds.</param>
public sealed record CursorState(string Integration, string Resource, long To);

public sealed record RejectCount(string Integration, string Reason, long Count);
