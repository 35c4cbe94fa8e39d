using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;

namespace Connector.Output;

/// <summary>A profile as <c>profiles list --json</c> prints it.</summary>
internal static class ProfileJson
{
    public static void WriteProfile(this Utf8JsonWriter json, ProfileState profile, Database? database)
    {
        json.WriteString("id", ProfileState.FormatId(profile.Id));
        json.WriteString("database", profile.Database);
        json.WriteStartObject("fields");
        foreach ((Field? field, string name, object value) in VisibleFields.Of(profile, database))
        {
            json.WritePropertyName(name);
            json.WriteField(field, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("devices");
        foreach (string device in ProfileIdentity.DeviceIds(profile))
        {
            json.WriteStringValue(device);
        }

        json.WriteEndArray();
        json.WriteIdentity(profile);
        // The oldest first, whichever was read first.
        json.WriteSubscriptions(profile.Subscriptions.OrderBy(subscription => subscription.AddressStamp));
        json.WriteTime("createdAt", profile.CreatedAt);
        json.WriteTime("updatedAt", profile.UpdatedAt);
    }

    /// <summary>Who the profile is as a person; nothing where only its fields are known.</summary>
    private static void WriteIdentity(this Utf8JsonWriter json, ProfileState profile)
    {
        if (ProfileIdentity.AutomationUserId(profile) is not { } automation)
        {
            return;
        }

        json.WriteString("customUserId", profile.CustomUserId);
        json.WriteStartArray("metrixUserIds");
        foreach (string id in ProfileIdentity.MetrixUserIds(profile))
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteString("automationUserId", automation);
    }

    /// <summary>A merge as <c>profiles merges --json</c> prints it.</summary>
    public static void WriteMerge(this Utf8JsonWriter json, KeptMerge kept)
    {
        json.WriteNumber("id", kept.Id);
        json.WriteString("database", kept.Merge.Database);
        json.WriteString("from", ProfileState.FormatId(kept.Merge.From));
        json.WriteString("into", ProfileState.FormatId(kept.Merge.Into));
        json.WriteString("rule", kept.Merge.Rule);
        json.WriteString("device", kept.Merge.Device.Id);
        json.WritePropertyName("record");
        json.WriteRawValue(kept.Merge.Record);
        json.WriteTime("at", kept.Merge.At);
        json.WriteString("refused", kept.Merge.Refused);
        json.WriteTime("splitAt", kept.SplitAt);
        json.WriteString("splitBy", kept.SplitBy);
    }

    public static void WriteSubscriptions(this Utf8JsonWriter json, IEnumerable<SubscriptionState> subscriptions)
    {
        json.WriteStartArray("subscriptions");
        foreach (SubscriptionState subscription in subscriptions)
        {
            json.WriteStartObject();
            json.WriteString("resource", subscription.Resource);
            json.WriteString("channel", subscription.Channel.Name());
            json.WriteString("provider", subscription.Provider);
            json.WriteString("address", subscription.Address);
            json.WriteString("status", subscription.Status.Name());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A goal as <c>goals list --json</c> prints it.</summary>
    public static void WriteGoal(this Utf8JsonWriter json, Goal goal)
    {
        json.WriteString("pixel", goal.Pixel);
        json.WriteString("goal", goal.Name);
        json.WriteDecimal("value", goal.Value);
        json.WriteTime("at", goal.At);
        json.WriteString("profile", goal.Profile is { } profile ? ProfileState.FormatId(profile) : null);
        json.WriteString("anonymousId", goal.Profile is null ? goal.AnonymousId : null);
        json.WriteString("integration", goal.Integration);
        json.WriteString("hook", goal.Hook);
    }
}
