using Connector.Core.Catalog;
using Connector.Core.Subscriptions;
using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>How a value enters a field.</summary>
public enum FieldWrite
{
    /// <summary>A plain mapping; an empty value clears the field.</summary>
    Set,

    /// <summary><c>onlyIfEmpty</c>.</summary>
    Fill,

    /// <summary>The value by which the profile was found or created.</summary>
    Match,
}

/// <summary>Changes profiles of a working set, one record at a time: keeps their keys true and notices what people can see of the change.</summary>
public sealed class ProfileEditor(WorkingSet set)
{
    // What can be seen to differ, and what it was. Two writes of one record can cancel each other out.
    private readonly List<(object Part, object? Before)> _changed = [];
    private ProfileState _profile = null!;
    private Database _database = null!;
    private ChangeLog? _log;

    /// <summary>Whether the record changed anything that can be seen.</summary>
    public bool Changed => _changed.Count > 0;

    /// <summary>Turns to the profile that the next record is about. Must come before its first change.</summary>
    /// <param name="log">Filled with what can be seen; null: nobody looks.</param>
    public void Begin(ProfileState profile, Database database, ChangeLog? log)
    {
        _profile = profile;
        _database = database;
        _log = log;
        _changed.Clear();
    }

    public void Write(Field field, FieldWrite how, string value, Stamp stamp)
    {
        if (!_profile.Fields.TryGetValue(field.Name, out FieldState? state))
        {
            state = new FieldState();
            _profile.Fields.Add(field.Name, state);
        }

        if (field.IsList)
        {
            WriteList(field, state, how, value, stamp);
            return;
        }

        string? before = state.Visible();
        if (!Apply(state, how, value, stamp))
        {
            return;
        }

        _profile.IsDirty = true;
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

        if (IsIndexed(field))
        {
            MoveKey(field, before is null ? null : FieldValue.KeyOf(field, before), after is null ? null : FieldValue.KeyOf(field, after));
        }
    }

    /// <summary>Records that a record of this profile names the device.</summary>
    /// <returns>True: the profile did not have it before.</returns>
    public bool AddDevice(string device, Stamp stamp)
    {
        foreach (DeviceState known in _profile.Devices)
        {
            if (known.Id != device)
            {
                continue;
            }

            if (known.Newest < stamp)
            {
                known.Newest = stamp;
                _profile.IsDirty = true;
            }

            return false;
        }

        var gained = new DeviceState(device, stamp);
        _profile.Devices.Add(gained);
        set.AddKey(new ProfileKey(KeySpace.ForDevice(_database.Name), device), _profile);
        _profile.IsDirty = true;
        Differs(gained, null, device);
        return true;
    }

    public void Subscribe(SubscriptionWrite write, Stamp stamp)
    {
        SubscriptionState? known = null;
        foreach (SubscriptionState one in _profile.Subscriptions)
        {
            if (write.IsAbout(one))
            {
                known = one;
                break;
            }
        }

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

    /// <summary>The keys a stored profile has in the index of a field: one for each value that is not blocked.</summary>
    public static IEnumerable<string> KeysOf(Field field, ProfileState profile)
    {
        if (!profile.Fields.TryGetValue(field.Name, out FieldState? state))
        {
            return [];
        }

        IEnumerable<string> values = field.IsList ? state.VisibleElements() : state.Visible() is { } value ? [value] : [];
        return values.Select(value => FieldValue.KeyOf(field, value)).OfType<string>().Distinct();
    }

    private static bool Apply(FieldState state, FieldWrite how, string value, Stamp stamp) => how switch
    {
        FieldWrite.Set => state.Write(value, stamp),
        FieldWrite.Fill => state.FillIn(value, stamp),
        _ => state.MatchWith(value, stamp),
    };

    private void WriteList(Field field, FieldState state, FieldWrite how, string value, Stamp stamp)
    {
        if (how == FieldWrite.Set && state.HasElement(value, stamp))
        {
            return;
        }

        string[] before = [.. state.VisibleElements()];
        if (!(how == FieldWrite.Set ? state.AddElement(value, stamp) : state.FillIn(value, stamp)))
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
            string[] had = [.. before.Select(one => FieldValue.KeyOf(field, one)).OfType<string>().Distinct()];
            string[] has = [.. after.Select(one => FieldValue.KeyOf(field, one)).OfType<string>().Distinct()];
            foreach (string lost in had.Except(has))
            {
                MoveKey(field, lost, null);
            }

            foreach (string gained in has.Except(had))
            {
                MoveKey(field, null, gained);
            }
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

    /// <summary>Notes a change of a part of the _profile.</summary>
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
