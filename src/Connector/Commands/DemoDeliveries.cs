using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Deliveries;
using Connector.Output;

namespace Connector.Commands;

/// <summary>The part of the demo that tells other systems: every destination of the config, active or not, at the sandbox.</summary>
internal static class DemoDeliveries
{
    private static readonly DeliveryPace Quick = new(
        1000, 8, 100_000, 3, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromDays(3));

    /// <summary>The same destination at the sandbox, which takes any secret.</summary>
    public static Destination AtSandbox(Destination destination, Uri sandbox)
    {
        Destination local = destination switch
        {
            AltcraftDestination altcraft => altcraft with { Token = "demo" },
            MetrixDestination metrix => metrix with { ApiKey = "demo" },
            _ => destination,
        };
        return local with { BaseUrl = sandbox, Active = true, Pace = Quick };
    }

    public static async Task SendAsync(Invocation call, ConnectorCatalog catalog, IDeliveryStore store, CancellationToken cancellationToken)
    {
        foreach (Destination destination in catalog.Destinations.Values.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            long started = call.Time.GetTimestamp();
            if (await Draining.RunAsync(destination, catalog, store, call.Way, call.Time, cancellationToken) is { } drained)
            {
                call.Messages.Note(
                    $"{destination.Name}: {RunOutput.Plural(drained.Delivered, "message")} delivered, {RunOutput.Number(drained.Failed)} failed, in {call.Time.GetElapsedTime(started).TotalSeconds:0.0} s.");
            }
        }
    }
}
