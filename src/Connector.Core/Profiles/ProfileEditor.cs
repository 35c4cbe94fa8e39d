using Connector.Core.Catalog;
using Connector.Core.Subscriptions;
using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>Changes profiles of a working set, one record at a time: keeps their keys true and notices what people can see of the change.</summary>
public sealed class ProfileEditor(WorkingSet set)
{
    // What can be seen to differ, and what it was. Two writes of one record can cancel each other out.
    private readonly List<(object Part, object? Before)> _changed = [];
    private ProfileState _profile = null!;
    private Database _database = null!;
    private ProfileContents? _source;
    private ChangeLog? _log;

    /// <summary>Whether the record changed anything that can be seen.</summary>
    public bool Changed => _changed.Count > 0;

    /// <summary>Turns to the profile that the next record is about. Must come before its first change.</summary>
    /// <param name="log">Filled with what can be seen; null: nobody looks.</param>
    /// <param name="part">The merged profile whose device said it; null: it is said of the profile itself.</param>
    public void Begin(ProfileState profile, Database database, ChangeLog? log, ProfilePart? part = null)
    {
        _profile = profile;
        _database = database;
        _source = profile.Read().Own is { } own ? part?.Contents ?? own : null;
        _log = log;
        _changed.Clear();
    }

    /// <param name="foundBy">The key of this field that the record found the profile by; null: it found it by something else, or made it.</param>
    public void Write(Field field, FieldWrite how, string value, Stamp stamp, string? foundBy = null)
    {
        FieldState? said = null;
        if (_source is { } source)
        {
            said = StateOf(field, source);
            _profile.IsDirty |= field.IsList || !IsIndexed(field)
                ? Apply(said, field, how, value, stamp)
                : WriteAndKeep(said, field, how, value, stamp, foundBy);
        }

        FieldState state = StateOf(field, _profile.Read());
        if (field.IsList)
        {
            WriteList(field, state, how, value, stamp);
            return;
        }

        string? before = state.Visible();
        if (IsIndexed(field))
        {
            WriteKey(field, state, said, how, value, stamp, foundBy);
        }
        else
        {
            _profile.IsDirty |= Apply(state, field, how, value, stamp);
        }

        string? after = state.Visible();
        if (after == before)
        {
            return;
        }

        if (Differs(state, before, after))
        {
            _log?.Note(field.Name, before, after);
        }
        else
        {
            _log?.Forget(field.Name);
        }
    }

    /// <summary>Keeps that a record found the profile by a value of a field, if that is not what the field shows after the record.</summary>
    /// <param name="before">What the field showed before it.</param>
    public void FoundBy(Field field, MatchValue by, string? before, Stamp stamp)
    {
        FieldState? state = _profile.Fields.GetValueOrDefault(field.Name);
        string? now = state?.Visible();
        if (state is null || now is null || (state.Former is null && now == before) || FieldValue.KeyOf(field, now) == by.Key)
        {
            return;
        }

        FormerValue? had = _profile.Had(field, by.Key);
        if (had is null && (before is null || FieldValue.KeyOf(field, before) != by.Key))
        {
            // Found by a subscription, or made with another value than it was looked for by.
            return;
        }

        (string? Seen, FormerValue[]? Former) keys = (now, state.Former?.ToArray());
        var found = new FormerValue(had?.Value ?? by.Stored, stamp);
        if (_source is { } source)
        {
            _profile.IsDirty |= StateOf(field, source).AddFormer(found);
            FollowParts(field, state);
        }
        else
        {
            _profile.IsDirty |= state.AddFormer(found);
        }

        MoveKeys(field, keys, state);
    }

    /// <summary>Records that a record of this profile names the device.</summary>
    /// <param name="isOwner">The record says that the device is this profile's, not only that it was used.</param>
    /// <returns>True: the profile did not have it before.</returns>
    public bool AddDevice(DeviceId device, Stamp stamp, bool isOwner = false)
    {
        var key = new ProfileKey(KeySpace.ForDevice(_database.Name, device.Kind), device.Id);
        DeviceState? gained = Name(_source?.Devices ?? _profile.Devices, key, device, stamp, isOwner);
        if (_source is not null)
        {
            gained = ProfileFold.Refold(_profile.Read(), device);
        }

        if (gained is null)
        {
            return false;
        }

        set.AddKey(key, _profile);
        Differs(gained, null, device.Id);
        return true;
    }

