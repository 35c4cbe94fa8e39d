using Microsoft.OpenApi;

namespace Connector.Api.Description;

/// <summary>What a JSON value looks like: bodies are checked against it, and the description of the API shows it.</summary>
/// <param name="Type">Null: any value.</param>
internal sealed record Shape(JsonSchemaType? Type, string? Description = null)
{
    /// <summary>The name under which it stands among the document's components; null: it is written where it is used.</summary>
    public string? Name { get; init; }

    public bool CanBeNull { get; init; }

    public string? Format { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public long? Least { get; init; }

    public long? Most { get; init; }

    /// <summary>A list's element.</summary>
    public Shape? Item { get; init; }

    /// <summary>An object's members.</summary>
    public IReadOnlyList<Member> Members { get; init; } = [];

    /// <summary>It has no others. An answer may get more in time, so that alone what clients send is closed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>What members of any name hold.</summary>
    public Shape? Value { get; init; }

    /// <summary>As JSON.</summary>
    public string? Example { get; init; }

    public Shape OrNull => this with { CanBeNull = true };

    public static Shape Text(string description, string? example = null) =>
        new(JsonSchemaType.String, description) { Example = example is null ? null : System.Text.Json.JsonSerializer.Serialize(example) };

    public static Shape Time(string description) => Text(description, "2026-11-22T09:58:16Z") with { Format = "date-time" };

    public static Shape Word(string description, params string[] words) => new(JsonSchemaType.String, description) { Words = words };

    public static Shape Whole(string description) => new(JsonSchemaType.Integer, description) { Format = "int64" };

    public static Shape Decimal(string description) => new(JsonSchemaType.Number, description);

    public static Shape Flag(string description) => new(JsonSchemaType.Boolean, description);

    public static Shape Any(string description) => new(null, description);

    public static Shape ListOf(Shape item, string? description = null) => new(JsonSchemaType.Array, description) { Item = item };

    public static Shape MapOf(Shape value, string description) => new(JsonSchemaType.Object, description) { Value = value };

    public static Shape Object(string? name, string description, params Member[] members) =>
        new(JsonSchemaType.Object, description) { Name = name, Members = members };

    /// <summary>The same object with more members.</summary>
    public Shape With(string name, string description, params Member[] more) =>
        this with { Name = name, Description = description, Members = [.. Members, .. more] };
}

/// <param name="Required">Always there.</param>
internal sealed record Member(string Name, Shape Shape, bool Required = true)
{
    public static Member Optional(string name, Shape shape) => new(name, shape, Required: false);
}
