using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>Which profile the user and the device of a record mean (contract 6).</summary>
public static class IdentityMatching
{
    /// <param name="user">The text of the <c>customUserId</c>; empty or blocked where the device alone speaks.</param>
    public static MatchValue Read(string user, DeviceId? device)
    {
        string id = user.Trim();
        bool isBlocked = BlockedValues.Contains(id);
        if (id.Length > 0 && !isBlocked)
        {
            return new MatchValue(null, id, id);
        }

        return device is not null ? new MatchValue(null, "", "")
            : new MatchValue(isBlocked ? RejectReason.MatchValueBlocked : RejectReason.MatchValueEmpty, "", id);
    }

    public static void Want(MatchPlan plan, Hit hit, WorkingSet set)
    {
        if (hit.Match.Key.Length > 0)
        {
            set.Want(UserKey(plan, hit.Match));
        }

        if (hit.Record.Device is { } device)
        {
            set.Want(DeviceKey(plan, device));
            if (hit.Match.Key.Length > 0)
            {
                set.ForeseeMerge(UserKey(plan, hit.Match), DeviceKey(plan, device));
            }
        }
    }

    /// <remarks>A device means whoever had it at the record's time.</remarks>
    /// <returns>The profile, null: there is none; and the merged profile whose device alone the record names.</returns>
    public static (ProfileState? Profile, ProfilePart? Part) Find(MatchPlan plan, Hit hit, WorkingSet set)
    {
        if (hit.Match.Key.Length > 0)
        {
            KeyEntry users = set[UserKey(plan, hit.Match)];
            return (users.Count == 0 ? null : users[0], null);
        }

        DeviceId device = hit.Record.Device!.Value;
        ProfileState? owner = OwnerAt(set[DeviceKey(plan, device)], device, hit.Record.Stamp);
        return (owner, owner?.PartOf(device));
    }

    /// <summary>Whose the device was: the one who had it last before, or else the first to have it.</summary>
    public static ProfileState? OwnerAt(KeyEntry profiles, DeviceId device, Stamp stamp)
    {
        ProfileState? owner = null;
        (bool IsBefore, Stamp Seen) best = default;
        for (int i = 0; i < profiles.Count; i++)
        {
            ProfileState profile = profiles[i];
            if (profile.Devices.Find(one => one.Device == device) is not { } seen)
            {
                continue;
            }

            Stamp? before = seen.LastUpTo(stamp);
            (bool IsBefore, Stamp Seen) next = (before is not null, before ?? seen.First ?? seen.Newest);
            int order = owner is null ? 1 : Compare(next, best);
            if (order > 0 || (order == 0 && profile.Id > owner!.Id))
            {
                (owner, best) = (profile, next);
            }
        }

        return owner;
    }

    public static ProfileKey UserKey(MatchPlan plan, MatchValue value) => new(plan.Space, value.Key);

    public static ProfileKey DeviceKey(MatchPlan plan, DeviceId device) => new(KeySpace.ForDevice(plan.Database.Name, device.Kind), device.Id);

    private static int Compare((bool IsBefore, Stamp Seen) a, (bool IsBefore, Stamp Seen) b)
    {
        if (a.IsBefore != b.IsBefore)
        {
            return a.IsBefore.CompareTo(b.IsBefore);
        }

        // The last of those before; of those behind the first.
        return a.IsBefore ? a.Seen.CompareTo(b.Seen) : b.Seen.CompareTo(a.Seen);
    }
}
