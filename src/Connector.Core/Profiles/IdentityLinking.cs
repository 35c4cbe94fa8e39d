using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>What a record teaches that names a user and a device: whose the device is, and that an anonymous profile which had it is that user.</summary>
/// <param name="warn">Counts a warning of the run by its name.</param>
/// <param name="now">Unix milliseconds.</param>
public sealed class IdentityLinking(WorkingSet set, Action<string> warn, long now)
{
    private readonly ProfileEditor _editor = new(set);
    private readonly List<ProfileMerge> _merges = [];

    /// <summary>Merges that were decided and that were refused, in their order.</summary>
    public IReadOnlyList<ProfileMerge> Merges => _merges;

    /// <summary>The anonymous profile that would become part of the user's; null: none.</summary>
    public ProfileState? Candidate(DeviceId device, Stamp stamp, Database database, ProfileState? user)
    {
        KeyEntry profiles = set[new ProfileKey(KeySpace.ForDevice(database.Name, device.Kind), device.Id)];
        return IdentityMatching.OwnerAt(profiles, device, stamp) is { CustomUserId: null } owner
            && owner != user
            && (owner.Read().SplitAt == default || owner.Read().SplitAt < stamp)
            ? owner
            : null;
    }

    /// <summary>Takes the device for the user, from the record's time on.</summary>
    /// <param name="record">The record as JSON, for the log of merges.</param>
    /// <param name="onDevice">Called if the user gains the device.</param>
    /// <returns>Whether anything that can be seen of the user changed.</returns>
    public bool Link(
        ProfileState user,
        DeviceId device,
        Stamp stamp,
        Database database,
        Func<string> record,
        ChangeLog? log,
        Action<ProfileState, string> onDevice)
    {
        KeyEntry profiles = set[new ProfileKey(KeySpace.ForDevice(database.Name, device.Kind), device.Id)];
        ProfileState? anonymous = Candidate(device, stamp, database, user);
        if (anonymous is not null)
        {
            if (Limit(user, anonymous) is { } limit)
            {
                Refuse(user, anonymous, device, database, record, limit);
                return false;
            }
        }
        else if (profiles.Any(one => one != user && SplitAt(one, device) is var split && split >= stamp && split != default))
        {
            // A sign-in from before the split, read once more.
            return false;
        }
        else if (user.Devices.Count >= MergeRefusal.MostDevices && !user.Devices.Exists(one => one.Device == device))
        {
            warn("identity_" + MergeRefusal.Devices);
            return false;
        }

        _editor.Begin(user, database, log);
        bool changed = _editor.AddDevice(device, stamp, isOwner: true);
        if (changed)
        {
            onDevice(user, device.Id);
        }

        if (anonymous is not null)
        {
            // The user has the device by now, with the time of the sign-in, which the times of the merged profile do not touch.
            Merge(anonymous, user, database, log);
            _merges.Add(new ProfileMerge(database.Name, anonymous.Id, user.Id, device, record(), now));
            changed = true;
        }

        changed |= Hand(device, user, profiles);
        if (changed)
        {
            user.HasNews = true;
            user.UpdatedAt = Math.Max(user.UpdatedAt, now);
        }

        return changed;
    }

    /// <summary>The newest sign-in with the device that a split undid, be it that who was split off is somebody else's part by now.</summary>
    private static Stamp SplitAt(ProfileState profile, DeviceId device) =>
        profile.PartOf(device)?.Contents.SplitAt ?? profile.Read().SplitAt;

    private static string? Limit(ProfileState user, ProfileState anonymous) =>
        user.Parts.Count >= MergeRefusal.MostMerges ? MergeRefusal.Merges
        : user.Devices.Count + anonymous.Devices.Count(device => !user.Devices.Exists(one => one.Device == device.Device)) > MergeRefusal.MostDevices ? MergeRefusal.Devices
        : null;

    private void Refuse(ProfileState user, ProfileState anonymous, DeviceId device, Database database, Func<string> record, string limit)
    {
        warn("identity_" + limit);
        _merges.Add(new ProfileMerge(database.Name, anonymous.Id, user.Id, device, record(), now, limit));
    }

    /// <summary>Of all who said that the device is theirs it is the last one's. Who only used it neither has nor loses it.</summary>
    /// <returns>Whether it is the user's now and was not, or the other way round.</returns>
    private bool Hand(DeviceId device, ProfileState user, KeyEntry profiles)
    {
        ProfileState last = user;
        Stamp newest = default;
        ProfileState[] owners = [.. profiles.Where(profile => profile.Devices.Exists(one => one.Device == device && one.SignIns is not null))];
        foreach (ProfileState profile in owners)
        {
            Stamp seen = profile.Devices.Find(one => one.Device == device)!.SignIns![^1];
            if (seen > newest || (seen == newest && profile.Id > last.Id))
            {
                (last, newest) = (profile, seen);
            }
        }

        bool changed = false;
        foreach (ProfileState profile in owners)
        {
            if (SetAway(profile, device, isAway: profile != last))
            {
                profile.HasNews = true;
                profile.UpdatedAt = Math.Max(profile.UpdatedAt, now);
                changed |= profile == user;
            }
        }

        return changed;
    }

    /// <summary>Puts a profile away into another, with all that leads to it.</summary>
    private void Merge(ProfileState from, ProfileState into, Database database, ChangeLog? log)
    {
        HashSet<ProfileKey> had = ProfileKeys.Of(into, database);
        foreach (ProfileKey key in ProfileKeys.Of(from, database))
        {
            set.RemoveKey(key, from);
        }

        ProfileContents before = into.Read();
        into.Replace(ProfileFold.Of(before.Own ?? before, [.. before.Parts, new ProfilePart(from.Id, from.Read())]));
        HashSet<ProfileKey> has = ProfileKeys.Of(into, database);
        foreach (ProfileKey key in had.Except(has))
        {
            set.RemoveKey(key, into);
        }

        foreach (ProfileKey key in has.Except(had))
        {
            set.AddKey(key, into);
        }

        set.HasMerges = true;
        from.MergedInto = into;
        from.IsDirty = false;
        log?.Note(before, into.Read(), database);
    }

    /// <returns>Whether it was otherwise.</returns>
    internal static bool SetAway(ProfileState profile, DeviceId device, bool isAway)
    {
        ProfileContents contents = profile.Read();
        if (contents.Devices.Find(one => one.Device == device) is not { } seen || seen.IsAway == isAway)
        {
            return false;
        }

        seen.IsAway = isAway;
        profile.IsDirty = true;
        foreach (ProfileContents source in contents.Parts.Select(part => part.Contents).Append(contents.Own ?? contents))
        {
            if (source.Devices.Find(one => one.Device == device) is { } same)
            {
                same.IsAway = isAway;
            }
        }

        return true;
    }
}
