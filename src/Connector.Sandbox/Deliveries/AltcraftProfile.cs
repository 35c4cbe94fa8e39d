using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;

namespace Connector.Sandbox.Deliveries;

/// <summary>A profile of Altcraft.</summary>
/// <param name="id">24 hexadecimal digits.</param>
public sealed class AltcraftProfile(string id, long database)
{
    public string Id { get; } = id;

    public long Database { get; } = database;

    /// <summary>By name, each as JSON.</summary>
    public IReadOnlyDictionary<string, string> Fields => FieldsNow;

    /// <summary>Each as JSON.</summary>
    public IReadOnlyList<string> Subscriptions => SubscriptionsNow;

    /// <summary>The data of every import, in order.</summary>
    public ConcurrentQueue<string> History { get; } = new();

    internal ConcurrentDictionary<string, string> FieldsNow { get; } = new(StringComparer.Ordinal);

    internal ImmutableArray<string> SubscriptionsNow { get; set; } = [];

    /// <summary>Whether the field is the value, or a list that holds it.</summary>
    internal bool Has(string field, string value) => FieldsNow.TryGetValue(field, out string? json)
        && (json.StartsWith('[')
            ? JsonSerializer.Deserialize<string[]>(json)!.Contains(value, StringComparer.OrdinalIgnoreCase)
            : json.Trim('"').Equals(value, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A goal that was registered on a profile.</summary>
/// <param name="Value">The number as it was sent; null: none.</param>
/// <param name="Date">As it was sent.</param>
public sealed record AltcraftGoal(string Profile, long Pixel, string Name, string? Value, string? Date);
