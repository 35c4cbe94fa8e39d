using Connector.Core.Goals;
using Connector.Core.Ingest;
using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>The store, as the road of a batch sees it.</summary>
public interface IBatchStore
{
    /// <summary>How many batches that wait are best decided on one working set. Each takes some 5 MB, in hand and waiting.</summary>
    int BatchesTogether => RecordPipeline.BatchesTogether;

    /// <summary>
    /// Begins the one transaction of a batch. What it loads, nobody else changes until it ends, in this process or another: whoever wants the
    /// same waits, here or in <see cref="IBatchTransaction.LoadAsync(WorkingSet, CancellationToken)"/>, or is told of a conflict when he commits.
    /// What is loaded includes everything committed before.
    /// </summary>
    /// <exception cref="StoreException">The store cannot be reached or written.</exception>
    ValueTask<IBatchTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Begins the transaction of a batch that had to give way before, so that a store can see to it that it does not for ever.</summary>
    /// <param name="attempt">From 1.</param>
    /// <inheritdoc cref="BeginAsync(CancellationToken)"/>
    ValueTask<IBatchTransaction> BeginAsync(int attempt, CancellationToken cancellationToken) => BeginAsync(cancellationToken);
}

/// <summary>Reading and writing of one batch. Disposing without <see cref="CommitAsync"/> leaves the store as it was.</summary>
public interface IBatchTransaction : IAsyncDisposable
{
    /// <summary>An id no profile has or had.</summary>
    long NewProfileId();

    /// <summary>Whether any reject is kept for the integration; when not, nothing needs looking up to make one go away.</summary>
    bool HasRejects(string integration);

