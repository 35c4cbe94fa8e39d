using System.Text.Json;
using Connector.Core;
using Microsoft.OpenApi;

namespace Connector.Api.Description;

/// <summary>Compares what a client sent with what was asked for.</summary>
internal static class ShapeCheck
{
    /// <returns>What is wrong, as a sentence; null: nothing is.</returns>
    /// <exception cref="InvalidOperationException">A text or a name holds half of a surrogate pair.</exception>
    public static string? FaultOf(JsonElement value, Shape shape, string name = "The body")
    {
        if (value.ValueKind == JsonValueKind.Null && shape.CanBeNull)
        {
            return null;
        }

        return shape.Type switch
        {
            JsonSchemaType.Object => OfObject(value, shape, name),
            JsonSchemaType.Array => value.ValueKind != JsonValueKind.Array
                ? $"{name} must be a list."
                : value.EnumerateArray().Select((item, index) => FaultOf(item, shape.Item!, $"{name}[{index}]")).FirstOrDefault(fault => fault is not null),
            JsonSchemaType.String => OfText(value, shape, name),
            JsonSchemaType.Integer => value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out long number) || number < shape.Least || number > shape.Most
                ? $"{name} must be a whole number{Range(shape)}."
                : null,
            JsonSchemaType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{name} must be true or false.",
            _ => null,
        };
    }

    /// <summary><c> from 1 to 500</c>; empty where anything goes.</summary>
    public static string Range(Shape shape) => (shape.Least, shape.Most) switch
    {
        ({ } least, { } most) => $" from {least} to {most}",
        ({ } least, null) => $" of at least {least}",
        (null, { } most) => $" of at most {most}",
        _ => "",
    };

    private static string? OfObject(JsonElement value, Shape shape, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"{name} must be an object.";
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            Member? member = shape.Members.FirstOrDefault(one => one.Name == property.Name);
            if (member is null && shape.Value is null)
            {
                return $"{name} has no member '{property.Name}'. {Cure(property.Name, shape.Members.Select(one => one.Name))}";
            }

            if (FaultOf(property.Value, member?.Shape ?? shape.Value!, $"'{property.Name}'") is { } fault)
            {
                return fault;
            }
        }

        return shape.Members.FirstOrDefault(member => member.Required && !value.TryGetProperty(member.Name, out _)) is { } missing
            ? $"{name} needs '{missing.Name}'."
            : null;
    }

    private static string? OfText(JsonElement value, Shape shape, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return $"{name} must be a text.";
        }

        string text = value.GetString()!;
        return shape.Words.Count == 0 || shape.Words.Contains(text)
            ? null
            : $"{name} must be one of {string.Join(", ", shape.Words)}.";
    }

    private static string Cure(string name, IEnumerable<string> known) =>
        Nearest.To(name, known) is { } near ? $"Did you mean '{near}'?" : $"It may have {string.Join(", ", known)}.";
}
