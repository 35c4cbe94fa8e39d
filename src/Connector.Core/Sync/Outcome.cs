using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>What became of one record under one hook.</summary>
public enum Outcome
{
    /// <summary>The filter did not want it.</summary>
    Filtered,
    Create,
    Update,

    /// <summary>Everything it says was known; or its goal was registered before.</summary>
    Unchanged,
    Skip,
    Goal,
    GoalAnonymous,
    Reject,
}

/// <summary>Why a record was refused or skipped: the words of the contract.</summary>
public static class RejectReason
{
    public const string RecordMalformed = "record_malformed";
    public const string MatchValueEmpty = "match_value_empty";
    public const string MatchValueBlocked = "match_value_blocked";
    public const string MatchAmbiguous = "match_ambiguous";
    public const string InvalidValue = "invalid_value";
    public const string RequiredFieldEmpty = "required_field_empty";
    public const string SubscriptionAddressInvalid = "subscription_address_invalid";
    public const string GoalNameEmpty = "goal_name_empty";
    public const string GoalNameTooLong = "goal_name_too_long";
    public const string GoalValueInvalid = "goal_value_invalid";
    public const string ProfileNotFound = "profile_not_found";

    /// <summary>An event waited too long for the message that registers its user.</summary>
    public const string UserUnknown = "user_unknown";

    /// <summary>A message was taken for an integration that the config has no longer.</summary>
    public const string IntegrationGone = "integration_gone";

    /// <summary>A skip's reason: <c>add_only</c> found the profile.</summary>
    public const string ProfileExists = "profile_exists";
}

/// <summary>The decision on one record and hook.</summary>
/// <param name="Reason">For a skip or reject; else null.</param>
/// <param name="Detail">For a person; may hold the record's values.</param>
/// <param name="Profile">The profile it is about, found or created; null: none.</param>
public readonly record struct Decision(Outcome Outcome, string? Reason = null, string? Detail = null, ProfileState? Profile = null, Goal? Goal = null)
{
    public static Decision Rejected(string reason, string detail) => new(Outcome.Reject, reason, detail);
}

/// <summary>What one decision changed, for those who want to look: a preview, a test.</summary>
public sealed class ChangeLog
{
    /// <summary>Fields whose visible value changed; null: cleared. Lists are whole.</summary>
    public SortedDictionary<string, object?> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>For each of <see cref="Fields"/>, what was seen before the record; null: nothing.</summary>
    public Dictionary<string, object?> Before { get; } = new(StringComparer.Ordinal);

    public List<SubscriptionState> Subscriptions { get; } = [];

    internal void Note(string field, object? before, object? after)
    {
        Before.TryAdd(field, before);
        Fields[field] = after;
    }

    /// <summary>Notes what can be seen to differ between two states of a profile.</summary>
    internal void Note(ProfileContents before, ProfileContents after, Database database)
    {
        foreach (Field field in database.Fields)
        {
            (FieldState? was, FieldState? isNow) = (before.Fields.GetValueOrDefault(field.Name), after.Fields.GetValueOrDefault(field.Name));
            if (field.IsList)
            {
                string[] had = [.. was?.VisibleElements() ?? []];
                string[] has = [.. isNow?.VisibleElements() ?? []];
                if (!had.AsSpan().SequenceEqual(has))
                {
                    Note(field.Name, had, has);
                }
            }
            else if (was?.Visible() != isNow?.Visible())
            {
                Note(field.Name, was?.Visible(), isNow?.Visible());
            }
        }

        Subscriptions.AddRange(after.Subscriptions.Where(one => !before.Subscriptions.Exists(same => same.IsSame(one) && same.Status == one.Status)));
    }

    /// <summary>A later write of the same record took the change back.</summary>
    internal void Forget(string field)
    {
        Before.Remove(field);
        Fields.Remove(field);
    }
}
