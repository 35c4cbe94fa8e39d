using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connector.Pages.Words;

/// <summary>Records for people's eyes.</summary>
internal static class PrettyJson
{
    private static readonly JsonWriterOptions Spread = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="json">Shown as it is where it is no JSON after all.</param>
    public static string Of(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, Spread))
            {
                document.WriteTo(writer);
            }

            return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <returns>Null: the record has no such text.</returns>
    public static string? Member(string json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
