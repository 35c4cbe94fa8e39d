using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary><c>connector sync</c>: what the schedule would do, now and in the foreground.</summary>
internal sealed class SyncCommand : ConnectorCommand
{
    private readonly Argument<string[]> _names = new("INTEGRATION")
    {
        Description = "Which to read. Without any: every active one.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _strict = SharedOptions.Strict();

    public SyncCommand()
        : base("sync", "Reads what is new since the last time, now and in the foreground.", "sync", "sync shop-app --strict", "sync --json --quiet")
    {
        Add(_names);
        Add(_strict);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog(needsSecrets: true);
        Integration[] integrations = Chosen(catalog, call.Get(_names) ?? []);
        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        using AppMetricaClient source = call.OpenSource(store.ExportPlaces);
        var synchronizer = new Synchronizer(source, store, store.Progress, call.Time);
        var watch = new RunWatch(call, "What was stored stays; the next sync goes on from there.", cancellationToken);
        foreach (Integration integration in integrations)
        {
            if (!watch.IsOver)
            {
                await watch.RunAsync(integration.Name, observer => synchronizer.SyncAsync(integration, observer, cancellationToken));
            }
        }

        return watch.Finish(call.Get(_strict));
    }

    private static Integration[] Chosen(ConnectorCatalog catalog, string[] names)
    {
        Integration[] chosen = names.Length > 0
            ? [.. names.Distinct().Select(name => Invocation.Named(catalog.Integrations, name, "integration"))]
            : [.. catalog.Integrations.Values.Where(one => one is { Active: true, IsRead: true }).OrderBy(one => one.Name, StringComparer.Ordinal)];
        if (Array.Find(chosen, one => names.Length > 0 && !one.IsRead) is { } sent)
        {
            throw Invocation.NotRead(sent);
        }

        return chosen.Length > 0
            ? chosen
            : throw new UsageException("No integration is active. Set \"active\": true in one, or name the one to read.");
    }
}
