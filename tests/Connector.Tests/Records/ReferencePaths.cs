using System.Text;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Tests.Records;

/// <summary>A JSON column read the plain way: all of it, by the framework's reader. Texts are UTF-8 bytes as Latin-1 characters.</summary>
internal sealed record ReferencePaths(string Text, Dictionary<string, ReferencePaths> Members, List<ReferencePaths> Elements)
{
    /// <returns>Null: no JSON object.</returns>
    public static ReferencePaths? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            ReferencePaths root = ReadValue(ref reader, json);
            return reader.Read() ? null : root;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Of(IEnumerable<PathStep> steps)
    {
        ReferencePaths? place = this;
        foreach (PathStep step in steps)
        {
            place = step.Name is { } name
                ? place.Members.GetValueOrDefault(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name)))
                : place.Elements.ElementAtOrDefault(step.Index);
            if (place is null)
            {
                return "";
            }
        }

        return place.Text;
    }

    private static ReferencePaths ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        int start = (int)reader.TokenStartIndex;
        Dictionary<string, ReferencePaths> members = [];
        List<ReferencePaths> elements = [];
        string text = reader.TokenType == JsonTokenType.Null ? "" : Unescaped(ref reader);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string name = Unescaped(ref reader);
                reader.Read();
                members[name] = ReadValue(ref reader, json);
            }

            text = Compact(json[start..(int)reader.BytesConsumed]);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                elements.Add(ReadValue(ref reader, json));
            }

            text = Compact(json[start..(int)reader.BytesConsumed]);
        }

        return new ReferencePaths(text, members, elements);
    }

    private static string Unescaped(ref Utf8JsonReader reader)
    {
        byte[] text = new byte[reader.ValueSpan.Length];
        return Encoding.Latin1.GetString(text, 0, JsonText.Unescape(reader.ValueSpan, text));
    }

    private static string Compact(ReadOnlySpan<byte> json)
    {
        byte[] text = new byte[json.Length];
        return Encoding.Latin1.GetString(text, 0, JsonText.Compact(json, text));
    }
}
