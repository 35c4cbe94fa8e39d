namespace Connector.Core.Sync;

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

/// <summary>How far a resource of an integration was read. Unix milliseconds of receive time.</summary>
/// <param name="Start">Where reading began: nothing before it is read by a sync.</param>
/// <param name="To">Everything before it was read.</param>
public sealed record Cursor(long Start, long To);

/// <summary>An export that was asked for: its URL is its identity at the server.</summary>
/// <param name="Owner">The integration of a sync, or the key of a backfill.</param>
/// <param name="From">The window's start, Unix milliseconds; with <paramref name="To"/> 0 for a resource without dates.</param>
public sealed record PendingExport(string Owner, string Resource, string Url, long From, long To, long AskedAt);
