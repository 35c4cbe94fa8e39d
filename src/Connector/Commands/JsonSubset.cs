using System.Text.Json;
using Connector.Core.Filtering;

namespace Connector.Commands;

/// <summary>Compares JSON with what somebody expects of it: only members that are named count.</summary>
internal static class JsonSubset
{
    /// <summary>Where the two first differ.</summary>
    /// <returns>Null: everything expected is there; else for example <c>changes.email: expected "a@x.io", got "b@x.io"</c>.</returns>
    public static string? Difference(JsonElement expected, JsonElement actual, string path = "")
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when actual.ValueKind == JsonValueKind.Object:
                return OfMembers(expected, actual, path);
            case JsonValueKind.Array when actual.ValueKind == JsonValueKind.Array && expected.GetArrayLength() == actual.GetArrayLength():
                return OfElements(expected, actual, path);
            case JsonValueKind.Number when actual.ValueKind == JsonValueKind.Number && SameNumber(expected.GetRawText(), actual.GetRawText()):
            case JsonValueKind.String when actual.ValueKind == JsonValueKind.String && expected.GetString() == actual.GetString():
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null when expected.ValueKind == actual.ValueKind:
                return null;
            default:
                return $"{(path.Length == 0 ? "it" : path)}: expected {expected.GetRawText()}, got {actual.GetRawText()}";
        }
    }

    private static string? OfMembers(JsonElement expected, JsonElement actual, string path)
    {
        foreach (JsonProperty member in expected.EnumerateObject())
        {
            string at = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            string? difference = actual.TryGetProperty(member.Name, out JsonElement value)
                ? Difference(member.Value, value, at)
                : $"{at}: expected {member.Value.GetRawText()}, got nothing";
            if (difference is not null)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? OfElements(JsonElement expected, JsonElement actual, string path)
    {
        for (int i = 0; i < expected.GetArrayLength(); i++)
        {
            if (Difference(expected[i], actual[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static bool SameNumber(string expected, string actual) =>
        DecimalText.Compare(expected, actual) is { } order ? order == 0
        : decimal.TryParse(expected, System.Globalization.NumberStyles.Float, null, out decimal left)
            && decimal.TryParse(actual, System.Globalization.NumberStyles.Float, null, out decimal right)
            && left == right;
}
