using System.CommandLine;
using Connector.Alerts;
using Connector.Core.Alerts;
using Connector.Core.Catalog;
using Connector.Deliveries;
using Connector.Ingest;
using Connector.Schedule;
using Connector.Service;
using Connector.Storage;
using Connector.Telemetry;
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

    public override bool RunsUntilStopped => true;

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> urls = ListenUrls.Read(call.Get(_urls) ?? call.Settings.Urls);
        IReadOnlyList<Receiver> receivers = call.Settings.Alerts.Receivers(call.Outside.Environment);
        ConnectorCatalog catalog = call.Catalog(needsSecrets: true);
        using var gauges = new IntegrationGauges(call.Time);
        using var destinationGauges = new DestinationGauges();
        using var export = OtlpExport.Start(call.Outside.Environment);
        ILoggerFactory log = call.Log(call.IsQuiet ? LogLevel.Warning : LogLevel.Information);
        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        using AppMetricaClient source = call.OpenSource(store.ExportPlaces);
        var ends = new RunEnds();
        await using SyncService service = await SyncService.OpenAsync(
            new ServiceParts(source, store, catalog, call.Settings, call.Outside.Environment, log, call.Time) { Ends = ends }, cancellationToken);
        await using IngestService ingest = await IngestService.OpenAsync(
            call.StoreUrl.LocalPath, store, () => service.Control.Catalog, log, call.Time, cancellationToken, call.Settings.KeepsSamples);
        await using var deliveries = new DeliveryService(() => service.Control.Catalog, store.Deliveries, call.Way, log, call.Time);
        // The doors open before anything is read: an address that is taken ends the command with nothing done.
        await using ServiceHost host = await ServiceHost.StartAsync(
            urls, new WebParts(call.Settings, call.Outside.Environment, store, service.Control, log, call.Time) { Entry = ingest.Entry, ClosedUntil = deliveries.ClosedUntil }, cancellationToken);
        deliveries.Start();
        var destinations = new DestinationOverview(() => service.Control.Catalog, store.Deliveries, deliveries.ClosedUntil, call.Time);
        await using Alerting alerting = await Alerting.StartAsync(
            new AlertParts(call.Settings.Alerts.Limits, receivers, service.Control, store.Queries, store.Alerts, ends, call.Way, log, call.Time)
            {
                Measure = gauges.Show,
                Deliveries = async token =>
                {
                    IReadOnlyList<DeliveryFacts> facts = await destinations.FactsAsync(token);
                    destinationGauges.Show(facts);
                    return facts;
                },
            },
            cancellationToken);
        await service.RunAsync(cancellationToken);
        return ExitCode.Done;
    }
}
