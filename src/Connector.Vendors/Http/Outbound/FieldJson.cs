using System.Globalization;
using System.Text.Json;
using Connector.Core.Catalog;

namespace Connector.Vendors.Http.Outbound;

/// <summary>Stored texts of fields as JSON values of the field's type.</summary>
internal static class FieldJson
{
    /// <remarks>The type of a field may have changed since its value was stored: what does not fit is a text.</remarks>
    public static void WriteValue(this Utf8JsonWriter json, FieldType? type, string text)
    {
        switch (type)
        {
            case FieldType.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number):
                json.WriteNumberValue(number);
                break;
            case FieldType.Number:
                json.WriteNumber(text);
                break;
            case FieldType.Boolean when text is "true" or "false":
                json.WriteBooleanValue(text == "true");
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    /// <summary>A decimal with its digits as they were sent; what is no number is a text.</summary>
    public static void WriteNumber(this Utf8JsonWriter json, string text)
    {
        if (IsNumber(text))
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static bool IsNumber(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
