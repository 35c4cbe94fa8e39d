using Connector.Core.Catalog;
using Connector.Core.Delivery;

namespace Connector.Deliveries;

/// <summary>Sends everything that is pending for a destination, now: also what would wait for its next attempt.</summary>
internal static class Draining
{
    /// <returns>Null: another process sends to it.</returns>
    public static async Task<Drained?> RunAsync(
        Destination destination, ConnectorCatalog catalog, IDeliveryStore store, HttpMessageHandler handler, TimeProvider time, CancellationToken cancellationToken)
    {
        await using IAsyncDisposable? hold = await store.HoldAsync(destination.Name, cancellationToken);
        if (hold is null)
        {
            return null;
        }

        using IDestinationClient client = DestinationClients.Create(destination, catalog, handler, time);
        var sender = new DestinationSender(destination, client, store, Random.Shared.NextDouble, time);
        var all = new Drained(0, 0, null);
        await store.HurryAsync(destination.Name, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        while (true)
        {
            SendRound round = await sender.SendAsync(cancellationToken);
            all = new Drained(all.Delivered + round.Delivered, all.Failed + round.Failed, round.Answer);
            if (round.Taken == 0 || round.ClosedFor is not null)
            {
                return all;
            }
        }
    }
}

/// <param name="Answer">Why it stopped before the end; null: it did not.</param>
internal sealed record Drained(int Delivered, int Failed, string? Answer);
