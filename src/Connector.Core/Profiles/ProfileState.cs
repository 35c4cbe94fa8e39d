using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>All that is known of one profile, with the stamps that make the order of arrival irrelevant.</summary>
/// <remarks>
/// Every part is a register or a set whose merge is commutative, associative and idempotent; that alone carries the promise of
/// equal results for shuffled, split and repeated reading.
/// </remarks>
public sealed class ProfileState(long id, string database, long createdAt)
{
    /// <summary>Ids grow in the order of creation; they are never used again.</summary>
    public long Id { get; } = id;

    public string Database { get; } = database;

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; } = createdAt;

    /// <summary>When something that can be seen last changed; Unix milliseconds.</summary>
    public long UpdatedAt { get; set; } = createdAt;

    /// <summary>By field name. A field that config no longer names stays here untouched.</summary>
    public Dictionary<string, FieldState> Fields { get; } = new(StringComparer.Ordinal);

    public List<DeviceState> Devices { get; } = [];

    public List<SubscriptionState> Subscriptions { get; } = [];

    /// <summary>Not in the store yet.</summary>
    public bool IsNew { get; set; }

    /// <summary>To be written: something changed, be it only a stamp.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The id as people and the API see it: 16 hexadecimal digits, in the order of creation.</summary>
    public static string FormatId(long id) => id.ToString("x16");

    public static bool TryParseId(string text, out long id) =>
        long.TryParse(text, System.Globalization.NumberStyles.HexNumber, null, out id) && text.Length == 16;
}

/// <summary>A field: what was last said, and what fills it as long as nothing was said.</summary>
public sealed class FieldState
{
    /// <summary>The newest plain mapping's value; empty: it cleared the field; null: there was none.</summary>
    public string? Plain { get; set; }

    public Stamp PlainStamp { get; set; }

    /// <summary>The value by which records matched the profile since it was created by it, in the oldest event's spelling; null: it was not.</summary>
    public string? Match { get; set; }

    /// <summary>The oldest such record.</summary>
    public Stamp MatchStamp { get; set; }

    /// <summary>The newest such record: a clearing that is not newer does not hide the value.</summary>
    public Stamp MatchNewest { get; set; }

    /// <summary>The oldest fill's value (<c>onlyIfEmpty</c>); null: there was none.</summary>
    public string? Fill { get; set; }

    public Stamp FillStamp { get; set; }

    /// <summary>For list fields: the elements, oldest first, then by ordinal comparison; null for other fields.</summary>
    public List<ListElement>? Elements { get; set; }
}

/// <summary>One element of a list field.</summary>
/// <param name="Stamp">The oldest event that named it.</param>
public readonly record struct ListElement(string Value, Stamp Stamp);

/// <summary>A device the profile was seen with.</summary>
/// <param name="id">AppMetrica's device id, a text of digits up to 2^64.</param>
public sealed class DeviceState(string id, Stamp newest)
{
    public string Id { get; } = id;

    /// <summary>The newest record of this profile that names the device; decides between profiles that share it.</summary>
    public Stamp Newest { get; set; } = newest;
}

/// <summary>One subscription: a resource, a channel, for push a provider, and an address.</summary>
public sealed class SubscriptionState(string resource, Channel channel, string? provider, string address, Stamp addressStamp)
{
    public string Resource { get; } = resource;

    public Channel Channel { get; } = channel;

    /// <summary>Altcraft's name of the push provider; null for other channels.</summary>
    public string? Provider { get; } = provider;

    /// <summary>As the oldest event spelt it. Addresses compare without case.</summary>
    public string Address { get; set; } = address;

    public Stamp AddressStamp { get; set; } = addressStamp;

    /// <summary>The newest status that was set; null: none was.</summary>
    public SubscriptionStatus? Set { get; set; }

    public Stamp SetStamp { get; set; }

    /// <summary>The oldest status that only fills (<c>statusWhenExists: keep</c>); null: none.</summary>
    public SubscriptionStatus? Kept { get; set; }

    public Stamp KeptStamp { get; set; }

    public SubscriptionStatus Status => Set ?? Kept ?? SubscriptionStatus.Subscribed;
}
