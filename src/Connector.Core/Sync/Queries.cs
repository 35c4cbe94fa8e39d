using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>What people ask of the store. Lists are streamed; every one is in the order its summary names, so that pages fit together.</summary>
public interface IStoreQueries
{
    /// <summary>Profiles by id.</summary>
    IAsyncEnumerable<ProfileState> ListProfilesAsync(ProfileQuery query, CancellationToken cancellationToken);

    /// <summary>A profile by its id, or by one that was merged into it.</summary>
    ValueTask<ProfileState?> GetProfileAsync(long id, CancellationToken cancellationToken);

    /// <summary>Merges and those that were refused, in their order.</summary>
    IAsyncEnumerable<KeptMerge> ListMergesAsync(MergeQuery query, CancellationToken cancellationToken);

    /// <summary>Profiles that have a key, by id.</summary>
    ValueTask<IReadOnlyList<ProfileState>> FindProfilesAsync(ProfileKey key, CancellationToken cancellationToken);

    /// <summary>Goals by time, then key.</summary>
    IAsyncEnumerable<Goal> ListGoalsAsync(GoalQuery query, CancellationToken cancellationToken);

    /// <summary>How many goals there were and what they were worth, a point for every step from the first goal to the last, also for those without any.</summary>
    /// <param name="query">Its order, position and limit do not matter.</param>
    ValueTask<IReadOnlyList<GoalPoint>> GetGoalSeriesAsync(GoalQuery query, GoalStep step, CancellationToken cancellationToken);

    /// <summary>Rejects in the order they were kept.</summary>
    IAsyncEnumerable<KeptReject> ListRejectsAsync(RejectQuery query, CancellationToken cancellationToken);

    ValueTask<KeptReject?> GetRejectAsync(long id, CancellationToken cancellationToken);

    /// <summary>How many rejects are kept, by integration, hook and reason.</summary>
    ValueTask<IReadOnlyList<RejectGroup>> GroupRejectsAsync(CancellationToken cancellationToken);

    /// <summary>Runs, the newest first.</summary>
    IAsyncEnumerable<RunState> ListRunsAsync(RunQuery query, CancellationToken cancellationToken);

    ValueTask<RunState?> GetRunAsync(long id, CancellationToken cancellationToken);

    /// <summary>Which processes read, or have read, how much of a backfill, by name. None where the store is one service's.</summary>
    ValueTask<IReadOnlyList<BackfillReader>> ListReadersAsync(long run, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<BackfillReader>>([]);

    ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken);
}

/// <param name="Database">Null: of every database.</param>
/// <param name="After">The id of the last profile of the page before; null: from the first.</param>
/// <param name="Limit">Null: all.</param>
public sealed record ProfileQuery(string? Database = null, long? After = null, int? Limit = null);

/// <summary>What is null does not matter.</summary>
/// <param name="Profile">One of the two.</param>
/// <param name="After">The id of the last merge of the page before; null: from the first.</param>
public sealed record MergeQuery(string? Database = null, long? Profile = null, bool NewestFirst = false, long? After = null, int? Limit = null);

/// <summary>What is null does not matter.</summary>
/// <param name="From">Event time, Unix milliseconds, inclusive.</param>
/// <param name="To">Event time, Unix milliseconds, exclusive.</param>
/// <param name="NewestFirst">The other way round.</param>
/// <param name="After">The last goal of the page before; null: from the first.</param>
public sealed record GoalQuery(
    string? Pixel = null,
    string? Name = null,
    long? Profile = null,
    string? Integration = null,
    string? Hook = null,
    long? From = null,
    long? To = null,
    bool NewestFirst = false,
    GoalPosition? After = null,
    int? Limit = null);

/// <summary>Where a goal stands in a list.</summary>
/// <param name="At">Event time, Unix milliseconds.</param>
public readonly record struct GoalPosition(long At, UInt128 Key) : IComparable<GoalPosition>
{
    public static GoalPosition Of(Goal goal) => new(goal.At, goal.Key);

    public int CompareTo(GoalPosition other) => (At, Key).CompareTo((other.At, other.Key));

    public static bool operator <(GoalPosition left, GoalPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(GoalPosition left, GoalPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(GoalPosition left, GoalPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(GoalPosition left, GoalPosition right) => left.CompareTo(right) >= 0;
}

/// <summary>What is null does not matter.</summary>
/// <param name="NewestFirst">The other way round.</param>
/// <param name="After">The id of the last reject of the page before; null: from the first.</param>
public sealed record RejectQuery(
    string? Integration = null,
    string? Hook = null,
    string? Reason = null,
    bool NewestFirst = false,
    long? After = null,
    int? Limit = null);

/// <param name="Id">Grows in the order rejects were kept; never used again.</param>
public sealed record KeptReject(long Id, Reject Reject);

/// <summary>Rejects that are alike.</summary>
/// <param name="Hook">Null: records that could not be read.</param>
/// <param name="LastId">The one kept last.</param>
/// <param name="LastAt">When that was refused; Unix milliseconds.</param>
public sealed record RejectGroup(string Integration, string? Hook, string Reason, long Count, long LastId, long LastAt);

/// <summary>What is null does not matter.</summary>
/// <param name="Status">A word of <see cref="RunStatus"/>.</param>
/// <param name="Kind">A word of <see cref="RunState.Kind"/>.</param>
/// <param name="After">The id of the last run of the page before; null: from the newest.</param>
public sealed record RunQuery(string? Integration = null, string? Status = null, string? Kind = null, long? After = null, int? Limit = null);

/// <param name="LastRuns">The newest run of each integration and kind.</param>
/// <param name="Rejects">How many are kept, by integration and reason.</param>
public sealed record StoreStatus(
    IReadOnlyList<CursorState> Cursors,
    IReadOnlyList<RunState> LastRuns,
    IReadOnlyList<RejectCount> Rejects);

/// <param name="To">Receive time, Unix milliseconds.</param>
public sealed record CursorState(string Integration, string Resource, long To);

public sealed record RejectCount(string Integration, string Reason, long Count);
