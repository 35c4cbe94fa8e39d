using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;

namespace Connector.Pages;

/// <summary>What is known of a profile, by the time of the events that said it.</summary>
public static class Timeline
{
    /// <param name="goals">Those of the profile.</param>
    /// <returns>The newest first.</returns>
    /// <param name="merges">Those from it and into it.</param>
    public static IReadOnlyList<Moment> Of(ProfileState profile, IEnumerable<Goal> goals, IEnumerable<KeptMerge> merges) =>
    [
        .. profile.Fields.SelectMany(field => OfField(field.Key, field.Value))
            .Concat(profile.Devices.SelectMany(OfDevice))
            .Concat(merges.SelectMany(merge => OfMerge(merge, profile.Id)))
            .Concat(profile.Subscriptions.SelectMany(OfSubscription))
            .Concat(goals.Select(goal => new Moment(goal.At, "Goal", $"{goal.Name}{(goal.Value is null ? "" : $", worth {goal.Value}")}, in {goal.Pixel} by {goal.Hook}")))
            .OrderByDescending(moment => moment.At)
            .ThenBy(moment => moment.Kind, StringComparer.Ordinal)
            .ThenBy(moment => moment.Text, StringComparer.Ordinal),
    ];

    private static IEnumerable<Moment> OfDevice(DeviceState device)
    {
        if (device.First is { } first && first.EventTime != device.Newest.EventTime)
        {
            yield return new Moment(first.EventTime, "Device", $"first known by {device.Id}");
        }

        yield return new Moment(device.Newest.EventTime, "Device", $"seen with {device.Id}{(device.IsAway ? ", which somebody else has since" : "")}");
    }

    private static IEnumerable<Moment> OfMerge(KeptMerge kept, long profile)
    {
        string by = $"by {kept.Merge.Rule} {kept.Merge.Device.Id}";
        string other = ProfileState.FormatId(kept.Merge.From == profile ? kept.Merge.Into : kept.Merge.From);
        string what = kept.Merge.From == profile ? "became part of" : "took in";
        yield return new Moment(kept.Merge.At, "Merge", kept.Merge.Refused is { } limit ? $"not merged with {other} {by}: {limit}" : $"{what} {other} {by}");
        if (kept.SplitAt is { } at)
        {
            yield return new Moment(at, "Merge", $"split from {other} again, by {kept.SplitBy}");
        }
    }

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

        foreach (FormerValue former in field.Former?.Where(one => one.Value != field.Visible()) ?? [])
        {
            yield return new Moment(former.Newest.EventTime, "Key", $"last said to have, or found by, {name} {former.Value}, which something newer covers");
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
/// <param name="Kind"><c>Field</c>, <c>Key</c>, <c>Device</c>, <c>Merge</c>, <c>Subscription</c> or <c>Goal</c>.</param>
public sealed record Moment(long At, string Kind, string Text);
