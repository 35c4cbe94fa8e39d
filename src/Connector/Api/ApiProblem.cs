using System.Text.Json;
using Connector.Core;

namespace Connector.Api;

/// <summary>An answer that says what went wrong, as RFC 9457 has it; thrown by whoever finds out.</summary>
/// <param name="kind">A fixed word for programs; <c>type</c> is made of it.</param>
/// <param name="detail">For the person behind the client: what is wrong and what to do. No secrets, no personal data, no stack.</param>
internal sealed class ApiProblem(int status, string kind, string title, string detail) : Exception(detail)
{
    public const string MediaType = "application/problem+json";

    /// <summary>What stands before a kind in <c>type</c>.</summary>
    public const string TypePrefix = "urn:connector:problem:";

    public int Status { get; } = status;

    public string Kind { get; } = kind;

    public string Title { get; } = title;

    /// <summary>Writes members of its own; null: there are none.</summary>
    public Action<Utf8JsonWriter>? Members { get; init; }

    public static ApiProblem BadParameter(string name, string detail) =>
        new(StatusCodes.Status400BadRequest, "bad-parameter", "A parameter is wrong.", detail) { Members = json => json.WriteString("parameter", name) };

    public static ApiProblem BadBody(string detail) => new(StatusCodes.Status400BadRequest, "bad-body", "The body is wrong.", detail);

    public static ApiProblem NotFound(string detail) => new(StatusCodes.Status404NotFound, "not-found", "There is no such thing.", detail);

    public static ApiProblem Conflict(string detail) => new(StatusCodes.Status409Conflict, "conflict", "It cannot be done as things stand.", detail);

    /// <summary>Something named is not there; the nearest name is told.</summary>
    public static ApiProblem Unknown(string what, string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        string cure = Nearest.To(name, names) is { } near ? $" Did you mean '{near}'?"
            : names.Length == 0 ? $" There is no {what} at all."
            : "";
        return NotFound($"There is no {what} '{name}'.{cure}");
    }

    /// <summary>For a status that was answered without saying more.</summary>
    public static ApiProblem OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => NotFound("Nothing is here. /openapi/v1.json says what there is."),
        StatusCodes.Status405MethodNotAllowed => new(status, "method-not-allowed", "This cannot be done here.", "The header Allow names the methods that can be used here."),
        StatusCodes.Status413PayloadTooLarge => new(status, "too-large", "The request is too large.", $"A body may have {Service.ServiceHost.LargestBody} bytes."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "unsupported-media-type", "The body is of another kind.", "Send application/json."),
        >= 500 => new(status, "unexpected", "Something went wrong.", "The log of the service says more."),
        _ => new(status, "bad-request", "The request is wrong.", "The request cannot be read as HTTP."),
    };

    public async Task WriteAsync(HttpContext http)
    {
        HttpResponse response = http.Response;
        response.StatusCode = Status;
        await JsonAnswer.WriteAsync(http, MediaType, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", TypePrefix + Kind);
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("detail", Message);
            Members?.Invoke(json);
            json.WriteEndObject();
        });
    }
}
