using System.Text.Json;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Integrations and their schedules.</summary>
internal sealed class IntegrationRoutes(IntegrationOverview overview, Orders orders, SyncControl control, TimeProvider time) : IRoutes
{
    private const string Path = "/api/v1/integrations";

    private static readonly Description.Shape Sync = Description.Shape.Object(
        "SyncStart",
        "The run that reads what is new.",
        new("started", Description.Shape.Flag("False: one runs or waits already, and it is that one.")),
        new("run", Description.Shape.Whole("Its id.")));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Viewer, "listIntegrations", ListAsync)
        {
            Area = Areas.Integrations,
            Summary = "Lists integrations and how they stand, by name.",
            Parameters = [Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of integrations.", Shapes.Page(Shapes.Integration))],
        },
        new(HttpMethods.Get, Path + "/{name}", Role.Viewer, "getIntegration", ShowAsync)
        {
            Area = Areas.Integrations,
            Summary = "Shows one integration.",
            Parameters = [Parameters.Name],
            Answers = [new(200, "The integration.", Shapes.IntegrationDetails)],
        },
        new(HttpMethods.Post, Path + "/{name}/sync", Role.Operator, "syncIntegration", SyncAsync)
        {
            Area = Areas.Integrations,
            Summary = "Reads what is new now.",
            Details = "Paused or not. Where a sync of the integration runs or waits already, there is no second one.",
            Parameters = [Parameters.Name],
            Answers = [new(202, "A run begins.", Sync) { Headers = [("Location", "The run.")] }, new(200, "One runs or waits already.", Sync), Answer.NotRead],
        },
        new(HttpMethods.Post, Path + "/{name}/pause", Role.Operator, "pauseIntegration", PauseAsync)
        {
            Area = Areas.Integrations,
            Summary = "Stops the schedule of an integration.",
            Details = "It stays so over restarts, until it is resumed. What runs goes on to its end.",
            Parameters = [Parameters.Name],
            Answers = [new(200, "The integration, paused.", Shapes.IntegrationDetails), Answer.NotRead],
        },
        new(HttpMethods.Post, Path + "/{name}/resume", Role.Operator, "resumeIntegration", ResumeAsync)
        {
            Area = Areas.Integrations,
            Summary = "Lets the schedule of a paused integration run again.",
            Parameters = [Parameters.Name],
            Answers = [new(200, "The integration, not paused.", Shapes.IntegrationDetails), Answer.NotRead],
        },
    ];

    private async Task ListAsync(ApiCall call)
    {
        string? after = PageMark.Name(call);
        IReadOnlyList<IntegrationState> all = await overview.ListAsync(call.Aborted);
        await call.AnswerPageAsync(
            Page<IntegrationState>.Take(all, call.Limit, one => string.CompareOrdinal(one.Schedule.Name, after) > 0, one => PageMark.Of(one.Schedule.Name)),
            Write);
    }

    private async Task ShowAsync(ApiCall call)
    {
        string name = call.Text(Parameters.Name)!;
        IntegrationState state = await overview.GetAsync(name, call.Aborted) ?? throw ApiProblem.Unknown("integration", name, control.Catalog.Integrations.Keys);
        await call.AnswerAsync(json =>
        {
            Write(json, state);
            json.WriteStartArray("hooks");
            foreach (Hook hook in state.Schedule.Integration.Hooks)
            {
                json.WriteStartObject();
                json.WriteString("name", hook.Name);
                json.WriteString("resource", hook.Resource.Name);
                json.WriteString("action", hook is ImportProfileHook ? "import_profile" : "register_goal");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private async Task SyncAsync(ApiCall call)
    {
        SyncStart start = await orders.SyncAsync(call.Caller, Named(call), call.Aborted);
        if (start.Started)
        {
            call.Http.Response.Headers.Location = RunRoutes.PathOf(start.Run);
        }

        await call.AnswerAsync(
            json =>
            {
                json.WriteBoolean("started", start.Started);
                json.WriteNumber("run", start.Run);
            },
            start.Started ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private async Task PauseAsync(ApiCall call)
    {
        await orders.PauseAsync(call.Caller, Named(call), call.Aborted);
        await ShowAsync(call);
    }

    private async Task ResumeAsync(ApiCall call)
    {
        await orders.ResumeAsync(call.Caller, Named(call), call.Aborted);
        await ShowAsync(call);
    }

    private string Named(ApiCall call) => call.ReadIntegration(control.Catalog).Name;

    private void Write(Utf8JsonWriter json, IntegrationState state)
    {
        StatusOutput.Write(json, state.Status, time.GetUtcNow());
        json.WriteString("title", state.Status.Integration.Title);
        json.WriteBoolean("paused", state.Schedule.IsPaused);
        json.WriteString("pausedBy", state.Schedule.Pause?.By);
        json.WriteTime("pausedAt", state.Schedule.Pause?.Since?.ToUnixTimeMilliseconds());
        if (state.Schedule.RunningRun is { } running)
        {
            json.WriteNumber("running", running);
        }
        else
        {
            json.WriteNull("running");
        }

        json.WriteStartArray("waiting");
        foreach (long run in state.Schedule.Waiting)
        {
            json.WriteNumberValue(run);
        }

        json.WriteEndArray();
    }
}
