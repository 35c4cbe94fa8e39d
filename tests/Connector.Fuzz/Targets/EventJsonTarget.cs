using System.Text;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Fuzz.Targets;

/// <summary>The walk over <c>event_json</c>: the places a plain reader finds.</summary>
internal sealed class EventJsonTarget : Target
{
    private static readonly string[] Written = ["event_json.a", "event_json.a.b", "event_json.items[1].sku", "event_json.items[0]", "event_json[\"a.b\"]", "event_json.b"];

    private readonly JsonPathSet _paths = new();
    private readonly List<FieldPath> _fields = [];

    public EventJsonTarget()
    {
        foreach (string text in Written)
        {
            Hold(FieldPath.TryParse(text, LogResource.Events, out FieldPath? path, out _), $"{text} is no path.");
            _paths.Add(path!);
            _fields.Add(path!);
        }
    }

    public override string Name => "event-json";

    public override IReadOnlyList<byte[]> Seeds { get; } = Inputs.Of(
        """{"a":{"b":"x"},"items":[{"sku":"A1"},{"sku":1.10}],"a.b":null}""", """{"a":"x","a":{"b":{"c":[1,2]}},"b":12345678901234567890}""", """{"items":{"0":"x"},"\u0061":"\ud83d\ude00","b":[]}""");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Json, .. Inputs.Of("\"a\":", "\"b\":", "\"items\":[", "\"sku\":", "\"a.b\":", "\"\\u0061\":", "{\"a\":{\"b\":")];

    public override void Read(byte[] input, Random random)
    {
        Span<PathValue> found = stackalloc PathValue[Written.Length];
        _paths.Find(input, found);
    }

    public override void Check(byte[] input, Random random)
    {
        var found = new PathValue[Written.Length];
        bool isObject = _paths.Find(input, found);
        foreach (PathValue value in found)
        {
            Hold(value.Start >= 0 && value.Length >= 0 && value.Start + value.Length <= input.Length, "A value stands outside of the text.");
            Hold(isObject || value.Form == ValueForm.Missing, "A broken text has a value.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = 1000 });
            Hold(isObject == (document.RootElement.ValueKind == JsonValueKind.Object), "A plain reader says otherwise whether it is an object.");
            for (int i = 0; i < found.Length; i++)
            {
                string? plain = Plain(document.RootElement, _fields[i]);
                string? walked = found[i].Form == ValueForm.Missing ? null : Encoding.UTF8.GetString(input, found[i].Start, found[i].Length);
                Hold(plain == walked, $"At {Written[i]} a plain reader finds {plain}, the walk {walked}.");
            }
        }
        catch (JsonException)
        {
            Hold(!isObject, "A plain reader says that it is no JSON.");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in a name: the plain reader has no text for it.
        }
    }

    /// <returns>The value as sent, a text without its quotes; null: missing.</returns>
    private static string? Plain(JsonElement root, FieldPath path)
    {
        JsonElement at = root;
        foreach (PathStep step in path.Steps)
        {
            JsonElement[] next = step.Name is null
                ? at.ValueKind == JsonValueKind.Array ? [.. at.EnumerateArray().Skip(step.Index).Take(1)] : []
                : at.ValueKind == JsonValueKind.Object ? [.. at.EnumerateObject().Where(member => member.Name == step.Name).Select(member => member.Value)] : [];
            if (next.Length == 0)
            {
                return null;
            }

            at = next[^1];
        }

        string raw = at.GetRawText();
        return at.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => raw[1..^1],
            _ => raw,
        };
    }
}
