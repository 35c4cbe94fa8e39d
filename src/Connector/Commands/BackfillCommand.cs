using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary><c>connector backfill</c>: reads a range of receive time again; the cursor stays.</summary>
internal sealed class BackfillCommand : ConnectorCommand
{
    private readonly Argument<string> _integration = SharedOptions.Integration();
    private readonly Option<string> _from = SharedOptions.Text("--from", "T", "The first receive time to read: 2026-11-01, or 2026-11-01T12:00:00Z. Without an offset: in the application's zone.", isRequired: true);
    private readonly Option<string> _to = SharedOptions.Text("--to", "T", "The receive time to stop before.", isRequired: true);
    private readonly Option<string> _hook = SharedOptions.Text("--hook", "H", "Only this hook. Default: all of the integration.");
    private readonly Option<bool> _strict = SharedOptions.Strict();

    public BackfillCommand()
        : base(
            "backfill",
            "Reads a range of time again. Interrupted, the same command goes on where it stopped; where a sync has come to stays.",
            "backfill shop-app --from 2026-11-01 --to 2026-11-08",
            "backfill shop-app --from 2026-11-01 --to 2026-11-08 --hook purchase")
    {
        Add(_integration);
        Add(_from);
        Add(_to);
        Add(_hook);
        Add(_strict);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog(needsSecrets: true);
        Integration integration = Invocation.Named(catalog.Integrations, call.Get(_integration)!, "integration");
        if (!integration.IsRead)
        {
            throw Invocation.NotRead(integration);
        }

        string? hook = call.Get(_hook);
        if (hook is not null && integration.Hooks.All(one => one.Name != hook))
        {
            throw Invocation.Unknown(hook, $"hook of {integration.Name}", integration.Hooks.Select(one => one.Name));
        }

        ReceiveWindow range = RangeText.ReadPast(call.Get(_from)!, call.Get(_to)!, integration, call.Time.GetUtcNow());
        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        using AppMetricaClient source = call.OpenSource(store.ExportPlaces);
        var synchronizer = new Synchronizer(source, store, store.Progress, call.Time);
        var watch = new RunWatch(call, "What was stored stays; the same command goes on from there.", cancellationToken);
        await watch.RunAsync(integration.Name, observer => synchronizer.BackfillAsync(integration, range, hook, observer, cancellationToken));
        return watch.Finish(call.Get(_strict));
    }
}
