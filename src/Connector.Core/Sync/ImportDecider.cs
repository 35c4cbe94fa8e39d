using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;

namespace Connector.Core.Sync;

/// <summary>Decides on records of <c>import_profile</c> hooks and changes the working set accordingly.</summary>
/// <remarks>Everything is checked before anything is changed, so that a reject changes nothing.</remarks>
internal sealed class ImportDecider(WorkingSet set, Func<long> newId, long now, Action<string> warn, IdentityLinking identities)
{
    private readonly List<(Field Field, FieldWrite How, string Value)> _writes = [];
    private readonly List<SubscriptionWrite> _subscriptions = [];
    private readonly List<string> _leftOut = [];
    private readonly ProfileEditor _editor = new(set);

    /// <param name="onDevice">Called for each device that the profile gains.</param>
    public Decision Decide(Hit hit, ImportProfileHook hook, RecordBatch batch, ChangeLog? log, Action<ProfileState, string> onDevice)
    {
        MatchPlan match = hit.Hook.Match!;
        if (hit.Match.Problem is { } problem)
        {
            return Decision.Rejected(problem, Details.OfMatch(problem, match, hit));
        }

        (ProfileState? profile, ProfilePart? part, bool ambiguous) = Matching.Find(match, hit, set);
        if (ambiguous)
        {
            return Decision.Rejected(RejectReason.MatchAmbiguous, Details.OfMatch(RejectReason.MatchAmbiguous, match, hit));
        }

        if (profile is not null && hook.Mode == ImportMode.AddOnly)
        {
            return new Decision(Outcome.Skip, RejectReason.ProfileExists, "The profile exists, and the mode is add_only.", profile);
        }

        if (profile is null && hook.Mode == ImportMode.UpdateOnly)
        {
            return new Decision(Outcome.Skip, RejectReason.ProfileNotFound, "There is no such profile, and the mode is update_only.");
        }

        return ReadMappings(hit, hook, match.Field)
            ?? (profile is null ? CheckRequired(hit, hook, match.Field) : null)
            ?? ReadSubscriptions(hit, hook)
            ?? Apply(hit, hook, batch, profile, part, log, onDevice);
    }

    private Decision? ReadMappings(Hit hit, ImportProfileHook hook, Field? matchField)
    {
        _writes.Clear();
        foreach (MappingPlan plan in hit.Hook.Mappings)
        {
            Mapping mapping = plan.Mapping;
            string text = hit.Values[plan.Value];
            if (!FieldValue.IsEmpty(mapping.To, text))
            {
                if (FieldValue.Convert(mapping.To, hook.Database, text, hit.Hook.Plan.Zone) is not { } value)
                {
                    return Decision.Rejected(RejectReason.InvalidValue, Details.OfValue(mapping.To, text));
                }

                _writes.Add((mapping.To, mapping.OnlyIfEmpty ? FieldWrite.Fill : FieldWrite.Set, value));
            }
            else if (!mapping.IgnoreEmpty && !mapping.OnlyIfEmpty && !mapping.To.IsList)
            {
                if (!mapping.To.Required)
                {
                    _writes.Add((mapping.To, FieldWrite.Set, ""));
                }

                // The match field has its value from the match, when the profile is created as when the same record is read again.
                else if (mapping.To != matchField)
                {
                    return Decision.Rejected(RejectReason.RequiredFieldEmpty, Details.OfRequired(mapping.To, hit.Hook.Sources[plan.Value], hit));
                }
            }
        }

        return null;
    }

    private Decision? CheckRequired(Hit hit, ImportProfileHook hook, Field? matchField)
    {
        ProfileState? anonymous = hit.UsersDevice is { } device
            ? identities.Candidate(device, hit.Record.Stamp, hook.Database, null)
            : null;
        foreach (Field field in hook.Database.Fields)
        {
            if (field.Required
                && field != matchField
                && !IsProvided(field, hook)
                && string.IsNullOrEmpty(anonymous?.Fields.GetValueOrDefault(field.Name)?.Visible()))
            {
                return Decision.Rejected(
                    RejectReason.RequiredFieldEmpty,
                    $"A new profile needs '{field.Name}', which is required in {hook.Database.Name}: map it, give its mapping ignoreEmpty, or make it not required.");
            }
        }

        return null;
    }

    /// <summary>The record has a value for the field, or may do without one.</summary>
    private bool IsProvided(Field field, ImportProfileHook hook) =>
        _writes.Exists(write => write.Field == field && write.Value.Length > 0)
        || hook.Map.Any(mapping => mapping.To == field && mapping.IgnoreEmpty);

