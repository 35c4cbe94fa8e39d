using System.Text.Json;
using Connector.Api.Description;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Messages to other systems.</summary>
internal sealed class DeliveryRoutes(IDeliveryStore store, DestinationOverview overview, Orders orders, SyncControl control) : IRoutes
{
    private const string Path = "/api/v1/deliveries";

    private static readonly Parameter DestinationName = new("destination", Shape.Text("Only to this destination.", "altcraft"));
    private static readonly Parameter State = new("state", Shape.Word("Only those that stand so.", "pending", "failed", "delivered"));
    private static readonly Parameter Order = new("order", Shape.Word("Which comes first. Default: oldest.", "oldest", "newest"));

    private static readonly Shape DeliveryShape = Shape.Object(
        "Delivery",
        "A message to another system: a line of `deliveries list --json`.",
        new("id", Shape.Whole("Grows; the messages of a profile are sent in its order.")),
        new("destination", Shape.Text("Where it goes.", "altcraft")),
        new("profile", Shape.Text("Whom it is about.", "000000000000001a")),
        new("kind", Shape.Word("What it tells of.", "profile", "goal")),
        new("messageId", Shape.Text("The same at every attempt.", "de0d58a6-b57e-5222-a4bd-fc4e110c0fd1")),
        new("at", Shape.Time("The time it carries.")),
        new("state", Shape.Word("How it stands.", "pending", "failed", "delivered")),
        new("attempts", Shape.Whole("How often it was sent.")),
        new("nextAttemptAt", Shape.Time("Not before; null: it is not pending.").OrNull),
        new("answer", Shape.Text("What the destination said last, or why there was no answer.").OrNull));

    private static readonly Shape DestinationShape = Shape.Object(
        "Destination",
        "Another system that is told of profiles and goals, and how that goes.",
        new("destination", Shape.Text("Its file's name without `.json`.", "altcraft")),
        new("title", Shape.Text("How people call it.")),
        new("type", Shape.Word("Which system it is.", "altcraft", "metrix")),
        new("active", Shape.Flag("Whether it is told of anything.")),
        new("pending", Shape.Whole("Messages that wait.")),
        new("lagSeconds", Shape.Whole("How long the oldest of them has waited.")),
        new("failed", Shape.Whole("Messages that failed for good.")),
        new("lastAnswer", Shape.Text("What it said to the last of those.").OrNull),
        new("closedUntil", Shape.Time("Too much failed, or it refuses us: nothing is sent until then. Null: sending goes on.").OrNull));

    private static readonly Shape Which = Shape.Object(
        "DeliveryRetryWish",
        "Which failed messages to send again.",
        Member.Optional("destination", Shape.Text("Only to this destination; null: to all.", "altcraft").OrNull),
        Member.Optional("id", Shape.Whole("Only this one; null: all of them.").OrNull));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, "/api/v1/destinations", Role.Viewer, "listDestinations", ListDestinationsAsync)
        {
            Area = Areas.Deliveries,
            Summary = "Lists the other systems that are told of profiles and goals.",
            Parameters = [Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of destinations, by name.", Shapes.Page(DestinationShape))],
        },
        new(HttpMethods.Get, Path, Role.Viewer, "listDeliveries", ListAsync)
        {
            Area = Areas.Deliveries,
            Summary = "Lists messages to other systems.",
            Parameters = [DestinationName, State, Order, Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of messages.", Shapes.Page(DeliveryShape))],
        },
        new(HttpMethods.Post, Path + "/retry", Role.Operator, "retryDeliveries", RetryAsync)
        {
            Area = Areas.Deliveries,
            Summary = "Sends failed messages again, written as the config now says.",
            Details = "They keep their ids and times. One about a profile says what the profile is now.",
            Body = Body.Json(Which, "Which ones; none: all.") with { Required = false },
            Answers =
            [
                new(200, "They are pending.", Shape.Object("DeliveryRetry", "What is sent again.", new Member("retried", Shape.Whole("How many.")))),
                Answer.Problem(404, "There is no such destination."),
            ],
        },
    ];

    private async Task ListDestinationsAsync(ApiCall call)
    {
        string? after = PageMark.Name(call);
        IReadOnlyList<DestinationState> all = await overview.ListAsync(call.Aborted);
        await call.AnswerPageAsync(
            Page<DestinationState>.Take(all, call.Limit, one => string.CompareOrdinal(one.Destination.Name, after) > 0, one => PageMark.Of(one.Destination.Name)),
            static (json, state) =>
            {
                json.WriteString("destination", state.Destination.Name);
                json.WriteString("title", state.Destination.Title);
                json.WriteString("type", state.Type);
                json.WriteBoolean("active", state.Destination.Active);
                json.WriteNumber("pending", state.Depth.Pending);
                json.WriteNumber("lagSeconds", (long)state.Lag.TotalSeconds);
                json.WriteNumber("failed", state.Depth.Failed);
                json.WriteString("lastAnswer", state.Depth.LastAnswer);
                json.WriteTime("closedUntil", state.ClosedUntil?.ToUnixTimeMilliseconds());
            });
    }

    private async Task ListAsync(ApiCall call)
    {
        int limit = call.Limit;
        DeliveryState? state = call.Text(State) is { } word ? DeliveryWords.FindState(word) : null;
        var query = new DeliveryQuery(call.Text(DestinationName), state, null, call.Text(Order) == "newest", PageMark.Id(call), limit + 1);
        await call.AnswerPageAsync(
            await Page<Delivery>.TakeAsync(store.ListAsync(query, call.Aborted), limit, one => PageMark.Of(one.Id), call.Aborted),
            static (json, delivery) => json.WriteDelivery(delivery));
    }

    private async Task RetryAsync(ApiCall call)
    {
        JsonElement? body = await call.BodyAsync();
        string? destination = body is { } wish && wish.TryGetProperty("destination", out JsonElement named) ? named.GetString() : null;
        long? id = body is { } other && other.TryGetProperty("id", out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetInt64() : null;
        ConnectorCatalog config = control.Catalog;
        if (destination is not null && !config.Destinations.ContainsKey(destination))
        {
            throw ApiProblem.Unknown("destination", destination, config.Destinations.Keys);
        }

        int count = await orders.RetryDeliveriesAsync(call.Caller, destination, id, call.Aborted);
        await call.AnswerAsync(json => json.WriteNumber("retried", count));
    }
}
