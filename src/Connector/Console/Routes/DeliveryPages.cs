using Connector.Api;
using Connector.Core.Access;
using Connector.Core.Delivery;
using Connector.Output;
using Connector.Pages.Views;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>Messages to other systems: how far behind each is, what failed and why, and once more.</summary>
internal sealed class DeliveryPages(IDeliveryStore store, DestinationOverview overview, Orders orders, SyncControl control) : IConsoleRoutes
{
    private const int PageSize = 25;

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/deliveries", Role.Viewer, ListAsync),
        ConsoleRoute.Post("/deliveries/retry", Role.Operator, RetryAsync),
    ];

    private async Task<IResult> ListAsync(Visit visit)
    {
        DeliveryState state = DeliveryWords.FindState(visit.Query("state") ?? "") ?? DeliveryState.Failed;
        var query = new DeliveryQuery(visit.Query("destination"), state, null, NewestFirst: true, visit.QueryId("after"), PageSize + 1);
        Page<Delivery> page = await Page<Delivery>.TakeAsync(store.ListAsync(query, visit.Aborted), PageSize, one => one.Id.ToString(), visit.Aborted);
        return visit.Show<DeliveriesView>(
            (nameof(DeliveriesView.Destinations), await overview.ListAsync(visit.Aborted)),
            (nameof(DeliveriesView.Query), query),
            (nameof(DeliveriesView.Deliveries), page.Items),
            (nameof(DeliveriesView.Next), page.Next));
    }

    private async Task<IResult> RetryAsync(Visit visit)
    {
        string? destination = visit.Field("destination");
        if (destination is not null && !control.Catalog.Destinations.ContainsKey(destination))
        {
            return visit.NotFound($"There is no destination '{destination}' in the config now, so nothing can be sent to it.");
        }

        long? id = long.TryParse(visit.Field("id"), out long number) ? number : null;
        int count = await orders.RetryDeliveriesAsync(visit.Visitor, destination, id, visit.Aborted);
        return visit.GoTo(Link.To("/deliveries", ("destination", destination)), $"{RunOutput.Plural(count, "message")} will be sent again.");
    }
}
