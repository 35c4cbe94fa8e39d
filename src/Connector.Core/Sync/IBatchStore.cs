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