    /// <summary>Fills in every wanted key of the set with its profiles.</summary>
    ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken);

    /// <summary>Puts a profile that no key led to into the set; one that is there already stays as it is.</summary>
    /// <returns>Null: there is no such profile. An id that was merged away leads to none.</returns>
    ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken);

    /// <returns>Null: there is no such merge.</returns>
    ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken);

    /// <summary>Of these goal keys, those the store has. Only a preview asks.</summary>
    ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken);

    /// <summary>What the store knows of messages and their users. Only the inbox asks.</summary>
    ValueTask<MessageFacts> LoadMessagesAsync(MessageQuestion question, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This store takes no messages.");

    /// <summary>Messages that have waited for their user since before a time, the oldest first.</summary>
    /// <param name="before">Unix milliseconds.</param>
    ValueTask<IReadOnlyList<WaitingMessage>> LoadExpiredAsync(long before, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This store takes no messages.");

    /// <summary>
    /// Whether the transaction may go on with another batch after <see cref="WriteAsync"/>. Not where others write beside it: a batch
    /// takes its locks in one order, which two in turn would break. One that goes on is never told of a conflict: its first batches could not be done again.
    /// </summary>
    bool TakesMore => false;

    /// <summary>Writes a batch that another follows in the same transaction: load, decide and write that, and commit with the last.</summary>
    /// <inheritdoc cref="CommitAsync"/>
    ValueTask<CommitResult> WriteAsync(BatchChanges changes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This store commits each batch.");

    /// <summary>Writes everything or nothing.</summary>
    /// <returns>How many goals were added, each profile's goals once.</returns>
    /// <exception cref="StoreConflictException">Nothing was written; the batch must be loaded and decided again.</exception>
    ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken);
}

/// <param name="GoalsAdded">Goals whose key was new.</param>
/// <param name="RejectsAdded">Rejects whose key was new.</param>
public readonly record struct CommitResult(int GoalsAdded, int RejectsAdded);

/// <summary>What one batch writes, in this order: stitchings of goals that are in the store, merges, splits, profiles, keys, goals, rejects, cursor, run.</summary>
/// <param name="Set">Its dirty profiles and key changes are written.</param>
/// <param name="ResolvedRejects">Keys of rejects whose record succeeded now; unknown ones are ignored.</param>
/// <param name="Cursor">Moves in the same transaction; null: not yet.</param>
/// <param name="Run">The run's counters so far, this batch included; null: not kept.</param>
public sealed record BatchChanges(
    WorkingSet Set,
    IReadOnlyList<Stitching> Stitchings,
    IReadOnlyList<Goal> Goals,
    IReadOnlyList<Reject> Rejects,
    IReadOnlyList<UInt128> ResolvedRejects,
    ProgressMove? Cursor,
    RunState? Run)
{
    /// <summary>Profiles that became part of others: their rows go, their ids lead to the others, their goals move there.</summary>
    public IReadOnlyList<ProfileMerge> Merges { get; init; } = [];

    /// <summary>Merges that are undone: the goals that came through the profile that is split off return to it.</summary>
    public IReadOnlyList<ProfileSplit> Splits { get; init; } = [];

    /// <summary>The window of a shared run that the batch is of, with its counters so far, this batch included; null: the run is not shared.</summary>
    public BackfillWindow? Window { get; init; }

    /// <summary>What is to be remembered of messages; null: nothing.</summary>
    public MessageChanges? Messages { get; init; }
}

/// <summary>A record that an action refused, kept whole.</summary>
/// <param name="Key">As a goal's key; the same record of the same window is kept once.</param>
/// <param name="Hook">Null for a record that could not be read.</param>
/// <param name="Detail">What was wrong, for a person; may hold the refused value.</param>
/// <param name="Record">A JSON object: the record, or <c>{"text":"…"}</c> of what could not be read.</param>
/// <param name="At">When it was refused, Unix milliseconds.</param>
/// <param name="Occurrence">The record's number among equal ones of its window, so that a retry makes the same key.</param>
/// <param name="ReadAt">The start of the run that read it, which stands in where the record has no time; Unix milliseconds.</param>
public sealed record Reject(
    UInt128 Key,
    string Integration,
    string? Hook,
    string Resource,
    string Reason,
    string Detail,
    string Record,
    long At,
    int Occurrence,
    long ReadAt);

/// <summary>How far reading has come.</summary>
public abstract record ProgressMove
{
    private ProgressMove()
    {
    }

    /// <summary>The cursor of an integration and resource; it never moves back.</summary>
    /// <param name="Start">Kept when it is the first move; Unix milliseconds.</param>
    /// <param name="To">Receive time, Unix milliseconds: everything before it was read.</param>
    public sealed record Sync(string Integration, string Resource, long Start, long To) : ProgressMove;

    /// <summary>A backfill's own progress; the cursor stays.</summary>
    /// <param name="BackfillKey">Names the backfill: see <see cref="IProgressStore"/>.</param>
    public sealed record Backfill(string BackfillKey, string Resource, long To) : ProgressMove;

    /// <summary>A window of a shared backfill, which is done when all of it was read.</summary>
    /// <param name="Number">See <see cref="BackfillWindow"/>.</param>
    public sealed record Window(long Run, int Number, long To) : ProgressMove;

    /// <summary>How far an inbox was applied.</summary>
    /// <param name="Id">The inbox's own.</param>
    /// <param name="To">Everything that lies before it was applied.</param>
    public sealed record Inbox(string Id, long To) : ProgressMove;
}

/// <summary>The state of one run: a sync, backfill, import or retry.</summary>
/// <param name="Id">Given by <see cref="IProgressStore.StartRunAsync"/>.</param>
/// <param name="Kind"><c>sync</c>, <c>backfill</c>, <c>import</c> or another word for what it does.</param>
/// <param name="Status">A word of <see cref="RunStatus"/>.</param>
/// <param name="StartedAt">While it is queued, when it was asked for; Unix milliseconds.</param>
/// <param name="Error">Why it failed, without secrets or personal data; null otherwise.</param>
/// <param name="Order">Null: nothing beyond its kind. Kept when the run is added and not changed by saving it, so that it may be left out then.</param>
public sealed record RunState(
    long Id,
    string Integration,
    string Kind,
    string Status,
    long StartedAt,
    long? FinishedAt,
    RunCounts Counts,
    string? Error,
    RunOrder? Order = null);

/// <summary>What a run was asked to do, where that is not all there is.</summary>
/// <param name="Range">Null: what is due, or a file.</param>
/// <param name="Hook">Null: every hook.</param>
/// <param name="RequestedBy">The name of a token, or <c>cli</c>; null: the schedule, or not known.</param>
public sealed record RunOrder(ReceiveWindow? Range = null, string? Hook = null, string? RequestedBy = null);

/// <summary>How a run stands.</summary>
public static class RunStatus
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";

    /// <summary>It was stopped by the end of its process, and may go on.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Somebody stopped it for good.</summary>
    public const string Cancelled = "cancelled";
}

/// <summary>Counters of a run. <c>Matched = Created + Updated + Unchanged + Skipped + Goals + Rejected</c> but for unreadable records, which are in <c>Rejected</c> alone.</summary>
/// <param name="Records">Records read, unreadable ones included.</param>
/// <param name="Matched">Pairs of record and hook that passed the filter.</param>
/// <param name="Warnings">By name, for example <c>event_json_invalid</c>.</param>
public sealed record RunCounts(
    long Records,
    long Matched,
    long Created,
    long Updated,
    long Unchanged,
    long Skipped,
    long Goals,
    long Rejected,
    System.Collections.Immutable.ImmutableSortedDictionary<string, long> Warnings)
{
    public static readonly RunCounts Zero =
        new(0, 0, 0, 0, 0, 0, 0, 0, System.Collections.Immutable.ImmutableSortedDictionary<string, long>.Empty);

    /// <summary>Goals that the store had already, and has once.</summary>
    public RunCounts WithKnownGoals(long known) => this with { Goals = Goals - known, Unchanged = Unchanged + known };

    /// <summary>What was read twice and changed something the first time is no unchanged record.</summary>
    /// <param name="found">So much was found unchanged because of that.</param>
    /// <param name="before">So much was unchanged before it was read: there is not less after.</param>
    public RunCounts WithoutRepeats(long found, long before) => this with { Unchanged = Math.Max(before, Unchanged - found) };

    public static RunCounts operator +(RunCounts a, RunCounts b) => new(
        a.Records + b.Records,
        a.Matched + b.Matched,
        a.Created + b.Created,
        a.Updated + b.Updated,
        a.Unchanged + b.Unchanged,
        a.Skipped + b.Skipped,
        a.Goals + b.Goals,
        a.Rejected + b.Rejected,
        b.Warnings.Aggregate(a.Warnings, (sum, warning) => sum.SetItem(warning.Key, sum.GetValueOrDefault(warning.Key) + warning.Value)));
}

