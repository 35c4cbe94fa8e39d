using System.Globalization;
using System.Text.Json;
using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox.Api;

/// <summary>The calls of the Management API that a reader of exports needs.</summary>
internal sealed class ManagementEndpoints(SandboxOptions options, Access access, FaultBoard faults)
{
    /// <summary><c>GET /management/v1/applications</c>.</summary>
    public async Task ListAsync(HttpContext context)
    {
        if (await RefuseAsync(context, access.Admit(context.Request)))
        {
            return;
        }

        await Reply.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("applications");
            foreach (SandboxApplication application in access.Visible(context.Request))
            {
                Write(json, application);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary><c>GET /management/v1/application/{id}</c>.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        string text = Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture)!;
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id);
        Admission admission = access.Admit(context.Request, id, out SandboxApplication? application);
        if (!isNumber && admission != Admission.Unauthorized)
        {
            await Reply.ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_parameter", "Invalid parameter: id");
        }
        else if (!await RefuseAsync(context, admission))
        {
            await Reply.JsonAsync(context, StatusCodes.Status200OK, json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("application");
                Write(json, application!);
                json.WriteEndObject();
            });
        }
    }

    /// <summary><c>GET /management/v1/logsapi/status</c>.</summary>
    public async Task StatusAsync(HttpContext context)
    {
        if (await RefuseAsync(context, access.Admit(context.Request)))
        {
            return;
        }

        bool enabled = faults.Look(FaultKind.Disabled) is null;
        await Reply.JsonAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteString(options.OldStatusKey ? "status" : "logs_api_availability_status", enabled ? "enabled" : "disabled");
            json.WriteEndObject();
        });
    }

    /// <returns>True: the request was refused and is answered.</returns>
    private static async Task<bool> RefuseAsync(HttpContext context, Admission admission)
    {
        switch (admission)
        {
            case Admission.Unauthorized:
                await Reply.ErrorAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "Unauthorized");
                return true;
            case Admission.Forbidden:
                await Reply.ErrorAsync(context, StatusCodes.Status403Forbidden, "access_denied", "Access is denied");
                return true;
            default:
                return false;
        }
    }

    private void Write(Utf8JsonWriter json, SandboxApplication application)
    {
        TimeSpan offset = TimeZoneInfo.FindSystemTimeZoneById(application.TimeZone).GetUtcOffset(options.Time.GetUtcNow());
        json.WriteStartObject();
        json.WriteNumber("id", application.Id);
        json.WriteString("name", application.Name);
        json.WriteString("time_zone_name", application.TimeZone);
        json.WriteNumber("time_zone_offset", (long)offset.TotalSeconds);
        json.WriteString("create_date", "2024-01-15");
        json.WriteString("permission", "own");
        json.WriteString("owner_login", "sandbox");
        json.WriteString("api_key128", FormattableString.Invariant($"00000000-0000-4000-8000-{application.Id:D12}"));
        json.WriteString("import_token", FormattableString.Invariant($"sandbox-import-token-{application.Id}"));
        json.WriteString("bundle_id", "");
        json.WriteString("hide_address", "false");
        json.WriteEndObject();
    }
}
