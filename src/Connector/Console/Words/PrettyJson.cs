using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connector.Pages.Words;

/// <summary>Records for people's eyes.</summary>
internal static class PrettyJson
{
    private static readonly JsonWriterOptions Spread = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="json">Shown as it is where it is no JSON after all, or holds what is no text.</param>
    public static string Of(string json)
    {
        using JsonDocument? document = Parse(json);
        if (document is null)
        {
            return json;
        }

        using var buffer = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(buffer, Spread);
            Write(document.RootElement, writer);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, from an app that cut an emoji in two: such a text has no characters to show.
            return json;
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>A column that holds JSON is a text in an export; here it is shown as what it holds.</summary>
    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.String when value.GetString() is ['{', ..] or ['[', ..] && Parse(value.GetString()!) is { } inner:
                using (inner)
                {
                    inner.RootElement.WriteTo(writer);
                }

                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>Null: the record has no such text.</returns>
    public static string? Member(string json, string name)
    {
        using JsonDocument? document = Parse(json);
        try
        {
            return document?.RootElement is { ValueKind: JsonValueKind.Object } record && record.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // As above.
            return null;
        }
    }
}
