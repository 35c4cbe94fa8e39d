using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Tests;

/// <summary>A config and things to keep, for every test of a store.</summary>
internal static class Sample
{
    public const string Customers = "customers";

    public const long Noon = 1_790_000_000_000;

    public static readonly Field Card = new("loyalty_card", FieldType.String, Matchable: true);

    public static ConnectorCatalog Catalog(params Field[] fields) => Catalog(Customers, fields);

    public static ConnectorCatalog Catalog(string database, params Field[] fields) => new(
        ImmutableDictionary<string, Database>.Empty.Add(database, new Database(database, database, null, [.. DefaultFields.All, .. fields])),
        ImmutableDictionary<string, SubscriptionResource>.Empty,
        ImmutableDictionary<string, Pixel>.Empty,
        ImmutableDictionary<string, Integration>.Empty);

    /// <summary>Values compare without case, so that a test sees that the store asked.</summary>
    public static IEnumerable<string> KeysOf(Database database, Field field, ProfileState profile) =>
        profile.Fields.TryGetValue(field.Name, out FieldState? state) && state.Plain is { Length: > 0 } value ? [value.ToLowerInvariant()] : [];

    public static ProfileKey Email(string address) => new(KeySpace.ForField(Customers, "email"), address);

    public static ProfileKey Device(string id) => new(KeySpace.ForDevice(Customers), id);

    public static ProfileKey CardKey(string value) => new(KeySpace.ForField(Customers, Card.Name), value);

    public static Stamp At(long seconds) => new(Noon + (seconds * 1000), Noon + (seconds * 1000) + 2500);

    public static Goal Goal(
        UInt128 key,
        string name = "purchase",
        string pixel = "app",
        long at = Noon,
        long? profile = null,
        string? device = null,
        string? database = Customers,
        bool stitch = true,
        string? value = null) =>
        new(key, "shop-app", "purchase", pixel, name, value, at, database, profile, device, stitch);

    public static Reject Reject(UInt128 key, string integration = "shop-app", string? hook = "registration", string reason = "invalid_value") =>
        new(key, integration, hook, "events", reason, "not a date: 31.02", """{"event_name":"x"}""", Noon, 2, Noon - 1);

    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> source)
    {
        var list = new List<T>();
        await foreach (T item in source)
        {
            list.Add(item);
        }

        return list;
    }
}
