using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;

namespace Connector.Pages;

/// <summary>What is known of a profile, by the time of the events that said it.</summary>
public static class Timeline
{
    /// <param name="goals">Those of the profile.</param>
    /// <returns>The newest first.</returns>
    public static IReadOnlyList<Moment> Of(ProfileState profile, IEnumerable<Goal> goals) =>
    [
        .. profile.Fields.SelectMany(field => OfField(field.Key, field.Value))
            .Concat(profile.Devices.Select(device => new Moment(device.Newest.EventTime, "Device", $"seen with {device.Id}")))
            .Concat(profile.Subscriptions.SelectMany(OfSubscription))
            .Concat(goals.Select(goal => new Moment(goal.At, "Goal", $"{goal.Name}{(goal.Value is null ? "" : $", worth {goal.Value}")}, in {goal.Pixel} by {goal.Hook}")))
            .OrderByDescending(moment => moment.At)
            .ThenBy(moment => moment.Kind, StringComparer.Ordinal)
            .ThenBy(moment => moment.Text, StringComparer.Ordinal),
    ];

    private static IEnumerable<Moment> OfField(string name, FieldState field)
    {
        if (field.Plain is { } plain)
        {
            yield return new Moment(field.PlainStamp.EventTime, "Field", plain.Length == 0 ? $"{name} was cleared" : $"{name} was set to {plain}");
        }

        if (field.Match is { } match)
        {
            yield return new Moment(field.MatchStamp.EventTime, "Key", $"first found or created by {name} {match}");
            if (field.MatchNewest.EventTime != field.MatchStamp.EventTime)
            {
                yield return new Moment(field.MatchNewest.EventTime, "Key", $"last found by {name} {match}");
            }
        }

        if (field.Fill is { } fill)
        {
            bool shows = field.Visible() == fill && string.IsNullOrEmpty(field.Plain);
            yield return new Moment(field.FillStamp.EventTime, "Field", $"{name} was filled with {fill}{(shows ? "" : ", which something else covers")}");
        }

        foreach (ListElement element in field.Elements ?? [])
        {
            yield return new Moment(element.Stamp.EventTime, "Field", $"{element.Value} came into {name}");
        }
    }

    private static IEnumerable<Moment> OfSubscription(SubscriptionState subscription)
    {
        string what = $"{subscription.Resource} by {subscription.Channel.Name()} to {subscription.Address}";
        if (subscription.Set is { } set)
        {
            yield return new Moment(subscription.SetStamp.EventTime, "Subscription", $"{what}: {set.Name()}");
        }

        if (subscription.Kept is { } kept)
        {
            yield return new Moment(subscription.KeptStamp.EventTime, "Subscription", $"{what}: {kept.Name()}, where there was none");
        }
    }
}

/// <param name="At">Event time, Unix milliseconds.</param>
/// <param name="Kind"><c>Field</c>, <c>Key</c>, <c>Device</c>, <c>Subscription</c> or <c>Goal</c>.</param>
public sealed record Moment(long At, string Kind, string Text);
