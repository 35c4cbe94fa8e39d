namespace Connector.Core.Sync;

/// <summary>What is taken out of the store: one person's data on request, and what is older than anybody wants to keep.</summary>
public interface IStoreUpkeep
{
    /// <summary>
    /// Erases a profile with its keys, devices and subscriptions. Its goals stay, as anonymous goals without an id that no profile will
    /// ever take, and so do the anonymous goals that carry one of its devices, where no other profile has that device. Rejects, sampled
    /// records and waiting events that hold a value which identifies it go, and so do messages to other systems about it. Audited; all in one transaction. Reading its events again makes a new profile.
    /// </summary>
    /// <param name="actor">Who asked for it, for the audit.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>Null: there is no such profile, be it that it was erased before.</returns>
    ValueTask<Erased?> EraseAsync(long profile, string actor, long now, CancellationToken cancellationToken);

    /// <summary>
    /// Removes what is older than the retention says, in small transactions that let others write in between. Interrupted, what is left
    /// goes next time. The newest run of each integration and kind stays, as do runs that have not ended.
    /// </summary>
    /// <param name="now">Unix milliseconds.</param>
    ValueTask<Tidied> TidyAsync(Retention retention, long now, CancellationToken cancellationToken);
}

/// <param name="Goals">How many goals lost what led to the person.</param>
/// <param name="Rejects">How many rejects went.</param>
/// <param name="Samples">How many sampled records went.</param>
/// <param name="Waiting">How many events went that waited for their user.</param>
/// <param name="Deliveries">How many messages to other systems went, sent or not.</param>
public sealed record Erased(int Goals, int Rejects, int Samples, int Waiting = 0, int Deliveries = 0);

/// <summary>For how many days things are kept; 0: for ever.</summary>
/// <param name="RejectsDays">Of rejects, of sampled records, and of messages to other systems that failed, which are of the same kind.</param>
/// <param name="MessagesDays">Of ids of messages, by which one that comes again is known.</param>
/// <param name="DeliveriesDays">Of messages that were delivered.</param>
public sealed record Retention(int RunsDays = 180, int RejectsDays = 90, int AuditDays = 730, int MessagesDays = 30, int DeliveriesDays = 30);

/// <summary>How many rows went.</summary>
public sealed record Tidied(long Runs, long Rejects, long AuditEntries, long Samples, long Messages = 0, long Deliveries = 0);
