using Connector.Core.Catalog;
using Connector.Schedule;
using Connector.Storage;
using Connector.Vendors.AppMetrica;
using Microsoft.Extensions.Logging;

namespace Connector.Commands;

/// <summary><c>connector run</c>: the service.</summary>
internal sealed class RunCommand() : ConnectorCommand(
    "run",
    "Runs as a service: reads every active integration on its schedule, and takes up changes of the config. Ctrl-C or SIGTERM stops it cleanly.",
    "run",
    "run --config /etc/connector --store sqlite:/var/lib/connector/connector.db")
{
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog(needsSecrets: true);
        ILoggerFactory log = call.Log(call.IsQuiet ? LogLevel.Warning : LogLevel.Information);
        using AppMetricaClient source = call.OpenSource();
        await using SqliteStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        await using SyncService service = await SyncService.OpenAsync(
            new ServiceParts(source, store, catalog, call.Settings, call.Outside.Environment, log, call.Time), cancellationToken);
        await service.RunAsync(cancellationToken);
        return ExitCode.Done;
    }
}
