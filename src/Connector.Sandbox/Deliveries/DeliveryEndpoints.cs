using System.Text.Json;
using Connector.Sandbox.Api;
using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox.Deliveries;

/// <summary>Where Altcraft and Metrix are told of profiles and goals, and where one can see what they hold.</summary>
internal sealed class DeliveryEndpoints(FaultBoard faults, AltcraftAccount altcraft, MetrixApplication metrix, CancellationToken stopping)
{
    /// <summary>What makes two requests the same to Altcraft, beside the body.</summary>
    private static readonly string[] CountingHeaders = ["Authorization", "Content-Type", "Request-ID", "User-Agent"];

    public Task ImportAsync(HttpContext context) => AltcraftAsync(context, altcraft.Import);

    public Task RegisterAsync(HttpContext context) => AltcraftAsync(context, altcraft.Register);

    public Task TakeAsync(HttpContext context) => AnswerAsync(context, text =>
    {
        if (context.Request.Headers["X-Application-Id"].Count == 0 || context.Request.Headers["X-API-Key"].Count == 0)
        {
            throw new Refusal(403, "X-Application-Id and X-API-Key must be there");
        }

        metrix.Take(text);
        return json => json.WriteString("status", "accepted");
    }, static (json, refusal) =>
    {
        json.WriteString("message", refusal.Message);
        return refusal.Code;
    });

    public Task ShowAltcraftAsync(HttpContext context) => Reply.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("repeats", altcraft.Repeats);
        json.WriteNumber("imports", altcraft.Imports);
        json.WriteStartArray("profiles");
        foreach (AltcraftProfile profile in altcraft.Profiles)
        {
            json.WriteStartObject();
            json.WriteString("id", profile.Id);
            json.WriteNumber("db_id", profile.Database);
            json.WriteStartObject("fields");
            foreach ((string name, string value) in profile.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }

            json.WriteEndObject();
            WriteRaw(json, "subscriptions", profile.Subscriptions);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("goals");
        foreach (AltcraftGoal goal in altcraft.Goals)
        {
            json.WriteStartObject();
            json.WriteString("profile_id", goal.Profile);
            json.WriteNumber("pixel_id", goal.Pixel);
            json.WriteString("goal", goal.Name);
            json.WritePropertyName("value");
            json.WriteRawValue(goal.Value ?? "null");
            json.WriteString("date", goal.Date);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task ShowMetrixAsync(HttpContext context) => Reply.JsonAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("repeats", metrix.Repeats);
        json.WriteStartArray("dropped");
        foreach (string dropped in metrix.Dropped)
        {
            json.WriteStringValue(dropped);
        }

        json.WriteEndArray();
        json.WriteStartArray("messages");
        foreach (MetrixMessage message in metrix.Messages)
        {
            json.WriteStartObject();
            json.WriteString("customUserId", message.CustomUserId);
            json.WriteString("metrixUserId", message.MetrixUserId);
            json.WritePropertyName("message");
            json.WriteRawValue(message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private Task AltcraftAsync(HttpContext context, Func<string, string, string> apply) => AnswerAsync(context, text =>
    {
        string token = context.Request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal) || token.Length == "Bearer ".Length)
        {
            throw new Refusal(401, "token required");
        }

        if (faults.Hits(FaultKind.DeliverySick))
        {
            throw new Refusal(500, "internal error");
        }

        string identity = string.Join('\n', [context.Request.Path, .. CountingHeaders.Select(name => context.Request.Headers[name].ToString()), text]);
        string profile = apply(identity, text);
        return json =>
        {
            json.WriteNumber("error", 0);
            json.WriteString("error_text", "Successful operation");
            json.WriteString("profile_id", profile);
        };
    }, static (json, refusal) =>
    {
        json.WriteNumber("error", refusal.Code);
        json.WriteString("error_text", refusal.Message);
        return 200;
    });

    /// <param name="take">Takes the body. Gives what is answered.</param>
    /// <param name="refuse">Writes a refusal, and gives the status.</param>
    private async Task AnswerAsync(HttpContext context, Func<string, Action<Utf8JsonWriter>> take, Func<Utf8JsonWriter, Refusal, int> refuse)
    {
        using var reader = new StreamReader(context.Request.Body);
        string text = await reader.ReadToEndAsync(context.RequestAborted);
        if (faults.Hits(FaultKind.DeliveryError))
        {
            await Reply.TextAsync(context, 503, "Service Unavailable");
            return;
        }

        if (faults.Hits(FaultKind.DeliveryBusy))
        {
            context.Response.Headers.RetryAfter = "1";
            await Reply.TextAsync(context, 429, "Too Many Requests");
            return;
        }

        if (faults.Hits(FaultKind.DeliveryHang))
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        bool isLost = faults.Hits(FaultKind.DeliveryLost);
        (int status, byte[] answer) = Answer(text, take, refuse);
        if (isLost)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private (int Status, byte[] Answer) Answer(string text, Func<string, Action<Utf8JsonWriter>> take, Func<Utf8JsonWriter, Refusal, int> refuse)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        int status = 200;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            try
            {
                if (faults.Take(FaultKind.DeliveryRefuse, fault => text.Contains(fault.Column, StringComparison.Ordinal)) is not null)
                {
                    throw new Refusal(400, "refused on purpose");
                }

                take(text)(json);
            }
            catch (Refusal refusal)
            {
                status = refuse(json, refusal);
            }

            json.WriteEndObject();
        }

        return (status, buffer.WrittenSpan.ToArray());
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteRawValue(value);
        }

        json.WriteEndArray();
    }
}
