using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Connector.Api.Description;

/// <summary>Shapes as JSON Schema; one with a name becomes a component of the document.</summary>
internal static class Schemas
{
    public static IOpenApiSchema Of(Shape shape, OpenApiDocument document)
    {
        if (shape.Name is null)
        {
            return Written(shape, document);
        }

        if (document.Components?.Schemas?.ContainsKey(shape.Name) is not true)
        {
            document.AddComponent(shape.Name, Written(shape with { CanBeNull = false }, document));
        }

        var reference = new OpenApiSchemaReference(shape.Name, document);
        return shape.CanBeNull
            ? new OpenApiSchema { AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }] }
            : reference;
    }

    private static OpenApiSchema Written(Shape shape, OpenApiDocument document) => new()
    {
        Type = shape.CanBeNull ? shape.Type | JsonSchemaType.Null : shape.Type,
        Description = shape.Description,
        Format = shape.Format,
        Enum = shape.Words.Count == 0 ? null : [.. shape.Words.Select(word => (JsonNode)word)],
        Minimum = shape.Least?.ToString(),
        Maximum = shape.Most?.ToString(),
        Items = shape.Item is null ? null : Of(shape.Item, document),
        Properties = shape.Members.Count == 0 ? null : shape.Members.ToDictionary(member => member.Name, member => Of(member.Shape, document), StringComparer.Ordinal),
        Required = shape.Members.Any(member => member.Required)
            ? new HashSet<string>(shape.Members.Where(member => member.Required).Select(member => member.Name), StringComparer.Ordinal)
            : null,
        AdditionalProperties = shape.Value is null ? null : Of(shape.Value, document),
        AdditionalPropertiesAllowed = !shape.IsClosed,
        Examples = shape.Example is null ? null : [JsonNode.Parse(shape.Example)!],
    };
}
