using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Runs kept rejects through their hooks once more, as the config is now. What succeeds goes away; repeating is safe.</summary>
public sealed class RejectRetry(IBatchStore store, IStoreQueries queries, IProgressStore progress, IExportDecoder decoder, TimeProvider time)
{
    private readonly Dictionary<(string Integration, string Resource, string? Hook), ResourcePlan?> _plans = [];

    /// <param name="integration">Null: of every integration.</param>
    /// <returns>Counters over the rejects that were tried; those whose integration or hook is gone stay and are counted as the warning <c>hook_gone</c>.</returns>
    public async Task<RunCounts> RunAsync(ConnectorCatalog catalog, string? integration, CancellationToken cancellationToken)
    {
        RunCounts counts = RunCounts.Zero;
        await foreach ((_, Reject reject) in queries.ListRejectsAsync(new RejectQuery(integration), cancellationToken))
        {
            counts += await PlanAsync(catalog, reject, cancellationToken) is { } plan
                ? await RetryAsync(reject, plan, cancellationToken)
                : RunCounts.Zero with { Records = 1, Warnings = RunCounts.Zero.Warnings.Add("hook_gone", 1) };
        }

        return counts;
    }

    private async Task<ResourcePlan?> PlanAsync(ConnectorCatalog catalog, Reject reject, CancellationToken cancellationToken)
    {
        (string, string, string?) key = (reject.Integration, reject.Resource, reject.Hook);
        if (!_plans.TryGetValue(key, out ResourcePlan? plan))
        {
            LogResource? resource = LogResource.Find(reject.Resource);
            if (resource is not null && catalog.Integrations.TryGetValue(reject.Integration, out Integration? integration))
            {
                (TimeZoneInfo zone, _) = await Synchronizer.ImportZoneAsync(integration, progress, cancellationToken);
                plan = new ResourcePlan(integration, resource, zone, reject.Hook);
                plan = plan.Hooks.IsEmpty ? null : plan;
            }

            _plans.Add(key, plan);
        }

        return plan;
    }

    private async Task<RunCounts> RetryAsync(Reject reject, ResourcePlan plan, CancellationToken cancellationToken)
    {
        using var selector = new RecordSelector(plan, reject.ReadAt);
        using var sink = new Sink(plan, selector);
        byte[] text = Encoding.UTF8.GetBytes(reject.Hook is null ? TextOf(reject.Record) : reject.Record);
        await decoder.DecodeAsync(new MemoryStream(text), ExportFormat.JsonLines, plan.Schema, sink, cancellationToken);
        if (sink.Batch.Unreadable.Count > 0)
        {
            return RunCounts.Zero with { Records = 1, Rejected = 1 };
        }

        // The record keeps the number it had among equal ones of its window, and with it the keys of what it gives.
        for (int i = 0; i < sink.Batch.Hits.Count; i++)
        {
            Hit hit = sink.Batch.Hits[i];
            sink.Batch.Hits[i] = hit with { Key = EventKey.Number(hit.Key, reject.Occurrence), Occurrence = reject.Occurrence };
        }

        return await store.TransactAsync(transaction => StoreAsync(reject, sink.Batch, transaction, cancellationToken), cancellationToken);
    }

    private async Task<RunCounts> StoreAsync(Reject reject, RecordBatch batch, IBatchTransaction transaction, CancellationToken cancellationToken)
    {
        if (reject.Reason == RejectReason.UserUnknown
            && batch.Plan.Integration.Source is MetrixSource source
            && !await RegisteredUsers.HasAnyAsync(transaction, source, reject.Record, cancellationToken))
        {
            return RunCounts.Zero with { Records = 1, Matched = 1, Rejected = 1 };
        }

        var set = new WorkingSet();
        BatchDecider.Want(batch, set);
        await transaction.LoadAsync(set, cancellationToken);
        var decider = new BatchDecider(set, transaction.NewProfileId, time.GetUtcNow().ToUnixTimeMilliseconds(), reject.ReadAt);
        decider.DecideAll(batch);
        RunCounts counts = decider.Counts();
        bool refused = decider.Rejects.Any(one => one.Key == reject.Key);
        CommitResult result = await transaction.CommitAsync(
            new BatchChanges(set, decider.Stitchings, decider.Goals, decider.Rejects, refused ? [] : [reject.Key], null, null) { Merges = decider.Merges },
            cancellationToken);
        int known = decider.Goals.Count - result.GoalsAdded;
        counts = counts.WithKnownGoals(known);

        // The filter no longer wants the record: the config changed, and with it the reason to keep it.
        return batch.Hits.Count == 0 ? counts with { Skipped = counts.Skipped + 1 } : counts;
    }

    private static string TextOf(string record)
    {
        using JsonDocument document = JsonDocument.Parse(record);
        return document.RootElement.GetProperty("text").GetString() ?? "";
    }

    private sealed class Sink(ResourcePlan plan, RecordSelector selector) : IRecordSink, IDisposable
    {
        public RecordBatch Batch { get; } = new(plan, 1);

        public bool Add(Record record)
        {
            selector.Select(record, Batch);
            return false;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
        {
            selector.AddUnreadable(text, reason, Batch);
            return false;
        }

        public ValueTask HandOnAsync(CancellationToken cancellationToken) => default;

        public void Dispose() => Batch.Dispose();
    }
}
