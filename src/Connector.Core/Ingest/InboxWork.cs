using System.Collections.Immutable;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Core.Ingest;

/// <summary>Applies what the inbox holds, by the same deciders as every other record.</summary>
/// <remarks>
/// Each message is remembered in the transaction that applies it, with its place in the inbox, so that neither a sender who repeats
/// it nor a process that is killed between two transactions makes it count twice.
/// </remarks>
/// <param name="isShared">Other processes use the store too: each counts what it took in runs of its own.</param>
public sealed class InboxWork(
    IBatchStore store, IStoreQueries queries, IProgressStore progress, TimeProvider time, IRecordSamples? samples = null, bool isShared = false) : IDisposable
{
    /// <summary>How long an event waits for its user.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private const int ExpiredAtOnce = 500;

    private readonly IngestRuns _runs = new(queries, progress, isShared);
    private readonly MessageSamples? _samples = samples is null ? null : new MessageSamples(samples, time);
    private readonly Dictionary<string, MessageLane> _lanes = new(StringComparer.Ordinal);

    /// <summary>When <see cref="KeepSamplesAsync"/> has something to do again; null: not before the next page.</summary>
    public TimeSpan? SamplesPause => _samples is { Wait: true } ? MessageSamples.Pause : null;

    /// <summary>Keeps some of what was applied, so that a changed config can be looked at on it.</summary>
    public Task KeepSamplesAsync(CancellationToken cancellationToken) => _samples?.KeepAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Applies a page, each integration's messages in a transaction; the last moves the place.</summary>
    /// <exception cref="StoreException">The page is not applied, or not whole; applying it again is safe.</exception>
    public async Task ApplyAsync(ConnectorCatalog catalog, string inbox, InboxPage page, CancellationToken cancellationToken)
    {
        var taken = new Dictionary<string, TakenMessages>(StringComparer.Ordinal);
        foreach (KeptRequest kept in page.Requests)
        {
            if (!taken.TryGetValue(kept.Request.Integration, out TakenMessages? own))
            {
                taken.Add(kept.Request.Integration, own = new TakenMessages());
            }

            own.Add(kept);
        }

        var move = new ProgressMove.Inbox(inbox, page.Next);
        int left = taken.Count;
        foreach ((string integration, TakenMessages messages) in taken)
        {
            await ApplyAsync(catalog, integration, messages, --left == 0 ? move : null, cancellationToken);
        }

        if (taken.Count == 0)
        {
            await progress.MoveAsync(move, cancellationToken);
        }
    }

    /// <summary>Ends the waiting of events whose user nobody registered in time: a reject for each hook that wanted one.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ExpireAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        int all = 0;
        while (true)
        {
            int some = await ExpireSomeAsync(catalog, cancellationToken);
            if (some == 0)
            {
                return all;
            }

            all += some;
        }
    }

    public void Dispose()
    {
        foreach (MessageLane lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    private async Task ApplyAsync(
        ConnectorCatalog catalog, string integration, TakenMessages taken, ProgressMove? move, CancellationToken cancellationToken)
    {
        long now = Now();
        RunState run = await _runs.TodayAsync(integration, now, cancellationToken);
        MessageLane? lane = LaneOf(catalog, integration);
        using var nothing = lane is null ? new MessageLane(Nobody(integration)) : null;
        (RunState moved, bool isSaved) = await store.TransactAsync(
            transaction => ApplyAsync(lane ?? nothing!, isHomeless: lane is null, taken, run, move, transaction, cancellationToken), cancellationToken);
        _runs.Moved(moved);
        if (!isSaved)
        {
            // A message came again whose id was forgotten.
            await progress.SaveRunAsync(moved, CancellationToken.None);
        }
    }

    /// <returns>The run as it stands then, and whether the transaction saved it like that.</returns>
    private async Task<(RunState Moved, bool IsSaved)> ApplyAsync(
        MessageLane lane,
        bool isHomeless,
        TakenMessages taken,
        RunState run,
        ProgressMove? move,
        IBatchTransaction transaction,
        CancellationToken cancellationToken)
    {
        long now = Now();
        string integration = run.Integration;
        MessageFacts facts = await transaction.LoadMessagesAsync(Registration.QuestionOf(taken), cancellationToken);
        var registration = new Registration(taken, lane, facts);
        using var batch = new MessageBatch();
        registration.Decide(batch);
        var set = new WorkingSet();
        foreach ((Hit hit, _) in batch.Hits)
        {
            BatchDecider.Want(hit, set);
        }

        await transaction.LoadAsync(set, cancellationToken);
        var decider = new BatchDecider(set, transaction.NewProfileId, now, now, transaction.HasRejects(integration));
        foreach ((Hit hit, RecordBatch records) in batch.Hits)
        {
            decider.Decide(hit, records);
        }

        foreach (RecordBatch records in batch.Batches)
        {
            decider.Count(records);
        }

        IReadOnlyList<Reject> homeless = isHomeless ? Homeless(integration, taken, facts, now) : [];
        RunCounts counts = Complete(decider.Counts(), registration, homeless.Count);
        CommitResult result = await transaction.CommitAsync(
            new BatchChanges(
                set,
                decider.Stitchings,
                decider.Goals,
                [.. decider.Rejects, .. homeless],
                decider.Succeeded,
                move,
                run with { Counts = run.Counts + counts, FinishedAt = now })
            {
                Merges = decider.Merges,
                Messages = registration.Changes(now),
            },
            CancellationToken.None);
        int known = decider.Goals.Count - result.GoalsAdded;
        counts = counts.WithKnownGoals(known);
        return (run with { Counts = run.Counts + counts, FinishedAt = now }, known == 0);
    }

    private static RunCounts Complete(RunCounts counts, Registration registration, int homeless)
    {
        ImmutableSortedDictionary<string, long> warnings = counts.Warnings;
        foreach ((string name, int count) in new[]
        {
            ("message_duplicate", registration.Duplicates), ("user_unknown_waiting", registration.Waiting), ("user_unknown_released", registration.Released),
        })
        {
            warnings = count == 0 ? warnings : warnings.SetItem(name, count);
        }

        return counts with { Records = registration.Fresh + registration.Duplicates, Rejected = counts.Rejected + homeless, Warnings = warnings };
    }

    /// <summary>What was taken and answered for is not lost because somebody removed the integration meanwhile.</summary>
    private static IReadOnlyList<Reject> Homeless(string integration, TakenMessages taken, MessageFacts facts, long now) =>
    [
        .. taken.Messages.Where(message => !facts.Seen.ContainsKey(message.Key)).DistinctBy(message => message.Key).Select(message => new Reject(
            EventKey.Combine(EventKey.OfHook(integration, ""), message.Key, null),
            integration,
            null,
            message.Type.Name,
            RejectReason.IntegrationGone,
            $"The config had no integration '{integration}' for messages any more. Bring it back and retry.",
            RecordJson.WriteUnreadable(Encoding.UTF8.GetString(taken.TextOf(message.Text))),
            now,
            0,
            message.At)),
    ];

    private async Task<int> ExpireSomeAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        long now = Now();
        string integration;
        await using (IBatchTransaction look = await store.BeginAsync(cancellationToken))
        {
            IReadOnlyList<WaitingMessage> first = await look.LoadExpiredAsync(now - (long)LongestWait.TotalMilliseconds, 1, cancellationToken);
            if (first.Count == 0)
            {
                return 0;
            }

            integration = first[0].Integration;
        }

        RunState run = await _runs.TodayAsync(integration, now, cancellationToken);
        return await store.TransactAsync(transaction => ExpireSomeAsync(catalog, run, now, transaction, cancellationToken), cancellationToken);
    }

    private async Task<int> ExpireSomeAsync(
        ConnectorCatalog catalog, RunState run, long now, IBatchTransaction transaction, CancellationToken cancellationToken)
    {
        string integration = run.Integration;
        WaitingMessage[] expired =
        [
            .. (await transaction.LoadExpiredAsync(now - (long)LongestWait.TotalMilliseconds, ExpiredAtOnce, cancellationToken))
                .Where(message => message.Integration == integration),
        ];
        List<Reject> rejects = RejectsOf(LaneOf(catalog, integration), expired, now);
        RunState moved = run with { Counts = run.Counts with { Matched = run.Counts.Matched + rejects.Count, Rejected = run.Counts.Rejected + rejects.Count }, FinishedAt = now };
        await transaction.CommitAsync(
            new BatchChanges(new WorkingSet(), [], [], rejects, [], null, moved)
            {
                Messages = new MessageChanges([], now, [], [], [.. expired.Select(message => message.Id)]),
            },
            CancellationToken.None);
        _runs.Moved(moved);
        return expired.Length;
    }

    private static List<Reject> RejectsOf(MessageLane? lane, IEnumerable<WaitingMessage> expired, long now)
    {
        var rejects = new List<Reject>();
        foreach (WaitingMessage message in expired)
        {
            using var batch = new MessageBatch();
            lane?.Select(LogResource.Find(message.Resource)!, Encoding.UTF8.GetBytes(message.Record), batch);
            rejects.AddRange(batch.Hits.Select(hit => new Reject(
                hit.Hit.Key,
                message.Integration,
                hit.Hit.Hook.Hook.Name,
                message.Resource,
                RejectReason.UserUnknown,
                $"No 'user' message came for its customUserId or metrixUserId within {LongestWait.Days} days. Send one, and retry.",
                message.Record,
                now,
                hit.Hit.Occurrence,
                message.At)));
        }

        return rejects;
    }

    private MessageLane? LaneOf(ConnectorCatalog catalog, string name)
    {
        if (!catalog.Integrations.TryGetValue(name, out Integration? integration) || integration.Source is not MetrixSource)
        {
            return null;
        }

        if (!_lanes.TryGetValue(name, out MessageLane? lane) || !ReferenceEquals(lane.Integration, integration))
        {
            lane?.Dispose();
            _lanes[name] = lane = new MessageLane(integration, _samples);
        }

        return lane;
    }

    /// <summary>An integration that wants nothing.</summary>
    private static Integration Nobody(string name) => new(
        name, name, false, new MetrixSource("", "", null, 0, null), new SyncSchedule(null, null, null, null, default, default, default), [], []);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
