using System.Text.Json;

namespace Connector.Sandbox.Deliveries;

/// <summary>Reads members of a body and refuses what is missing or of the wrong type.</summary>
internal static class Body
{
    private const int BadRequest = 400;

    public static JsonElement Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new Refusal(BadRequest, "the body is no object");
        }
        catch (JsonException)
        {
            throw new Refusal(BadRequest, "the body is no JSON");
        }
    }

    public static long Whole(this JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw new Refusal(BadRequest, $"{name} must be a whole number");

    public static string Text(this JsonElement body, string name) => body.TextOrNull(name) is { Length: > 0 } text
        ? text
        : throw new Refusal(BadRequest, $"{name} must be a text");

    public static string? TextOrNull(this JsonElement body, string name) =>
        !body.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new Refusal(BadRequest, $"{name} must be a text");

    public static JsonElement Of(this JsonElement body, string name, JsonValueKind kind) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind ? value : throw new Refusal(BadRequest, $"{name} must be there, and of the right type");

    public static void CheckNumber(this JsonElement body, string name, bool isRequired)
    {
        if (body.TryGetProperty(name, out JsonElement value) ? value.ValueKind != JsonValueKind.Number : isRequired)
        {
            throw new Refusal(BadRequest, $"{name} must be a number");
        }
    }
}
