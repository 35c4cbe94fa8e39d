using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Storage;

namespace Connector.Schedule;

/// <summary>What a service is made of. Whoever made the parts disposes of them, after the service.</summary>
/// <param name="Catalog">The config as it was read last, checked.</param>
/// <param name="Environment">A variable's value, for secrets in the config.</param>
internal sealed record ServiceParts(
    ILogsApi Source,
    IStore Store,
    ConnectorCatalog Catalog,
    Settings Settings,
    Func<string, string?> Environment,
    ILoggerFactory Log,
    TimeProvider Time)
{
    /// <summary>Told of runs that end.</summary>
    public RunEnds Ends { get; init; } = new();
}

/// <summary>The config that is in use now.</summary>
internal sealed class CatalogInUse(ConnectorCatalog catalog)
{
    private volatile ConnectorCatalog _now = catalog;

    public ConnectorCatalog Now
    {
        get => _now;
        set => _now = value;
    }

    /// <returns>Null: there is no integration of that name.</returns>
    public Integration? Find(string integration) => Now.Integrations.GetValueOrDefault(integration);
}
