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
        return (owner, owner?.Read().Parts.Find(part => part.Contents.Devices.Exists(one => one.Device == device)));
    }

    /// <summary>Whose the device was: the one who had it last before, or else the first to have it.</summary>
    /// <remarks>Somebody split off has all that it says without a user's name, as long as no newer sign-in says otherwise.</remarks>
    public static ProfileState? OwnerAt(KeyEntry profiles, DeviceId device, Stamp stamp)
    {
        ProfileState? owner = null;
        (bool IsSplitOff, bool IsBefore, Stamp Seen) best = default;
        for (int i = 0; i < profiles.Count; i++)
        {
            ProfileState profile = profiles[i];
            if (profile.Devices.Find(one => one.Device == device) is not { } seen)
            {
                continue;
            }

            Stamp first = seen.First ?? seen.Newest;
            bool isBefore = first <= stamp;
            (bool IsSplitOff, bool IsBefore, Stamp Seen) next =
                (profile.Read().SplitAt != default && !seen.IsAway, isBefore, isBefore && seen.Newest <= stamp ? seen.Newest : first);
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

    private static int Compare((bool IsSplitOff, bool IsBefore, Stamp Seen) a, (bool IsSplitOff, bool IsBefore, Stamp Seen) b)
    {
        int byKind = (a.IsSplitOff, a.IsBefore).CompareTo((b.IsSplitOff, b.IsBefore));
        if (byKind != 0)
        {
            return byKind;
        }

        // The last of those before; of those behind the first.
        return a.IsBefore ? a.Seen.CompareTo(b.Seen) : b.Seen.CompareTo(a.Seen);
    }
}
