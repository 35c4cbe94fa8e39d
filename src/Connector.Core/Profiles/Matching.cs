using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>A match value, read: the key that finds profiles, or why there is none.</summary>
/// <param name="Problem">A reject's reason; null: the key can be asked for.</param>
/// <param name="Key">The form in which values compare. By identity it is the user's id, and empty when the record names a device alone.</param>
/// <param name="Stored">What a created profile gets in the match field.</param>
public readonly record struct MatchValue(string? Problem, string Key, string Stored);

/// <summary>Finds the one profile a record is about (contract 3.3).</summary>
public static class Matching
{
    /// <param name="device">The record's usable device.</param>
    public static MatchValue Read(MatchPlan plan, string text, TimeZoneInfo zone, DeviceId? device)
    {
        if (plan.Match.By == MatchBy.Identity)
        {
            return IdentityMatching.Read(text, device);
        }

        bool custom = plan.Match.By == MatchBy.Custom;
        if (text.Length == 0 || (!custom && string.IsNullOrWhiteSpace(text)) || (custom && FieldValue.IsEmpty(plan.Field!, text)))
        {
            return new MatchValue(RejectReason.MatchValueEmpty, "", "");
        }

        if (BlockedValues.Contains(text))
        {
            return new MatchValue(RejectReason.MatchValueBlocked, "", text);
        }

        if (plan.Field is null)
        {
            string id = text.Trim();
            return new MatchValue(null, id, id);
        }

        if (FieldValue.Convert(plan.Field, plan.Database, text, zone) is not { } stored)
        {
            return new MatchValue(RejectReason.InvalidValue, "", text);
        }

        return FieldValue.KeyOf(plan.Field, stored) is { } key
            ? new MatchValue(null, key, stored)
            : new MatchValue(RejectReason.MatchValueBlocked, "", text);
    }

    /// <summary>Asks the set for the profiles that a value can lead to.</summary>
    /// <param name="contents">Whether the profile's contents will be looked at, or, where its device finds it, its id alone.</param>
    public static void Want(MatchPlan plan, Hit hit, WorkingSet set, bool contents)
    {
        MatchValue value = hit.Match;
        if (value.Problem is not null)
        {
            return;
        }

        if (plan.Match.By == MatchBy.Identity)
        {
            IdentityMatching.Want(plan, hit, set);
            return;
        }

        // Whether a profile has the value still is among its contents.
        set.Want(new ProfileKey(plan.Space, value.Key), contents || plan.Field is { IsList: false });
        if (plan.SecondSpace is { } second)
        {
            set.Want(new ProfileKey(second, value.Key), contents);
        }
    }

    /// <param name="hit">One whose match value is without a problem, and whose keys the set has.</param>
    /// <returns>As the others; and the merged profile whose device alone the record names.</returns>
    public static (ProfileState? Profile, ProfilePart? Part, bool Ambiguous) Find(MatchPlan plan, Hit hit, WorkingSet set)
    {
        if (plan.Match.By == MatchBy.Identity)
        {
            (ProfileState? identified, ProfilePart? part) = IdentityMatching.Find(plan, hit, set);
            return (identified, part, false);
        }

        (ProfileState? profile, bool ambiguous) = Find(plan, hit.Match, hit.Record.Stamp, set);
        return plan.Match.By == MatchBy.AppMetricaDeviceId && set.HasMerges
            ? (profile, profile?.PartOf(new DeviceId(DeviceKind.AppMetrica, hit.Match.Key)), ambiguous)
            : (profile, null, ambiguous);
    }

    /// <returns>The profile; null and false: there is none; null and true: there are several and the hook takes none of them.</returns>
    private static (ProfileState? Profile, bool Ambiguous) Find(MatchPlan plan, MatchValue value, Stamp at, WorkingSet set)
    {
        KeyEntry first = set[new ProfileKey(plan.Space, value.Key)];
        if (plan.Match.By == MatchBy.AppMetricaDeviceId)
        {
            return (first.Count > 1 ? NewestOwner(first, value.Key) : Only(first), false);
        }

        KeyEntry? second = plan.SecondSpace is { } space ? set[new ProfileKey(space, value.Key)] : null;
        ProfileState? found = null;
        for (int i = 0; i < first.Count + (second?.Count ?? 0); i++)
        {
            ProfileState next = i < first.Count ? first[i] : second![i - first.Count];
            if (i < first.Count && !plan.Field!.IsList && !next.HasNow(plan.Field, value.Key))
            {
                continue;
            }

            if (found is null)
            {
                found = next;
            }
            else if (next != found)
            {
                switch (plan.Match.OnAmbiguous)
                {
                    case OnAmbiguous.Reject:
                        return (null, true);
                    case OnAmbiguous.Oldest when next.Id < found.Id:
                    case OnAmbiguous.Newest when next.Id > found.Id:
                        found = next;
                        break;
                }
            }
        }

        return (found ?? (plan.Field is { IsList: false } field ? WhoHad(first, field, value.Key, at) : null), false);
    }

    /// <summary>Nobody has the value. Whoever was found by it at the time of the record, or later, is found so again; of several the one who lost it first.</summary>
    private static ProfileState? WhoHad(KeyEntry profiles, Field field, string key, Stamp at)
    {
        ProfileState? found = null;
        Stamp least = default;
        for (int i = 0; i < profiles.Count; i++)
        {
            if (profiles[i].Had(field, key) is { } had && had.Newest >= at
                && (found is null || had.Newest < least || (had.Newest == least && profiles[i].Id < found.Id)))
            {
                (found, least) = (profiles[i], had.Newest);
            }
        }

        return found;
    }

    private static ProfileState? Only(KeyEntry profiles) => profiles.Count == 0 ? null : profiles[0];

    /// <summary>A device of several profiles means the one whose newest record names it, of those who have it still; at equal times the one created later.</summary>
    private static ProfileState? NewestOwner(KeyEntry profiles, string device)
    {
        ProfileState? owner = null;
        (bool IsHere, Stamp Newest) best = default;
        for (int i = 0; i < profiles.Count; i++)
        {
            ProfileState profile = profiles[i];
            DeviceState? named = profile.Devices.Find(one => one.Id == device && one.Kind == DeviceKind.AppMetrica);
            (bool IsHere, Stamp Newest) next = (named is { IsAway: false }, named?.Newest ?? default);
            int order = owner is null ? 1 : next.CompareTo(best);
            if (order > 0 || (order == 0 && profile.Id > owner!.Id))
            {
                (owner, best) = (profile, next);
            }
        }

        return owner;
    }
}
