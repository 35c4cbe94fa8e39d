using System.Globalization;
using System.Text.Json;
using Connector.Api.Description;
using Connector.Commands;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Runs: what was read, what is being read, and reading a range again.</summary>
internal sealed class RunRoutes(IStoreQueries queries, RunWatching watching, Orders orders, SyncControl control, TimeProvider time) : IRoutes
{
    private const string Path = "/api/v1/runs";

    private static readonly Parameter Id = Parameter.Path("id", "The run's id.", "17");
    private static readonly Parameter Status = new("status", Shapes.Status with { Description = "Only runs that stand so." });
    private static readonly Parameter Kind = new("kind", Shape.Text("Only runs of this kind: `sync`, `backfill`, `import`.", "backfill"));

    private static readonly Shape Range = Shape.Object(
        "Backfill",
        "A range of receive time that is to be read again.",
        new("from", Shape.Text("The first receive time to read: ISO 8601; without an offset, in the application's zone.", "2026-11-01")),
        new("to", Shape.Text("The receive time to stop before.", "2026-11-08T00:00:00Z")),
        Member.Optional("hook", Shape.Text("Only this hook; null: all of them.", "purchase").OrNull));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Viewer, "listRuns", ListAsync)
        {
            Area = Areas.Runs,
            Summary = "Lists runs, the newest first.",
            Parameters = [Parameters.Integration, Status, Kind, Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of runs.", Shapes.Page(Shapes.Run))],
        },
        new(HttpMethods.Get, Path + "/{id}", Role.Viewer, "getRun", ShowAsync)
        {
            Area = Areas.Runs,
            Summary = "Shows one run.",
            Parameters = [Id],
            Answers = [new(200, "The run.", Shapes.RunDetail)],
        },
        new(HttpMethods.Get, Path + "/{id}/progress", Role.Viewer, "watchRun", WatchAsync)
        {
            Area = Areas.Runs,
            Summary = "Follows a run to its end.",
            Details = "Server-sent events of the kind `progress`, each with the whole state; the last one has a status that ends a run, and then the stream ends. A run that is over gives one event.",
            Parameters = [Id],
            Answers = [new(200, "Each event's `data` is such an object.", Shapes.Progress) { MediaType = "text/event-stream" }],
        },
        new(HttpMethods.Post, Path + "/{id}/cancel", Role.Operator, "cancelRun", CancelAsync)
        {
            Area = Areas.Runs,
            Summary = "Ends a run that runs or waits.",
            Details = "What was stored stays; the batch in hand is left.",
            Parameters = [Id],
            Answers = [new(202, "It ends as soon as it can.", Shapes.Run), Answer.Problem(409, "The run is over, or is not one of this service.")],
        },
        new(HttpMethods.Post, "/api/v1/integrations/{name}/backfills", Role.Operator, "startBackfill", BackfillAsync)
        {
            Area = Areas.Runs,
            Summary = "Reads a range of time again.",
            Details = "A day at a time, between the syncs; it goes on after a restart, and where syncs have come to stays. One of the same range and hook that has not ended is not begun twice.",
            Parameters = [Parameters.Name],
            Body = Body.Json(Range, "The range."),
            Answers = [new(202, "The run, queued.", Shapes.Run) { Headers = [("Location", "The run.")] }, Answer.NotRead],
        },
    ];

    public static string PathOf(long run) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{run}");

    private async Task ListAsync(ApiCall call)
    {
        int limit = call.Limit;
        var query = new RunQuery(call.Text(Parameters.Integration), call.Text(Status), call.Text(Kind), PageMark.Id(call), limit + 1);
        await call.AnswerPageAsync(
            await Page<RunState>.TakeAsync(queries.ListRunsAsync(query, call.Aborted), limit, run => PageMark.Of(run.Id), call.Aborted),
            RunJson.WriteRun);
    }

    private async Task ShowAsync(ApiCall call)
    {
        RunState run = await RunAsync(call);
        IReadOnlyList<BackfillReader> readers = await queries.ListReadersAsync(run.Id, call.Aborted);
        await call.AnswerAsync(json =>
        {
            json.WriteRun(run);
            json.WriteReaders(readers);
        });
    }

    private async Task WatchAsync(ApiCall call) => await watching.FollowAsync(call, await RunAsync(call));

    private async Task CancelAsync(ApiCall call)
    {
        RunState run = await RunAsync(call);
        if (!await orders.CancelAsync(call.Caller, run.Id, call.Aborted))
        {
            throw ApiProblem.Conflict(run.FinishedAt is null
                ? $"Run {run.Id} is not one of this service: another process reads it."
                : $"Run {run.Id} is over: {run.Status}.");
        }

        await call.AnswerAsync(json => json.WriteRun(run), StatusCodes.Status202Accepted);
    }

    private async Task BackfillAsync(ApiCall call)
    {
        Integration integration = call.ReadIntegration(control.Catalog);
        JsonElement body = (await call.BodyAsync()).GetValueOrDefault();
        string? hook = body.TryGetProperty("hook", out JsonElement named) ? named.GetString() : null;
        if (hook is not null && integration.Hooks.All(one => one.Name != hook))
        {
            throw ApiProblem.BadBody(ApiProblem.Unknown($"hook of {integration.Name}", hook, integration.Hooks.Select(one => one.Name)).Message);
        }

        long id = await orders.BackfillAsync(call.Caller, integration.Name, RangeOf(body, integration), hook, call.Aborted);
        RunState run = await queries.GetRunAsync(id, call.Aborted) ?? throw new InvalidOperationException($"Run {id} is not in the store.");
        call.Http.Response.Headers.Location = PathOf(id);
        await call.AnswerAsync(json => json.WriteRun(run), StatusCodes.Status202Accepted);
    }

    private ReceiveWindow RangeOf(JsonElement body, Integration integration)
    {
        try
        {
            return RangeText.ReadPast(body.GetProperty("from").GetString()!, body.GetProperty("to").GetString()!, integration, time.GetUtcNow(), "'from'", "'to'");
        }
        catch (UsageException e)
        {
            throw ApiProblem.BadBody(e.Message);
        }
    }

    private async Task<RunState> RunAsync(ApiCall call)
    {
        string text = call.Text(Id)!;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && await queries.GetRunAsync(id, call.Aborted) is { } run
            ? run
            : throw ApiProblem.NotFound($"There is no run '{text}'. GET {Path} lists them.");
    }
}