    public void Subscribe(SubscriptionWrite write, Stamp stamp)
    {
        if (_source is { } source)
        {
            if (Find(source.Subscriptions, write) is { } same)
            {
                _profile.IsDirty |= write.MergeInto(same, stamp);
            }
            else
            {
                source.Subscriptions.Add(write.Start(stamp));
                _profile.IsDirty = true;
            }
        }

        SubscriptionState? known = Find(_profile.Subscriptions, write);
        if (known is null)
        {
            known = write.Start(stamp);
            if (write.Rule.Channel == Channel.Email)
            {
                AddSubscriptionKey(write.Address);
            }

            _profile.Subscriptions.Add(known);
            _profile.IsDirty = true;
            Differs(known, null, known.Status);
            _log?.Subscriptions.Add(known);
            return;
        }

        (SubscriptionStatus status, string address) = (known.Status, known.Address);
        if (!write.MergeInto(known, stamp))
        {
            return;
        }

        _profile.IsDirty = true;
        if (known.Status == status && known.Address == address)
        {
            return;
        }

        _log?.Subscriptions.Remove(known);
        if (Differs(known, (status, address), (known.Status, known.Address)))
        {
            _log?.Subscriptions.Add(known);
        }
    }

    /// <summary>Fields by whose values profiles are found.</summary>
    public static bool IsIndexed(Field field) => field.Matchable || field.Name == "email";

    /// <summary>The keys a stored profile has in the index of a field: one for each value that is not blocked, be it one that the field had once.</summary>
    public static IEnumerable<string> KeysOf(Field field, ProfileState profile) =>
        profile.Fields.TryGetValue(field.Name, out FieldState? state) ? KeysOf(field, state) : [];

    /// <summary>Those of the values that the profile has now.</summary>
    public static IEnumerable<string> CurrentKeysOf(Field field, ProfileState profile) =>
        profile.Fields.TryGetValue(field.Name, out FieldState? state) ? KeysOf(field, field.IsList ? state.VisibleElements() : Values(state.Visible(), null)) : [];

    private static IEnumerable<string> KeysOf(Field field, FieldState state) =>
        KeysOf(field, field.IsList ? state.VisibleElements() : Values(state.Visible(), state.Former));

    private static IEnumerable<string> KeysOf(Field field, IEnumerable<string> values) =>
        values.Select(value => FieldValue.KeyOf(field, value)).OfType<string>().Distinct();

    private static IEnumerable<string> Values(string? seen, IEnumerable<FormerValue>? former) =>
        (former ?? []).Select(one => one.Value).Concat(seen is null ? [] : [seen]);

    /// <returns>The device, if it was not there before.</returns>
    private DeviceState? Name(List<DeviceState> devices, ProfileKey key, DeviceId device, Stamp stamp, bool isOwner)
    {
        foreach (DeviceState known in devices)
        {
            if (known.Device != device)
            {
                continue;
            }

            if (known.Newest < stamp)
            {
                known.Newest = stamp;
                _profile.IsDirty = true;
            }

            _profile.IsDirty |= isOwner && known.SignIn(stamp, (after, upTo) => WasWithOthers(key, device, after, upTo));
            return null;
        }

        var gained = new DeviceState(device, stamp) { SignIns = isOwner ? [stamp] : null };
        devices.Add(gained);
        _profile.IsDirty = true;
        return gained;
    }

    private bool WasWithOthers(ProfileKey key, DeviceId device, Stamp after, Stamp upTo) =>
        set[key].Any(other => other != _profile
            && other.Devices.Find(one => one.Device == device)?.SignIns?.Exists(one => one > after && one <= upTo) == true);

    private static SubscriptionState? Find(List<SubscriptionState> subscriptions, SubscriptionWrite write)
    {
        foreach (SubscriptionState one in subscriptions)
        {
            if (write.IsAbout(one))
            {
                return one;
            }
        }

        return null;
    }

    private static FieldState StateOf(Field field, ProfileContents contents)
    {
        if (!contents.Fields.TryGetValue(field.Name, out FieldState? state))
        {
            contents.Fields.Add(field.Name, state = new FieldState());
        }

        return state;
    }

    private static bool Apply(FieldState state, Field field, FieldWrite how, string value, Stamp stamp) => how switch
    {
        FieldWrite.Set when field.IsList => state.AddElement(value, stamp),
        _ when field.IsList => state.FillIn(value, stamp),
        FieldWrite.Set => state.Write(value, stamp),
        FieldWrite.Fill => state.FillIn(value, stamp),
        _ => state.MatchWith(value, stamp),
    };

