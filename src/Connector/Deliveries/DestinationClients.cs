using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Vendors.Altcraft;
using Connector.Vendors.Metrix;

namespace Connector.Deliveries;

/// <summary>Makes what speaks with each kind of destination.</summary>
internal static class DestinationClients
{
    /// <param name="handler">The way out to other people's servers; stays the caller's.</param>
    public static IDestinationClient Create(Destination destination, ConnectorCatalog catalog, HttpMessageHandler handler, TimeProvider time) => destination switch
    {
        AltcraftDestination altcraft => new AltcraftClient(altcraft, catalog.Databases, handler, time),
        MetrixDestination metrix => new MetrixClient(metrix, catalog.Databases, handler, time),
        _ => throw new InvalidOperationException($"Nothing speaks with {destination.GetType().Name}."),
    };
}
