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

    /// <summary>A profile of the store whose contents nobody asked for yet: goals that are attached by a device need no more than its id.</summary>
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

    /// <summary>The id that the user has in the app or business, as sent: one for good, and no two profiles of a database share it. Null: the profile is anonymous.</summary>
    public string? CustomUserId => Read().CustomUserId;

    /// <summary>Anonymous profiles that were merged into this one.</summary>
    public IReadOnlyList<ProfilePart> Parts => Read().Parts;

    /// <summary>The merged profile that brought a device; null: none of them.</summary>
    public ProfilePart? PartOf(DeviceId device) => Read().Parts.Find(part => part.Contents.Devices.Exists(one => one.Device == device));

    /// <summary>The profile that this one was merged into in this transaction, which takes its row out of the store; null: it is there.</summary>
    public ProfileState? MergedInto { get; set; }

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

    /// <summary>Puts other contents in the place of what is known.</summary>
    public void Replace(ProfileContents contents)
    {
        (_contents, _read) = (contents, null);
        IsDirty = true;
    }

    /// <summary>The id as people and the API see it: 16 hexadecimal digits, in the order of creation.</summary>
    public static string FormatId(long id) => id.ToString("x16");

    public static bool TryParseId(string text, out long id) =>
        long.TryParse(text, System.Globalization.NumberStyles.HexNumber, null, out id) && text.Length == 16;
}

/// <summary>All of a profile but its name.</summary>
/// <remarks>
/// A profile that others were merged into is the fold of what was said of it alone and of each of them. These stay apart beneath it, so
/// that a merge can be undone, whatever came since.
/// </remarks>
public sealed class ProfileContents(long createdAt)
{
    /// <inheritdoc cref="ProfileState.CreatedAt"/>
    public long CreatedAt { get; } = createdAt;

    /// <inheritdoc cref="ProfileState.UpdatedAt"/>
    public long UpdatedAt { get; set; } = createdAt;

    /// <inheritdoc cref="ProfileState.CustomUserId"/>
    public string? CustomUserId { get; set; }

    /// <summary>The newest sign-in that a split undid: none up to it merges the profile again. Default: it was never split off.</summary>
    public Stamp SplitAt { get; set; }

    /// <inheritdoc cref="ProfileState.Fields"/>
    public FieldStates Fields { get; } = [];

    public List<DeviceState> Devices { get; } = [];

    public List<SubscriptionState> Subscriptions { get; } = [];

    /// <summary>What was said of the profile itself; null while nothing was merged into it: then it is all there is.</summary>
    public ProfileContents? Own { get; init; }

    /// <inheritdoc cref="ProfileState.Parts"/>
    public List<ProfilePart> Parts { get; } = [];
}

/// <summary>What a merged profile brought, and what its devices have said since.</summary>
/// <param name="Id">The id it had and answers to for ever.</param>
public sealed record ProfilePart(long Id, ProfileContents Contents);
