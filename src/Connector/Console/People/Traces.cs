using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages;

/// <summary>Finds records that name a person, to say why something did not become of them.</summary>
internal sealed class Traces(IStoreQueries queries, IRecordSamples samples, RecordPreview preview, SyncControl control)
{
    private const int MostRejectsRead = 5_000;
    private const int MostShown = 10;
    private const int MostSamples = 200;

    /// <param name="values">Keys of the person; a record need name one of them, as a whole: nobody is shown what another did whose key only holds theirs.</param>
    public async Task<FoundTraces> FindAsync(IReadOnlyCollection<string> values, CancellationToken cancellationToken)
    {
        var wanted = new PersonalValues(values);
        return new FoundTraces(await RejectsAsync(wanted, cancellationToken), await SamplesAsync(wanted, cancellationToken));
    }

    private async Task<IReadOnlyList<KeptReject>> RejectsAsync(PersonalValues wanted, CancellationToken cancellationToken)
    {
        var found = new List<KeptReject>();
        await foreach (KeptReject reject in queries.ListRejectsAsync(new RejectQuery(NewestFirst: true, Limit: MostRejectsRead), cancellationToken))
        {
            if (wanted.AreIn(reject.Reject.Record))
            {
                found.Add(reject);
                if (found.Count == MostShown)
                {
                    break;
                }
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<SampleTrace>> SamplesAsync(PersonalValues wanted, CancellationToken cancellationToken)
    {
        var found = new List<SampleTrace>();
        ConnectorCatalog catalog = control.Catalog;
        foreach (Integration integration in catalog.Integrations.Values.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            foreach (LogResource resource in integration.Resources)
            {
                string[] records = [.. (await samples.LastAsync(integration.Name, resource.Name, MostSamples, cancellationToken)).Where(wanted.AreIn).Take(MostShown)];
                if (records.Length > 0)
                {
                    PreviewReport report = await preview.RunAsync(catalog, integration, resource, records, cancellationToken);
                    found.AddRange(records.Select((record, at) => new SampleTrace(integration, resource.Name, record, [.. report.Lines.Where(line => line.Record == at + 1)])));
                }
            }
        }

        return found;
    }
}

/// <summary>Records that name a person, the newest first.</summary>
/// <param name="Samples">Of the last that came from each source.</param>
public sealed record FoundTraces(IReadOnlyList<KeptReject> Rejects, IReadOnlyList<SampleTrace> Samples)
{
    public static readonly FoundTraces None = new([], []);
}

/// <param name="Lines">What each hook makes of it now.</param>
public sealed record SampleTrace(Integration Integration, string Resource, string Record, IReadOnlyList<PreviewLine> Lines);
