using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Api.Description;
using Connector.Core;
using Connector.Core.Catalog;
using Connector.Service.Access;
using Microsoft.OpenApi;

namespace Connector.Api;

/// <summary>One call of a route: what was asked, by whom, and how to answer.</summary>
internal sealed class ApiCall(HttpContext http, Route route)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public HttpContext Http { get; } = http;

    /// <summary>Ends when the client goes away or the service stops.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Who calls; only on routes that need a role.</summary>
    public Identity Caller => Identity.Of(Http.User) ?? throw new InvalidOperationException($"{route.Name} has no caller: it needs no role.");

    /// <summary>A parameter's text; null: it was not given.</summary>
    public string? Text(Parameter parameter) => parameter.In switch
    {
        ParameterLocation.Path => (string?)Http.Request.RouteValues[parameter.Name],
        ParameterLocation.Header => Http.Request.Headers[parameter.Name] is [{ Length: > 0 } one] ? one : null,
        _ => Http.Request.Query[parameter.Name] is [{ } one] ? one : null,
    };

    /// <exception cref="ApiProblem">It is no such number, or out of range.</exception>
    public long? Whole(Parameter parameter)
    {
        if (Text(parameter) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && !(number < parameter.Shape.Least) && !(number > parameter.Shape.Most)
            ? number
            : throw ApiProblem.BadParameter(parameter.Name, $"'{parameter.Name}' must be a whole number{ShapeCheck.Range(parameter.Shape)}.");
    }

    /// <returns>Unix milliseconds.</returns>
    /// <exception cref="ApiProblem">It is no time with an offset.</exception>
    public long? Time(Parameter parameter) =>
        Text(parameter) is not { } text ? null
        : TimeText.Read(text) is { } time ? time.ToUnixTimeMilliseconds()
        : throw ApiProblem.BadParameter(parameter.Name, $"'{parameter.Name}' is no time. Write 2026-11-01T00:00:00Z, or with an offset such as +03:00.");

    public int Limit => (int)(Whole(Parameters.Limit) ?? Parameters.UsualItems);

    /// <summary>The integration that the path names.</summary>
    /// <exception cref="ApiProblem">The config in use has none of that name.</exception>
    public Integration Integration(ConnectorCatalog catalog)
    {
        string name = Text(Parameters.Name)!;
        return catalog.Integrations.GetValueOrDefault(name) ?? throw ApiProblem.Unknown("integration", name, catalog.Integrations.Keys);
    }

    /// <summary>The integration that the path names, where it is to be read.</summary>
    /// <exception cref="ApiProblem">There is none of that name, or messages are sent to it.</exception>
    public Integration ReadIntegration(ConnectorCatalog catalog) => Integration(catalog) is { IsRead: true } read
        ? read
        : throw ApiProblem.Conflict("Messages are sent to this integration: there is nothing to read, and no schedule to pause. Set \"active\" in its file to open or close it.");

    /// <summary>Refuses what is not known, missing, given twice or no word of the parameter.</summary>
    /// <exception cref="ApiProblem">The first fault found.</exception>
    public void CheckParameters()
    {
        Parameter[] known = [.. route.Parameters.Where(one => one.In == ParameterLocation.Query)];
        foreach (string given in Http.Request.Query.Keys)
        {
            Parameter parameter = known.FirstOrDefault(one => one.Name == given) ?? throw UnknownParameter(given, known);
            if (Http.Request.Query[given] is not [{ } text])
            {
                throw ApiProblem.BadParameter(given, $"'{given}' stands twice. Give it once.");
            }

            if (text.Length == 0)
            {
                throw ApiProblem.BadParameter(given, $"'{given}' is empty. Give it a value, or leave it out.");
            }

            if (parameter.Shape.Words.Count > 0 && !parameter.Shape.Words.Contains(text))
            {
                throw ApiProblem.BadParameter(given, $"'{given}' must be one of {string.Join(", ", parameter.Shape.Words)}.");
            }
        }

        if (known.FirstOrDefault(one => one.Required && Text(one) is null) is { } missing)
        {
            throw ApiProblem.BadParameter(missing.Name, $"'{missing.Name}' is missing.");
        }
    }

    /// <summary>The body as the route's declaration has it.</summary>
    /// <returns>Null: there is none, and none is needed.</returns>
    /// <exception cref="ApiProblem">It is of another kind.</exception>
    public async Task<JsonElement?> BodyAsync()
    {
        Body body = route.Body!;
        if (Http.Request.ContentLength == 0 || (Http.Request.ContentLength is null && !Http.Request.Headers.ContainsKey("Transfer-Encoding")))
        {
            return body.Required ? throw ApiProblem.BadBody($"A body is missing: {body.Description}") : null;
        }

        CheckMediaType(body);
        try
        {
            using JsonDocument document = await JsonDocument.ParseAsync(Http.Request.Body, Strict, Aborted);
            return ShapeCheck.FaultOf(document.RootElement, body.Shape) is { } fault
                ? throw ApiProblem.BadBody(fault)
                : document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw ApiProblem.BadBody(e.LineNumber is { } line
                ? $"The body is no JSON: it breaks off or goes wrong in line {line + 1}."
                : "A member stands twice in the body. Leave one out.");
        }
        catch (InvalidOperationException)
        {
            throw ApiProblem.BadBody(@"A text in the body holds half of a character: an escape such as \ud83d that stands alone.");
        }
    }

    /// <summary>The body as a text.</summary>
    /// <exception cref="ApiProblem">It is not in UTF-8.</exception>
    public async Task<string> TextBodyAsync()
    {
        CheckMediaType(route.Body!);
        using var buffer = new MemoryStream();
        await Http.Request.Body.CopyToAsync(buffer, Aborted);
        try
        {
            return StrictUtf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException)
        {
            throw ApiProblem.BadBody("The body is not in UTF-8.");
        }
    }

    /// <summary>Answers with one object.</summary>
    public Task AnswerAsync(Action<Utf8JsonWriter> members, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        return JsonAnswer.WriteAsync(Http, "application/json", json =>
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        });
    }

    /// <summary>Answers with a page.</summary>
    /// <param name="members">Writes the members of one item.</param>
    public Task AnswerPageAsync<T>(Page<T> page, Action<Utf8JsonWriter, T> members) => AnswerAsync(json =>
    {
        json.WriteStartArray("items");
        foreach (T item in page.Items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", page.Next);
    });

    private void CheckMediaType(Body body)
    {
        string? given = Http.Request.ContentType?.Split(';')[0].Trim();
        if (given is not null && !body.MediaTypes.Contains(given, StringComparer.OrdinalIgnoreCase))
        {
            throw new ApiProblem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body is of another kind.", $"Send {string.Join(" or ", body.MediaTypes)}.");
        }
    }

    private static ApiProblem UnknownParameter(string given, Parameter[] known)
    {
        string cure = Nearest.To(given, known.Select(one => one.Name)) is { } near ? $"Did you mean '{near}'?"
            : known.Length == 0 ? "There are none here."
            : $"There are {string.Join(", ", known.Select(one => one.Name))}.";
        return ApiProblem.BadParameter(given, $"There is no parameter '{given}'. {cure}");
    }
}
