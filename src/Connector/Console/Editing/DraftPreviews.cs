using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages;

/// <summary>Tries a text, and the config in use beside it, on the same real records.</summary>
internal sealed class DraftPreviews(RecordPreview preview, SyncControl control)
{
    private const int MostOfResource = 50;

    /// <param name="catalog">The text's own.</param>
    /// <param name="from">A word of <see cref="PreviewRecords"/>.</param>
    public async Task<DraftPreview> RunAsync(ConnectorCatalog catalog, string name, string from, CancellationToken cancellationToken)
    {
        Integration integration = catalog.Integrations[name];
        var resources = new List<ResourcePreview>();
        foreach (LogResource resource in integration.Resources)
        {
            IReadOnlyList<string> records = from == PreviewRecords.Rejects
                ? await preview.LastRejectsAsync(name, resource, MostOfResource, cancellationToken)
                : await preview.LastRecordsAsync(name, resource, MostOfResource, cancellationToken);
            if (records.Count == 0)
            {
                continue;
            }

            PreviewReport after = await preview.RunAsync(catalog, integration, resource, records, cancellationToken);
            resources.Add(new ResourcePreview(resource.Name, records, after.Lines, await BeforeAsync(name, resource, records, cancellationToken), after.MissingColumns));
        }

        return new DraftPreview(integration, from, resources);
    }

    private async Task<IReadOnlyList<PreviewLine>?> BeforeAsync(string name, LogResource resource, IReadOnlyList<string> records, CancellationToken cancellationToken) =>
        control.Catalog.Integrations.TryGetValue(name, out Integration? now) && now.Resources.Contains(resource)
            ? (await preview.RunAsync(control.Catalog, now, resource, records, cancellationToken)).Lines
            : null;
}
