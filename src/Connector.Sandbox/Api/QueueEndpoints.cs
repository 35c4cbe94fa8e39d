using System.Globalization;
using Connector.Sandbox.Data;
using Connector.Sandbox.Exports;
using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox.Api;

/// <summary>Watching and cancelling the exports of an application.</summary>
internal sealed class QueueEndpoints(SandboxOptions options, Access access, ApplicationShelf shelf, FaultBoard faults)
{
    /// <summary><c>GET /logs/v1/export/get_active_queries</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await Applications.FindAsync(context, access) is not { } application)
        {
            return;
        }

        ApplicationShelf.Place place = shelf[application];
        IReadOnlyList<Export> active = place.Queue.Active();
        DateTimeOffset now = options.Time.GetUtcNow();
        int shards = faults.Look(FaultKind.ShardsUnavailable) is null ? 0 : 1;
        var clock = new LocalClock(place.Zone);
        await Reply.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray();
            foreach (Export export in active)
            {
                json.WriteStartObject();
                json.WriteNumber("application_id", application.Id);
                json.WriteString("create_time", clock.TextOf(export.AskedAt.ToUnixTimeSeconds()));
                json.WriteNumber("entity", export.Entity);
                json.WriteNumber("output_format", export.Csv ? 0 : 1);
                json.WriteString("request_id", export.RequestId);
                json.WriteString("query", export.Query);
                json.WriteNumber("status", export.StartedAt is null ? 0 : 1);
                json.WriteNumber("total_progress", Math.Round(export.ProgressAt(now, options.Preparation), 6));
                json.WriteNumber("total_rows_loaded", 0);
                json.WriteNumber("shards_unavailable", shards);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary><c>POST /logs/v1/export/{request_id}/cancel</c>.</summary>
    public async Task CancelAsync(HttpContext context)
    {
        if (await Applications.FindAsync(context, access) is not { } application)
        {
            return;
        }

        string requestId = Convert.ToString(context.Request.RouteValues["request_id"], CultureInfo.InvariantCulture)!;
        string? message = shelf[application].Queue.Cancel(requestId) switch
        {
            CancelAnswer.Scheduled => "Request cancellation has been scheduled.",
            CancelAnswer.TooLate => "The request has already been completed and cannot be canceled.",
            _ => null,
        };
        if (message is null)
        {
            await Reply.TextAsync(context, StatusCodes.Status404NotFound, "Not found");
            return;
        }

        await Reply.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString("message", message);
            json.WriteEndObject();
        });
    }
}
