using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>A match value, read: the key that finds profiles, or why there is none.</summary>
/// <param name="Problem">A reject's reason; null: the key can be asked for.</param>
/// <param name="Key">The form in which values compare.</param>
/// <param name="Stored">What a created profile gets in the match field.</param>
public readonly record struct MatchValue(string? Problem, string Key, string Stored);

/// <summary>Finds the one profile a record is about (contract 3.3).</summary>
public static class Matching
{
    public static MatchValue Read(MatchPlan plan, string text, TimeZoneInfo zone)
    {
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
            string device = text.Trim();
            return new MatchValue(null, device, device);
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
    /// <param name="contents">Whether the profile's contents will be looked at, or its id alone.</param>
    public static void Want(MatchPlan plan, MatchValue value, WorkingSet set, bool contents)
    {
        if (value.Problem is not null)
        {
            return;
        }

        set.Want(new ProfileKey(plan.Space, value.Key), contents);
        if (plan.SecondSpace is { } second)
        {
            set.Want(new ProfileKey(second, value.Key), contents);
        }
    }

    /// <param name="value">One without a problem, whose keys the set has.</param>
    /// <returns>The profile; null and false: there is none; null and true: there are several and the hook takes none of them.</returns>
    public static (ProfileState? Profile, bool Ambiguous) Find(MatchPlan plan, MatchValue value, WorkingSet set)
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

        return (found, false);
    }

    private static ProfileState? Only(KeyEntry profiles) => profiles.Count == 0 ? null : profiles[0];

    /// <summary>A device of several profiles means the one whose newest record names it; at equal times the one created later.</summary>
    private static ProfileState? NewestOwner(KeyEntry profiles, string device)
    {
        ProfileState? owner = null;
        Stamp newest = default;
        for (int i = 0; i < profiles.Count; i++)
        {
            ProfileState profile = profiles[i];
            Stamp named = profile.Devices.Find(one => one.Id == device)?.Newest ?? default;
            if (owner is null || named > newest || (named == newest && profile.Id > owner.Id))
            {
                owner = profile;
                newest = named;
            }
        }

        return owner;
    }
}
