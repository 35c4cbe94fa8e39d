using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Core.Catalog;

namespace Connector.Output;

/// <summary>Stored texts as JSON values of their type.</summary>
internal static partial class JsonValues
{
    /// <param name="field">Null: config no longer names it.</param>
    /// <param name="value">A text, a list of texts, or null: nothing.</param>
    public static void WriteField(this Utf8JsonWriter json, Field? field, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteText(field?.Type, text);
                break;
            default:
                json.WriteStartArray();
                foreach (string element in (IEnumerable<string>)value)
                {
                    json.WriteStringValue(element);
                }

                json.WriteEndArray();
                break;
        }
    }

    /// <summary>A decimal with its digits as stored; null for none.</summary>
    public static void WriteDecimal(this Utf8JsonWriter json, string name, string? value)
    {
        json.WritePropertyName(name);
        json.WriteField(DecimalField, value);
    }

    /// <param name="time">Unix milliseconds.</param>
    public static void WriteTime(this Utf8JsonWriter json, string name, long? time) =>
        json.WriteString(name, time is { } at ? Times.Text(at) : null);

    private static readonly Field DecimalField = new("", FieldType.Number);

    /// <remarks>The type of a field may have changed since its value was stored: what does not fit is a string.</remarks>
    private static void WriteText(this Utf8JsonWriter json, FieldType? type, string text)
    {
        switch (type)
        {
            case FieldType.Integer when IntegerPattern().IsMatch(text):
            case FieldType.Number when NumberPattern().IsMatch(text):
                json.WriteRawValue(text, skipInputValidation: true);
                break;
            case FieldType.Boolean when text is "true" or "false":
                json.WriteBooleanValue(text == "true");
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
