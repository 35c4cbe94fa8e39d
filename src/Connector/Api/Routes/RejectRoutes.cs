using System.Text.Json;
using Connector.Api.Description;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Records that were refused.</summary>
internal sealed class RejectRoutes(IStoreQueries queries, Retries retries, SyncControl control) : IRoutes
{
    private const string Path = "/api/v1/rejects";

    private static readonly Parameter HookName = new("hook", Shape.Text("Only of hooks of this name.", "registration"));
    private static readonly Parameter Reason = new("reason", Shape.Text("Only for this reason.", "match_value_empty"));
    private static readonly Parameter Order = new("order", Shape.Word("Which comes first. Default: oldest.", "oldest", "newest"));

    private static readonly Shape Which = Shape.Object(
        "RetryWish", "Which rejects to try again.", Member.Optional("integration", Shape.Text("Only of this integration; null: of all.", "shop-app").OrNull));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Viewer, "listRejects", ListAsync)
        {
            Area = Areas.Rejects,
            Summary = "Lists refused records, whole and with the reason.",
            Parameters = [Parameters.Integration, HookName, Reason, Order, Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of rejects.", Shapes.Page(Shapes.Reject))],
        },
        new(HttpMethods.Post, Path + "/retry", Role.Operator, "retryRejects", RetryAsync)
        {
            Area = Areas.Rejects,
            Summary = "Tries rejects again, with the config as it is now.",
            Details = "What succeeds goes away. The answer comes when all were tried; whoever hangs up ends it, and what was tried stays done.",
            Body = Body.Json(Which, "Which ones; none: all.") with { Required = false },
            Answers = [new(200, "What came of it.", Shapes.Summary), Answer.Problem(404, "There is no such integration."), Answer.Problem(409, "Somebody tries them just now.")],
        },
    ];

    private async Task ListAsync(ApiCall call)
    {
        int limit = call.Limit;
        var query = new RejectQuery(
            call.Text(Parameters.Integration), call.Text(HookName), call.Text(Reason), call.Text(Order) == "newest", PageMark.Id(call), limit + 1);
        await call.AnswerPageAsync(
            await Page<KeptReject>.TakeAsync(queries.ListRejectsAsync(query, call.Aborted), limit, kept => PageMark.Of(kept.Id), call.Aborted),
            (json, kept) =>
            {
                json.WriteNumber("id", kept.Id);
                json.WriteReject(kept.Reject);
            });
    }

    private async Task RetryAsync(ApiCall call)
    {
        string? integration = await call.BodyAsync() is { } body && body.TryGetProperty("integration", out JsonElement named) ? named.GetString() : null;
        ConnectorCatalog config = control.Catalog;
        if (integration is not null && !config.Integrations.ContainsKey(integration))
        {
            throw ApiProblem.Unknown("integration", integration, config.Integrations.Keys);
        }

        (RunCounts counts, TimeSpan elapsed) = await retries.RunAsync(call.Caller, integration, call.Aborted)
            ?? throw ApiProblem.Conflict("Rejects are being tried again just now. Wait until that is done.");
        await call.AnswerAsync(json => json.WriteSummary(counts, elapsed));
    }
}
