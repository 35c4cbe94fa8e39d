using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Service;

/// <summary>Says what an integration would do with records, beside the service that works, and writes nothing.</summary>
/// <param name="url">Opened again for reading, so that no preview ever holds up a batch.</param>
internal sealed class RecordPreview(StoreUrl url, IRecordSamples samples, IStoreQueries queries, IProgressStore progress, TimeProvider time)
{
    /// <summary>How many records are looked at, at most.</summary>
    public const int MostRecords = 500;

    /// <summary>The last records that came from the source, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> LastRecordsAsync(string integration, LogResource resource, int limit, CancellationToken cancellationToken) =>
        [.. (await samples.LastAsync(integration, resource.Name, limit, cancellationToken)).Reverse()];

    /// <summary>The records that were refused last, the oldest first; unreadable ones are left out.</summary>
    public async Task<IReadOnlyList<string>> LastRejectsAsync(string integration, LogResource resource, int limit, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        await foreach (KeptReject kept in queries.ListRejectsAsync(new RejectQuery(integration, NewestFirst: true), cancellationToken))
        {
            if (kept.Reject.Hook is not null && kept.Reject.Resource == resource.Name && found.Count < limit)
            {
                found.Add(kept.Reject.Record);
            }

            if (found.Count == limit)
            {
                break;
            }
        }

        found.Reverse();
        return found;
    }

    /// <param name="catalog">What the integration stands in: its databases count.</param>
    /// <param name="records">JSON objects; an object of the API is read as an export's row would be.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task<PreviewReport> RunAsync(
        ConnectorCatalog catalog, Integration integration, LogResource resource, IReadOnlyList<string> records, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        (TimeZoneInfo zone, _) = await Synchronizer.ImportZoneAsync(integration, progress, cancellationToken);
        var plan = new ResourcePlan(integration, resource, zone);
        var lines = new List<PreviewLine>();
        await using IStore store = await url.OpenReadOnlyAsync(time, cancellationToken);
        await store.PrepareAsync(catalog, static (_, field, profile) => Core.Profiles.ProfileEditor.KeysOf(field, profile), cancellationToken);
        (RunCounts counts, _) = await new Preview(store, time).RunAsync(
            plan,
            MostRecords,
            async (sink, token) =>
            {
                using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', records.Select(OnOneLine))));
                await new ExportDecoder().DecodeAsync(body, ExportFormat.JsonLines, plan.Schema, sink, token);
            },
            lines.Add,
            cancellationToken);
        return new PreviewReport(integration, lines, counts, time.GetElapsedTime(started), MissingColumns(plan, records));
    }

    /// <summary>A record that a person wrote may have line breaks between its members; within texts JSON has none.</summary>
    private static string OnOneLine(string record) => record.Replace('\n', ' ').Replace('\r', ' ');

    /// <summary>Columns that the hooks read and no record has: records that came for other hooks were not asked for them.</summary>
    private static string[] MissingColumns(ResourcePlan plan, IReadOnlyList<string> records)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (string record in records)
        {
            using JsonDocument document = JsonDocument.Parse(record);
            there.UnionWith(document.RootElement.EnumerateObject().Select(column => column.Name));
        }

        return records.Count == 0 ? [] : [.. plan.HookColumns.Where(column => !there.Contains(column)).Order(StringComparer.Ordinal)];
    }
}

/// <param name="Lines">One a record and hook, in order.</param>
/// <param name="Counts">As of a run.</param>
/// <param name="MissingColumns">What hooks read and no record has; by name.</param>
internal sealed record PreviewReport(Integration Integration, IReadOnlyList<PreviewLine> Lines, RunCounts Counts, TimeSpan Elapsed, IReadOnlyList<string> MissingColumns);
