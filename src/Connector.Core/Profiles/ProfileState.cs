using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>All that is known of one profile, with the stamps that make the order of arrival irrelevant.</summary>
/// <remarks>
/// Every part is a register or a set whose merge is commutative, associative and idempotent; that alone carries the promise of
/// equal results for shuffled, split and repeated reading.
/// </remarks>
public sealed class ProfileState
{
    private ProfileContents? _contents;
    private Func<long, ProfileContents>? _read;

    public ProfileState(long id, string database, long createdAt)
        : this(id, database, new ProfileContents(createdAt))
    {
    }

    public ProfileState(long id, string database, ProfileContents contents)
    {
        Id = id;
        Database = database;
        _contents = contents;
    }

    /// <summary>A profile of the store whose contents nobody asked for yet: most goals need no more than its id.</summary>
    /// <param name="read">Reads its contents when they are first asked for.</param>
    public ProfileState(long id, string database, Func<long, ProfileContents> read)
    {
        Id = id;
        Database = database;
        _read = read;
    }

    /// <summary>Ids grow in the order of creation; they are never used again.</summary>
    public long Id { get; }

    public string Database { get; }

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt => Read().CreatedAt;

    /// <summary>When something that can be seen last changed; Unix milliseconds.</summary>
    public long UpdatedAt
    {
        get => Read().UpdatedAt;
        set => Read().UpdatedAt = value;
    }

    /// <summary>By field name. A field that config no longer names stays here untouched.</summary>
    public FieldStates Fields => Read().Fields;

    public List<DeviceState> Devices => Read().Devices;

    public List<SubscriptionState> Subscriptions => Read().Subscriptions;

    /// <summary>Not in the store yet.</summary>
    public bool IsNew { get; set; }

    /// <summary>To be written: something changed, be it only a stamp.</summary>
    public bool IsDirty { get; set; }

    /// <summary>What can be seen of it changed since it was read, or it is new: other systems are told.</summary>
    public bool HasNews { get; set; }

    /// <summary>What is known of the profile: read from the store if it was not yet.</summary>
    public ProfileContents Read()
    {
        if (_contents is null)
        {
            _contents = _read!(Id);
            _read = null;
        }

        return _contents;
    }

    /// <summary>The id as people and the API see it: 16 hexadecimal digits, in the order of creation.</summary>
    public static string FormatId(long id) => id.ToString("x16");

    public static bool TryParseId(string text, out long id) =>
        long.TryParse(text, System.Globalization.NumberStyles.HexNumber, null, out id) && text.Length == 16;
}

/// <summary>All of a profile but its name.</summary>
public sealed class ProfileContents(long createdAt)
{
    /// <inheritdoc cref="ProfileState.CreatedAt"/>
    public long CreatedAt { get; } = createdAt;

    /// <inheritdoc cref="ProfileState.UpdatedAt"/>
    public long UpdatedAt { get; set; } = createdAt;

    /// <inheritdoc cref="ProfileState.Fields"/>
    public FieldStates Fields { get; } = [];

    public List<DeviceState> Devices { get; } = [];

    public List<SubscriptionState> Subscriptions { get; } = [];
}

/// <summary>A field: what was last said, and what fills it as long as nothing was said.</summary>
public sealed class FieldState
{
    // One field of a database has it; the others would carry its room along.
    private MatchRegister? _match;

    /// <summary>The newest plain mapping's value; empty: it cleared the field; null: there was none.</summary>
    public string? Plain { get; set; }

    public Stamp PlainStamp { get; set; }

    /// <summary>The value by which records matched the profile since it was created by it, in the oldest event's spelling; null: it was not.</summary>
    public string? Match
    {
        get => _match?.Value;
        set => Register.Value = value;
    }

    /// <summary>The oldest such record.</summary>
    public Stamp MatchStamp
    {
        get => _match?.Oldest ?? default;
        set => Register.Oldest = value;
    }

    /// <summary>The newest such record: a clearing that is not newer does not hide the value.</summary>
    public Stamp MatchNewest
    {
        get => _match?.Newest ?? default;
        set => Register.Newest = value;
    }

    /// <summary>The oldest fill's value (<c>onlyIfEmpty</c>); null: there was none.</summary>
    public string? Fill { get; set; }

    public Stamp FillStamp { get; set; }

    /// <summary>For list fields: the elements, oldest first, then by ordinal comparison; null for other fields.</summary>
    public List<ListElement>? Elements { get; set; }

    private MatchRegister Register => _match ??= new MatchRegister();

    private sealed class MatchRegister
    {
        public string? Value { get; set; }

        public Stamp Oldest { get; set; }

        public Stamp Newest { get; set; }
    }
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
