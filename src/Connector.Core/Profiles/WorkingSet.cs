using System.Runtime.InteropServices;

namespace Connector.Core.Profiles;

/// <summary>A key that a profile gained or lost in this batch.</summary>
public readonly record struct KeyChange(ProfileKey Key, long Profile, bool Added);

/// <summary>
/// The part of the store that one batch can touch, in memory: ask for keys, let the store fill them in, change profiles, and hand the
/// changes back. Any number of records decided on it in turn gives what they would give one by one on the store.
/// </summary>
/// <remarks>Made for one transaction; cleared, for the next.</remarks>
public sealed class WorkingSet
{
    private readonly Dictionary<ProfileKey, KeyEntry> _entries = [];
    private readonly Dictionary<long, ProfileState> _profiles = [];
    private readonly List<KeyEntry> _wanted = [];
    private readonly List<KeyChange> _keyChanges = [];
    private readonly List<ProfileKey> _foreseen = [];
    private readonly List<(KeyEntry User, KeyEntry Device)> _meetings = [];
    private readonly Dictionary<ProfileKey, Ahead> _ahead = [];

    /// <summary>Keys asked for and not filled in yet. The store clears it by <see cref="MarkLoaded"/>.</summary>
    public IReadOnlyList<KeyEntry> Wanted => _wanted;

    /// <summary>Keys that profiles may gain though nobody asks for them. A store that locks by key does well to lock them with the wanted ones.</summary>
    public IReadOnlyList<ProfileKey> Foreseen => _foreseen;

    /// <summary>Keys whose profiles may become one, which changes every key of both. A store that locks by key does well to lock all of these too.</summary>
    public IReadOnlyList<(KeyEntry User, KeyEntry Device)> Meetings => _meetings;

    public IReadOnlyCollection<ProfileState> Profiles => _profiles.Values;

    public IReadOnlyList<KeyChange> KeyChanges => _keyChanges;

    /// <summary>False: no profile was ever merged, so that none has to be read to see what it is made of.</summary>
    public bool HasMerges { get; set; } = true;

    /// <summary>Asks for the profiles that have a key. Asking twice asks once.</summary>
    /// <param name="contents">False: their ids are all that is looked at, as far as is known.</param>
    public void Want(ProfileKey key, bool contents = true)
    {
        ref KeyEntry? entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out bool exists);
        if (!exists)
        {
            entry = new KeyEntry(key);
            _wanted.Add(entry);
        }

        entry!.NeedsContents |= contents;
    }

    /// <summary>Says that a profile may gain the key, whose profiles are not looked at.</summary>
    public void Foresee(ProfileKey key) => _foreseen.Add(key);

    /// <summary>Says that the profiles of two keys, both of which were asked for, may become one.</summary>
    public void ForeseeMerge(ProfileKey user, ProfileKey device) => _meetings.Add((_entries[user], _entries[device]));

    /// <summary>Called by the store when every wanted entry has its profiles.</summary>
    public void MarkLoaded()
    {
        // What changed before anybody asked for the key is not in the store yet.
        foreach (KeyEntry entry in _wanted)
        {
            if (_ahead.Count > 0 && _ahead.Remove(entry.Key, out Ahead changes))
            {
                Apply(entry, changes.Profile, changes.Added);
                foreach ((ProfileState profile, bool added) in changes.Later ?? [])
                {
                    Apply(entry, profile, added);
                }
            }
        }

        _wanted.Clear();
        _foreseen.Clear();
        _meetings.Clear();
    }

    /// <summary>A loaded profile, so that two keys of one profile lead to one object.</summary>
    public ProfileState? Find(long id) => _profiles.GetValueOrDefault(id);

    public void Add(ProfileState profile) => _profiles.Add(profile.Id, profile);

    /// <summary>The profiles that have the key now; the key must have been asked for.</summary>
    public KeyEntry this[ProfileKey key] => _entries[key];

    /// <summary>Records that a profile has a key from here on. A key it has already must not be added again.</summary>
    public void AddKey(ProfileKey key, ProfileState profile) => Change(key, profile, added: true);

    /// <summary>Records that a profile no longer has a key.</summary>
    public void RemoveKey(ProfileKey key, ProfileState profile) => Change(key, profile, added: false);

    /// <summary>Forgets everything, and keeps the room it took.</summary>
    public void Clear()
    {
        _entries.Clear();
        _profiles.Clear();
        _wanted.Clear();
        _foreseen.Clear();
        _meetings.Clear();
        _keyChanges.Clear();
        _ahead.Clear();
    }

    private void Change(ProfileKey key, ProfileState profile, bool added)
    {
        _keyChanges.Add(new KeyChange(key, profile.Id, added));
        if (_entries.TryGetValue(key, out KeyEntry? entry))
        {
            Apply(entry, profile, added);
            return;
        }

        ref Ahead changes = ref CollectionsMarshal.GetValueRefOrAddDefault(_ahead, key, out bool exists);
        if (exists)
        {
            (changes.Later ??= []).Add((profile, added));
        }
        else
        {
            changes = new Ahead(profile, added);
        }
    }

    private static void Apply(KeyEntry entry, ProfileState profile, bool added)
    {
        if (added)
        {
            entry.Add(profile);
        }
        else
        {
            entry.Remove(profile);
        }
    }

    /// <summary>What happened to a key that nobody asked for yet.</summary>
    private record struct Ahead(ProfileState Profile, bool Added)
    {
        public List<(ProfileState Profile, bool Added)>? Later { get; set; }
    }
}