    /// <summary>Writes a field by whose value profiles are found, and keeps what it had.</summary>
    /// <param name="said">What the source of a merged profile has said of it; null: the profile is of one piece.</param>
    private void WriteKey(Field field, FieldState state, FieldState? said, FieldWrite how, string value, Stamp stamp, string? foundBy)
    {
        (string? Seen, FormerValue[]? Former) had = (state.Visible(), state.Former?.ToArray());
        if (said is null)
        {
            _profile.IsDirty |= WriteAndKeep(state, field, how, value, stamp, foundBy);
        }
        else
        {
            _profile.IsDirty |= Apply(state, field, how, value, stamp);
            FollowParts(field, state);
        }

        MoveKeys(field, had, state);
    }

    /// <summary>What a merged profile had once is what its parts had.</summary>
    private void FollowParts(Field field, FieldState state)
    {
        state.Former = null;
        foreach (ProfileContents source in _profile.Parts.Select(part => part.Contents).Prepend(_profile.Read().Own!))
        {
            source.Fields.GetValueOrDefault(field.Name)?.Former?.ForEach(one => state.AddFormer(one));
        }
    }

    private void MoveKeys(Field field, (string? Seen, FormerValue[]? Former) had, FieldState state)
    {
        string? now = state.Visible();
        if (had.Former is not null || state.Former is not null)
        {
            MoveKeys(field, [.. KeysOf(field, Values(had.Seen, had.Former))], [.. KeysOf(field, Values(now, state.Former))]);
        }
        else if (now != had.Seen)
        {
            MoveKey(field, had.Seen is null ? null : FieldValue.KeyOf(field, had.Seen), now is null ? null : FieldValue.KeyOf(field, now));
        }
    }

    private static bool WriteAndKeep(FieldState state, Field field, FieldWrite how, string value, Stamp stamp, string? foundBy)
    {
        // Nearly always it is the same value again.
        if (how != FieldWrite.Set || (value == state.Plain && value.Length > 0))
        {
            return Apply(state, field, how, value, stamp);
        }

        FormerValue? before = state.Said();
        return state.Write(value, stamp) | state.KeepFormer(field, before, new FormerValue(value, stamp), foundBy);
    }

    private void WriteList(Field field, FieldState state, FieldWrite how, string value, Stamp stamp)
    {
        if (how == FieldWrite.Set && state.HasElement(value, stamp))
        {
            return;
        }

        string[] before = [.. state.VisibleElements()];
        if (!Apply(state, field, how, value, stamp))
        {
            return;
        }

        _profile.IsDirty = true;
        string[] after = [.. state.VisibleElements()];
        if (after.AsSpan().SequenceEqual(before))
        {
            return;
        }

        // A list only grows, so no later write takes this back.
        Differs(state, before, after);
        _log?.Note(field.Name, before, after);

        if (IsIndexed(field))
        {
            MoveKeys(field, [.. KeysOf(field, before)], [.. KeysOf(field, after)]);
        }
    }

    private void MoveKeys(Field field, string[] had, string[] has)
    {
        foreach (string lost in had.Except(has))
        {
            MoveKey(field, lost, null);
        }

        foreach (string gained in has.Except(had))
        {
            MoveKey(field, null, gained);
        }
    }

    private void MoveKey(Field field, string? from, string? to)
    {
        if (from == to)
        {
            return;
        }

        KeySpace space = KeySpace.ForField(_database.Name, field.Name);
        if (from is not null)
        {
            set.RemoveKey(new ProfileKey(space, from), _profile);
        }

        if (to is not null)
        {
            set.AddKey(new ProfileKey(space, to), _profile);
        }
    }

    private void AddSubscriptionKey(string address)
    {
        string key = EmailAddress.KeyOf(address);
        if (!_profile.Subscriptions.Exists(one => one.Channel == Channel.Email && EmailAddress.KeyOf(one.Address) == key))
        {
            set.AddKey(new ProfileKey(KeySpace.ForSubscriptionEmail(_database.Name), key), _profile);
        }
    }

    /// <summary>Notes a change of a part of the profile.</summary>
    /// <returns>Whether the part is now other than it was before the record.</returns>
    private bool Differs(object part, object? before, object? now)
    {
        for (int i = 0; i < _changed.Count; i++)
        {
            if (!ReferenceEquals(_changed[i].Part, part))
            {
                continue;
            }

            if (!Equals(_changed[i].Before, now))
            {
                return true;
            }

            _changed.RemoveAt(i);
            return false;
        }

        _changed.Add((part, before));
        return true;
    }
}
