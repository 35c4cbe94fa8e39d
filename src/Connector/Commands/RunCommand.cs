using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Ingest;
using Connector.Schedule;
using Connector.Service;
using Connector.Storage;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary><c>connector run</c>: the service.</summary>
internal sealed class RunCommand : ConnectorCommand
{
    private readonly Option<string> _urls = SharedOptions.Text("--urls", "URL", $"Where to listen; several with semicolons between. Default: {ListenUrls.Default}.");

    public RunCommand()
        : base(
            "run",
            "Runs as a service: reads every active integration on its schedule, takes up changes of the config and answers its API. Ctrl-C or SIGTERM stops it cleanly.",
            "run",
            "run --urls http://127.0.0.1:9000",
            "run --config /etc/connector --store sqlite:/var/lib/connector/connector.db")
    {
        Add(_urls);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> urls = ListenUrls.Read(call.Get(_urls) ?? call.Settings.Urls);
        ConnectorCatalog catalog = call.Catalog(needsSecrets: true);
        ILoggerFactory log = call.Log(call.IsQuiet ? LogLevel.Warning : LogLevel.Information);
        using AppMetricaClient source = call.OpenSource();
        await using SqliteStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        await using SyncService service = await SyncService.OpenAsync(
            new ServiceParts(source, store, catalog, call.Settings, call.Outside.Environment, log, call.Time), cancellationToken);
        await using IngestService ingest = await IngestService.OpenAsync(
            StoreUrl.Parse(call.Settings.Store).Path, store, () => service.Control.Catalog, log, call.Time, cancellationToken);
        // The doors open before anything is read: an address that is taken ends the command with nothing done.
        await using ServiceHost host = await ServiceHost.StartAsync(
            urls, new WebParts(call.Settings, call.Outside.Environment, store, service.Control, log, call.Time) { Entry = ingest.Entry }, cancellationToken);
        await service.RunAsync(cancellationToken);
        return ExitCode.Done;
    }
}
