using Connector.Core.Alerts;
using Connector.Core.Catalog;
using Connector.Core.Delivery;

namespace Connector.Service;

/// <summary>How every destination of the config in use stands.</summary>
/// <param name="closedUntil">Until when nothing is sent to a destination; null: sending goes on.</param>
internal sealed class DestinationOverview(Func<ConnectorCatalog> catalog, IDeliveryStore store, Func<string, DateTimeOffset?> closedUntil, TimeProvider time)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<DestinationState>> ListAsync(CancellationToken cancellationToken)
    {
        Destination[] destinations = [.. catalog().Destinations.Values.OrderBy(one => one.Name, StringComparer.Ordinal)];
        if (destinations.Length == 0)
        {
            return [];
        }

        Dictionary<string, DestinationDepth> depths = (await store.CountAsync(cancellationToken)).ToDictionary(depth => depth.Destination, StringComparer.Ordinal);
        return [.. destinations.Select(one => StateOf(one, depths.GetValueOrDefault(one.Name) ?? new DestinationDepth(one.Name, 0, null, 0, null)))];
    }

    /// <summary>What alerts want to know of those that are active.</summary>
    public async Task<IReadOnlyList<DeliveryFacts>> FactsAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(state => state.Destination.Active).Select(state => new DeliveryFacts(state.Destination.Name, state.Depth.Pending, state.Depth.Failed, state.Lag))];

    private DestinationState StateOf(Destination destination, DestinationDepth depth)
    {
        TimeSpan lag = depth.Oldest is { } oldest ? time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(oldest) : TimeSpan.Zero;
        return new DestinationState(destination, depth, lag < TimeSpan.Zero ? TimeSpan.Zero : lag, closedUntil(destination.Name));
    }
}

/// <param name="Lag">How long the oldest pending message has waited; zero: none waits.</param>
/// <param name="ClosedUntil">Too much failed, or it refuses us: nothing is sent until then. Null: sending goes on.</param>
public sealed record DestinationState(Destination Destination, DestinationDepth Depth, TimeSpan Lag, DateTimeOffset? ClosedUntil)
{
    public string Type => Destination is AltcraftDestination ? "altcraft" : "metrix";
}