    private Decision? ReadSubscriptions(Hit hit, ImportProfileHook hook)
    {
        _subscriptions.Clear();
        _leftOut.Clear();
        foreach (SubscriptionPlan plan in hit.Hook.Subscriptions)
        {
            string text = hit.Values[plan.Address];
            string osName = plan.OsName < 0 ? "" : hit.Values[plan.OsName];
            (SubscriptionWrite? write, bool empty) = SubscriptionAddress.Read(plan.Rule, text, osName, hook.Database);
            if (write is not null)
            {
                _subscriptions.Add(write);
            }
            else if (!empty && !plan.Rule.SkipInvalid)
            {
                return Decision.Rejected(RejectReason.SubscriptionAddressInvalid, Details.OfAddress(plan.Rule, text, osName));
            }
            else
            {
                _leftOut.Add(empty ? "subscription_address_empty" : RejectReason.SubscriptionAddressInvalid);
            }
        }

        return null;
    }

    private Decision Apply(
        Hit hit, ImportProfileHook hook, RecordBatch batch, ProfileState? found, ProfilePart? part, ChangeLog? log, Action<ProfileState, string> onDevice)
    {
        Stamp stamp = hit.Record.Stamp;
        ProfileState profile = found ?? Create(hook.Database, hit);
        bool linked = hit.UsersDevice is { } device
            && identities.Link(profile, device, stamp, hook.Database, () => batch.RecordText(hit.Record), log, onDevice);
        _editor.Begin(profile, hook.Database, log, part);
        Field? by = hit.Hook.Match!.Field is { IsList: false } single ? single : null;
        string? before = by is null ? null : profile.Fields.GetValueOrDefault(by.Name)?.Visible();
        WriteMatchValue(hit, profile, _editor, isNew: found is null);
        foreach ((Field field, FieldWrite how, string value) in _writes)
        {
            _editor.Write(field, how, value, stamp, field == by && found is not null ? hit.Match.Key : null);
        }

        if (by is not null)
        {
            _editor.FoundBy(by, hit.Match, before, stamp);
        }

        foreach (SubscriptionWrite write in _subscriptions)
        {
            _editor.Subscribe(write, stamp);
        }

        _leftOut.ForEach(warn);
        AddDevices(hit, profile, stamp, onDevice);
        bool changed = linked || _editor.Changed;
        profile.HasNews |= found is null || changed;
        if (found is not null && changed)
        {
            profile.UpdatedAt = Math.Max(profile.UpdatedAt, now);
        }

        return new Decision(found is null ? Outcome.Create : changed ? Outcome.Update : Outcome.Unchanged, Profile: profile);
    }

    private void AddDevices(Hit hit, ProfileState profile, Stamp stamp, Action<ProfileState, string> onDevice)
    {
        switch (hit.Hook.Match!.Match.By)
        {
            // What a device says by itself does not make it anybody's: only who names himself has it.
            case MatchBy.Identity:
                if (hit.Match.Key.Length == 0 && profile.CustomUserId is null)
                {
                    AddDevice(hit.Record.Device, profile, stamp, isOwner: true, onDevice);
                }

                break;
            case MatchBy.AppMetricaDeviceId:
                AddDevice(hit.Record.Device, profile, stamp, isOwner: false, onDevice);
                AddDevice(new DeviceId(DeviceKind.AppMetrica, hit.Match.Key), profile, stamp, isOwner: false, onDevice);
                break;
            default:
                AddDevice(hit.Record.Device, profile, stamp, isOwner: false, onDevice);
                break;
        }
    }

    private void AddDevice(DeviceId? device, ProfileState profile, Stamp stamp, bool isOwner, Action<ProfileState, string> onDevice)
    {
        if (device is { } named && _editor.AddDevice(named, stamp, isOwner))
        {
            onDevice(profile, named.Id);
        }
    }

    /// <summary>
    /// The value by which a profile was created stays in its match field until something else is said; its spelling is the oldest event's. In a list it is an element.
    /// </summary>
    private static void WriteMatchValue(Hit hit, ProfileState profile, ProfileEditor editor, bool isNew)
    {
        if (hit.Hook.Match!.Field is not { } field)
        {
            return;
        }

        if (field.IsList)
        {
            editor.Write(field, FieldWrite.Set, hit.Match.Stored, hit.Record.Stamp);
            return;
        }

        bool sameAsCreated = profile.Fields.TryGetValue(field.Name, out FieldState? state)
            && state.Match is { } match
            && FieldValue.KeyOf(field, match) == hit.Match.Key;
        if (isNew || sameAsCreated)
        {
            editor.Write(field, FieldWrite.Match, hit.Match.Stored, hit.Record.Stamp);
        }
    }

    private ProfileState Create(Database database, Hit hit)
    {
        var profile = new ProfileState(newId(), database.Name, now) { IsNew = true, IsDirty = true };
        set.Add(profile);
        if (hit.Hook.Match!.Match.By == MatchBy.Identity && hit.Match.Key.Length > 0)
        {
            profile.Read().CustomUserId = hit.Match.Key;
            set.AddKey(IdentityMatching.UserKey(hit.Hook.Match, hit.Match), profile);
        }

        return profile;
    }
}
