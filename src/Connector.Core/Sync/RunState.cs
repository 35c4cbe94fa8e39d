using System.Collections.Immutable;

namespace Connector.Core.Sync;

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
    ImmutableSortedDictionary<string, long> Warnings)
{
    public static readonly RunCounts Zero =
        new(0, 0, 0, 0, 0, 0, 0, 0, ImmutableSortedDictionary<string, long>.Empty);

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
