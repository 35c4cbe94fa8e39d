using System.Text;
using Connector.Api.Description;
using Connector.Service;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Connector.Api.Routes;

/// <summary>How the service itself is, and what it can be asked.</summary>
internal sealed class ServiceRoutes(Readiness readiness, [FromKeyedServices(ApiDescription.DocumentName)] IOpenApiDocumentProvider documents) : IRoutes
{
    private static readonly Shape Alive = Shape.Object("Alive", "The process answers.", new Member("status", Shape.Word("Always `alive`.", "alive")));

    private static readonly Shape Ready = Shape.Object(
        "Readiness",
        "Whether the service can do its work.",
        new("status", Shape.Word("`degraded`: it works, and somebody should look.", "ready", "degraded", "not_ready")),
        new("checks", Shape.ListOf(Shape.Object(
            "ReadinessCheck",
            "One thing it needs.",
            new("name", Shape.Word("What.", "store", "scheduler", "config")),
            new("status", Shape.Word("How it is.", "ok", "warning", "failed")),
            new("text", Shape.Text("What is wrong; no secrets, no names.").OrNull)))));

    /// <summary>The description never changes while the service runs.</summary>
    private Task<byte[]>? _description;

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, "/health/live", null, "getLiveness", LiveAsync)
        {
            Area = Areas.Service,
            Summary = "Says that the process answers.",
            Details = "Whoever gets no answer may start it anew.",
            Answers = [new(200, "It does.", Alive)],
        },
        new(HttpMethods.Get, "/health/ready", null, "getReadiness", ReadyAsync)
        {
            Area = Areas.Service,
            Summary = "Says whether the service can do its work, and what keeps it from it.",
            Details = "A config that is broken on disk is a warning: the one in use goes on.",
            Answers = [new(200, "It can.", Ready), new(503, "It cannot, or it is stopping.", Ready)],
        },
        new(HttpMethods.Get, "/openapi/v1.json", null, "getDescription", DescribeAsync)
        {
            Area = Areas.Service,
            Summary = "This description.",
            Answers = [new(200, "An OpenAPI 3.1 document.", Shape.MapOf(Shape.Any("As OpenAPI has it."), "An OpenAPI document."))],
        },
    ];

    private static Task LiveAsync(ApiCall call) => call.AnswerAsync(json => json.WriteString("status", "alive"));

    private async Task ReadyAsync(ApiCall call)
    {
        IReadOnlyList<ReadinessCheck> checks = await readiness.CheckAsync(call.Aborted);
        bool isReady = checks.All(check => check.Status != "failed");
        await call.AnswerAsync(
            json =>
            {
                json.WriteString("status", !isReady ? "not_ready" : checks.Any(check => check.Status == "warning") ? "degraded" : "ready");
                json.WriteStartArray("checks");
                foreach (ReadinessCheck check in checks)
                {
                    json.WriteStartObject();
                    json.WriteString("name", check.Name);
                    json.WriteString("status", check.Status);
                    json.WriteString("text", check.Text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            },
            isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task DescribeAsync(ApiCall call)
    {
        byte[] description = await (_description ??= WriteDescriptionAsync());
        call.Http.Response.ContentType = "application/json";
        call.Http.Response.ContentLength = description.Length;
        await call.Http.Response.Body.WriteAsync(description, call.Aborted);
    }

    private async Task<byte[]> WriteDescriptionAsync()
    {
        OpenApiDocument document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
    }
}
