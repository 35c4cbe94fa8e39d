namespace Connector.Core.Profiles;

/// <summary>What kind of value finds profiles of a database.</summary>
public enum KeyKind : byte
{
    /// <summary>A field's value, in the form in which values compare (<c>email</c>, matchable fields).</summary>
    Field,

    /// <summary>The address of an e-mail subscription, trimmed and lower-cased.</summary>
    SubscriptionEmail,

    /// <summary>An <c>appmetrica_device_id</c>.</summary>
    Device,

    /// <summary>A <c>customUserId</c>.</summary>
    CustomUser,

    /// <summary>A <c>metrixUserId</c>.</summary>
    MetrixUser,
}

/// <summary>One index of profiles.</summary>
/// <param name="Field">The field of <see cref="KeyKind.Field"/>, else empty.</param>
public readonly record struct KeySpace(string Database, KeyKind Kind, string Field)
{
    public static KeySpace ForField(string database, string field) => new(database, KeyKind.Field, field);

    public static KeySpace ForSubscriptionEmail(string database) => new(database, KeyKind.SubscriptionEmail, "");

    public static KeySpace ForDevice(string database, DeviceKind kind = DeviceKind.AppMetrica) =>
        new(database, kind == DeviceKind.Metrix ? KeyKind.MetrixUser : KeyKind.Device, "");

    public static KeySpace ForCustomUser(string database) => new(database, KeyKind.CustomUser, "");
}

/// <summary>A value that finds profiles.</summary>
public readonly record struct ProfileKey(KeySpace Space, string Value)
{
    /// <summary>Of the value alone: spaces are few, and their names would be hashed with every key.</summary>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
}