/// <summary>What a sync remembers between runs, beside profiles.</summary>
public interface IProgressStore
{
    /// <returns>Null when nothing was read yet.</returns>
    ValueTask<Cursor?> GetCursorAsync(string integration, string resource, CancellationToken cancellationToken);

    /// <summary>Moves progress outside a batch: the first cursor of an integration that starts now. It never moves back.</summary>
    ValueTask MoveAsync(ProgressMove move, CancellationToken cancellationToken);

    /// <returns>How far the backfill has come with the resource, Unix milliseconds; null: not begun.</returns>
    ValueTask<long?> GetBackfillAsync(string backfillKey, string resource, CancellationToken cancellationToken);

    /// <returns>How far the inbox was applied; 0: not at all.</returns>
    ValueTask<long> GetInboxAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(0L);

    /// <summary>Forgets a finished backfill, so that the same range can be read once more.</summary>
    ValueTask EndBackfillAsync(string backfillKey, CancellationToken cancellationToken);

    /// <summary>The export an earlier process asked for and did not finish, or null.</summary>
    ValueTask<PendingExport?> GetPendingExportAsync(string owner, string resource, CancellationToken cancellationToken);

    /// <summary>Remembers an export before it is asked for; one per owner and resource, the new one replaces the old.</summary>
    ValueTask SavePendingExportAsync(PendingExport export, CancellationToken cancellationToken);

    ValueTask RemovePendingExportAsync(string owner, string resource, CancellationToken cancellationToken);

    /// <summary>The application's time zone as last told by the Management API; null: never asked.</summary>
    ValueTask<string?> GetTimeZoneAsync(string integration, CancellationToken cancellationToken);

    ValueTask SaveTimeZoneAsync(string integration, string timeZone, CancellationToken cancellationToken);

    /// <summary>Adds a run that is running.</summary>
    /// <returns>Its id; ids grow.</returns>
    ValueTask<long> StartRunAsync(string integration, string kind, long startedAt, CancellationToken cancellationToken) =>
        AddRunAsync(integration, kind, RunStatus.Running, startedAt, null, cancellationToken);

    /// <summary>Adds a run with what it was asked to do; a queued one has counts of zero until it is saved as running.</summary>
    /// <param name="status">A word of <see cref="RunStatus"/>.</param>
    /// <returns>Its id; ids grow.</returns>
    ValueTask<long> AddRunAsync(string integration, string kind, string status, long startedAt, RunOrder? order, CancellationToken cancellationToken);

    /// <summary>Keeps status, times, counts and error; a run that is not there (any more) is passed over.</summary>
    /// <exception cref="RunLostException">Another process has it, or it was given up since this one was silent.</exception>
    ValueTask SaveRunAsync(RunState run, CancellationToken cancellationToken);

    /// <summary>Keeps a run of which a part has ended. It goes on with the next part, in this process or, where several share the store, in another.</summary>
    ValueTask LeaveRunAsync(RunState run, CancellationToken cancellationToken) => SaveRunAsync(run, cancellationToken);

    /// <summary>Marks as interrupted the runs that stand as running though no living process is busy with them.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>Their ids.</returns>
    ValueTask<IReadOnlyList<long>> InterruptAbandonedAsync(long now, CancellationToken cancellationToken);
}

/// <summary>How far a resource of an integration was read. Unix milliseconds of receive time.</summary>
/// <param name="Start">Where reading began: nothing before it is read by a sync.</param>
/// <param name="To">Everything before it was read.</param>
public sealed record Cursor(long Start, long To);

/// <summary>An export that was asked for: its URL is its identity at the server.</summary>
/// <param name="Owner">The integration of a sync, or the key of a backfill.</param>
/// <param name="From">The window's start, Unix milliseconds; with <paramref name="To"/> 0 for a resource without dates.</param>
public sealed record PendingExport(string Owner, string Resource, string Url, long From, long To, long AskedAt);

/// <summary>The store cannot be reached, written or understood. The message says what to do.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A run that this process was busy with is not its own any more. Nothing of what it was about to write was written.</summary>
public sealed class RunLostException(string message, Exception? inner = null) : StoreException(message, inner);

/// <summary>Two transactions stood in each other's way, and this one had to give way. Nothing of it was written; done again, it succeeds as a rule.</summary>
public sealed class StoreConflictException(string message, Exception? inner = null) : StoreException(message, inner);
