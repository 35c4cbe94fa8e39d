using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox.Api;

/// <summary>The short answers of the server, word for word where the documentation or a captured answer has them.</summary>
internal static class Reply
{
    public const string Queued = "Your query is added to the queue.";

    public const string Requeued = "Your query is moved to the end of the queue due to provided Cache-Control restriction.";

    public const string QueueFull = "There are already 3 enqueued queries for given application_id. Wait until they are completed.";

    public const string MoreParts = "The query needs too much memory. Try to use more parts.";

    public const string NoRights = "Don't have rights for this";

    public const string Unauthorized = "Unauthorized";

    /// <summary>The status of a request over a quota.</summary>
    public const int OverQuota = 420;

    public const string QuotaText = "Quota exceeded: requests per second by IP";

    public static string Progress(int percent) => string.Create(CultureInfo.InvariantCulture, $"Wait for result. Progress is {percent}%.");

    /// <summary>Plain text, as the Logs API answers everything but data.</summary>
    public static Task TextAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>A refusal that passes, with <c>Retry-After</c> when that is wanted.</summary>
    public static Task RefuseForNowAsync(HttpContext context, FaultBoard faults, int code, string text)
    {
        if (faults.Look(FaultKind.RetryAfter) is { } wait)
        {
            context.Response.Headers.RetryAfter = wait.Number.ToString(CultureInfo.InvariantCulture);
        }

        return TextAsync(context, code, text);
    }

    public static async Task JsonAsync(HttpContext context, int code, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>The error of the Management API.</summary>
    /// <param name="type">For example <c>access_denied</c>.</param>
    public static Task ErrorAsync(HttpContext context, int code, string type, string message) => JsonAsync(context, code, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteString("error_type", type);
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    });
}
