using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Keys;

/// <summary>A key space that the store has, with the number that stands for it in rows.</summary>
/// <param name="Form">What brought values into comparable form: the field's type, empty for other kinds.</param>
internal readonly record struct StoredSpace(long Id, KeySpace Space, string Form)
{
    /// <summary>What to say where a batch asks for a space that the store does not have.</summary>
    public static StoreException Missing(KeySpace space, string store) => new(
        $"The store {store} was prepared for a config in which profiles of {space.Database} are not found by {Describe(space)}. Use one config for all processes that share a store.");

    public static string Describe(KeySpace space) => space.Kind switch
    {
        KeyKind.Field => $"the field {space.Field}",
        KeyKind.SubscriptionEmail => "e-mail subscription",
        KeyKind.Device => "device",
        KeyKind.CustomUser => "customUserId",
        KeyKind.MetrixUser => "metrixUserId",
        _ => throw new ArgumentOutOfRangeException(nameof(space)),
    };
}
