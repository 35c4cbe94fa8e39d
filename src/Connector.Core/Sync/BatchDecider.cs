using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>Decides on the hits of batches in their order, over a working set that has every key they can lead to.</summary>
public sealed class BatchDecider
{
    private readonly ImportDecider _imports;
    private readonly GoalDecider _goals;
    private readonly IdentityLinking _identities;
    private readonly Dictionary<string, long> _warnings = new(StringComparer.Ordinal);
    private readonly int[] _counts = new int[Enum.GetValues<Outcome>().Length];
    private readonly List<Reject> _rejects = [];
    private readonly List<UInt128>? _succeeded;
    private readonly long _now;
    private readonly long _readAt;
    private readonly Action<ProfileState, string> _onDevice;
    private long _records;
    private long _matched;

    /// <param name="newId">Gives the ids of created profiles.</param>
    /// <param name="now">When the batches are decided, Unix milliseconds.</param>
    /// <param name="readAt">The run's start.</param>
    /// <param name="hasRejects">Rejects are kept that may have to go: what succeeds is noted.</param>
    public BatchDecider(WorkingSet set, Func<long> newId, long now, long readAt, bool hasRejects = false)
    {
        _succeeded = hasRejects ? [] : null;
        _identities = new IdentityLinking(set, Warn, now);
        _imports = new ImportDecider(set, newId, now, Warn, _identities);
        _goals = new GoalDecider(set, _identities);
        _now = now;
        _readAt = readAt;
        _onDevice = _goals.Stitch;
    }

    public IReadOnlyList<Goal> Goals => _goals.Goals;

    public IReadOnlyList<Stitching> Stitchings => _goals.Stitchings;

    public IReadOnlyList<ProfileMerge> Merges => _identities.Merges;

    public IReadOnlyList<Reject> Rejects => _rejects;

    /// <summary>Keys of everything that was not refused, where rejects are kept.</summary>
    public IReadOnlyList<UInt128> Succeeded => _succeeded ?? [];

    /// <summary>Asks the set for the profiles that the batch can lead to. Must come before the first decision.</summary>
    public static void Want(RecordBatch batch, WorkingSet set)
    {
        foreach (Hit hit in batch.Hits)
        {
            Want(hit, set);
        }
    }

    /// <inheritdoc cref="Want(RecordBatch, WorkingSet)"/>
    public static void Want(Hit hit, WorkingSet set)
    {
        if (hit.Hook.Match is not { } match)
        {
            return;
        }

        hit.Match = Matching.Read(match, hit.Values[match.Value], hit.Hook.Plan.Zone, hit.Record.Device);
        bool isImport = hit.Hook.Hook is ImportProfileHook;
        Matching.Want(match, hit, set, contents: isImport);
        if (isImport && hit.Record.Device is { } device)
        {
            set.Foresee(new ProfileKey(KeySpace.ForDevice(match.Database.Name, device.Kind), device.Id));
        }
    }

    /// <summary>Decides on every hit and unreadable record of the batch.</summary>
    public void DecideAll(RecordBatch batch)
    {
        foreach (Hit hit in batch.Hits)
        {
            Decide(hit, batch);
        }

        RefuseUnreadable(batch);
        Count(batch);
    }

    public void RefuseUnreadable(RecordBatch batch)
    {
        foreach (UnreadableRecord record in batch.Unreadable)
        {
            Refuse(record, batch.Plan);
        }
    }

    /// <summary>Decides on one hit.</summary>
    /// <param name="log">Filled with what changed; null: nobody looks.</param>
    /// <param name="goalIsKnown">The store has the hit's goal already, so that a goal would change nothing.</param>
    public Decision Decide(Hit hit, RecordBatch batch, ChangeLog? log = null, bool goalIsKnown = false)
    {
        Decision decision = hit.Hook.Hook switch
        {
            ImportProfileHook import => _imports.Decide(hit, import, batch, log, _onDevice),
            RegisterGoalHook goal => _goals.Decide(hit, goal, batch, _onDevice),
            _ => throw new InvalidOperationException($"Hook '{hit.Hook.Hook.Name}' has an action nobody decides on."),
        };
        if (goalIsKnown && decision.Goal is not null)
        {
            decision = decision with { Outcome = Outcome.Unchanged };
        }

        Count(decision.Outcome);
        if (decision.Outcome == Outcome.Reject)
        {
            Refuse(hit, batch, decision);
        }
        else
        {
            _succeeded?.Add(hit.Key);
        }

        return decision;
    }

    /// <summary>Counts what was read for the batch, beside what is decided on it.</summary>
    public void Count(RecordBatch batch)
    {
        _records += batch.Records;
        _matched += batch.Hits.Count;
        for (int i = 0; i < batch.InvalidJson.Length; i++)
        {
            if (batch.InvalidJson[i] > 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_warnings, batch.Plan.JsonColumns[i].InvalidWarning, out _) += batch.InvalidJson[i];
            }
        }
    }

    /// <summary>What all that was decided adds to the run's counters. Goals count as added until the store says how many were new.</summary>
    public RunCounts Counts() => new(
        _records,
        _matched,
        CountOf(Outcome.Create),
        CountOf(Outcome.Update),
        CountOf(Outcome.Unchanged),
        CountOf(Outcome.Skip),
        CountOf(Outcome.Goal) + CountOf(Outcome.GoalAnonymous),
        CountOf(Outcome.Reject),
        _warnings.ToImmutableSortedDictionary(StringComparer.Ordinal));

    private void Refuse(Hit hit, RecordBatch batch, Decision decision) => _rejects.Add(new Reject(
        hit.Key,
        batch.Plan.Integration.Name,
        hit.Hook.Hook.Name,
        batch.Plan.Resource.Name,
        decision.Reason!,
        decision.Detail!,
        batch.RecordText(hit.Record),
        _now,
        hit.Occurrence,
        _readAt));

    private void Refuse(UnreadableRecord record, ResourcePlan plan)
    {
        Count(Outcome.Reject);
        _rejects.Add(new Reject(
            record.Key,
            plan.Integration.Name,
            null,
            plan.Resource.Name,
            RejectReason.RecordMalformed,
            record.Reason,
            RecordJson.WriteUnreadable(record.Text),
            _now,
            record.Occurrence,
            _readAt));
    }

    private int CountOf(Outcome outcome) => _counts[(int)outcome];

    private void Count(Outcome outcome) => _counts[(int)outcome]++;

    private void Warn(string name) => CollectionsMarshal.GetValueRefOrAddDefault(_warnings, name, out _)++;
}
