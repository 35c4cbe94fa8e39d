using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Core.Subscriptions;

/// <summary>One subscription that a record asks for, its address checked.</summary>
/// <param name="Provider">Altcraft's name of the push provider; null for other channels.</param>
public sealed record SubscriptionWrite(SubscriptionRule Rule, string? Provider, string Address)
{
    public bool IsAbout(SubscriptionState state) =>
        state.Channel == Rule.Channel
        && state.Resource == Rule.Resource
        && state.Provider == Provider
        && state.Address.Equals(Address, StringComparison.OrdinalIgnoreCase);

    public SubscriptionState Start(Stamp stamp)
    {
        var state = new SubscriptionState(Rule.Resource, Rule.Channel, Provider, Address, stamp);
        MergeStatus(state, stamp);
        return state;
    }

    /// <summary>Brings the status and the spelling into a subscription that exists. Any order of writes ends alike.</summary>
    /// <returns>Whether anything changed, be it a stamp.</returns>
    public bool MergeInto(SubscriptionState state, Stamp stamp) => MergeStatus(state, stamp) | state.Spell(Address, stamp);

    private bool MergeStatus(SubscriptionState state, Stamp stamp) =>
        Rule.KeepExisting ? state.Keep(Rule.Status, stamp) : state.Say(Rule.Status, stamp);
}

/// <summary>Reads addresses for subscriptions (contract 3.7).</summary>
public static class SubscriptionAddress
{
    /// <param name="text">The record's value.</param>
    /// <param name="osName">The record's <c>os_name</c>, for the device provider; empty where it is not known.</param>
    /// <returns>The write; <c>Empty</c>: there is no address; neither: it is invalid.</returns>
    public static (SubscriptionWrite? Write, bool Empty) Read(SubscriptionRule rule, string text, string osName, Database database)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0 || (rule.Channel == Channel.Push && BlockedValues.Contains(trimmed)))
        {
            return (null, true);
        }

        return rule.Channel switch
        {
            Channel.Email => (EmailAddress.IsValid(trimmed) ? new SubscriptionWrite(rule, null, trimmed) : null, false),
            Channel.Sms => (PhoneNumber.Normalize(trimmed, database.DefaultPhoneCountry) is { } phone ? new SubscriptionWrite(rule, null, phone) : null, false),
            _ => (ProviderName(rule.Provider, osName) is { } provider ? new SubscriptionWrite(rule, provider, trimmed) : null, false),
        };
    }

    private static string? ProviderName(PushProvider? provider, string osName) => provider switch
    {
        PushProvider.IosIfa => "yandex-Appmetrica-ios-ifa",
        PushProvider.GoogleAid => "yandex-Appmetrica-google-aid",
        _ when osName.Trim().Equals("ios", StringComparison.OrdinalIgnoreCase) => "yandex-Appmetrica-device-id-ios",
        _ when osName.Trim().Equals("android", StringComparison.OrdinalIgnoreCase) => "yandex-Appmetrica-device-id-android",
        _ => null,
    };
}

/// <summary>The words of the contract and of Altcraft's API.</summary>
public static class SubscriptionWords
{
    public static string Name(this SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.Subscribed => "subscribed",
        SubscriptionStatus.Unconfirmed => "unconfirmed",
        SubscriptionStatus.Suspended => "suspended",
        SubscriptionStatus.Unsubscribed => "unsubscribed",
        SubscriptionStatus.Complained => "complained",
        SubscriptionStatus.HardBounced => "hardbounced",
        _ => "invalid",
    };

    public static string Name(this Channel channel) => channel switch
    {
        Channel.Email => "email",
        Channel.Sms => "sms",
        _ => "push",
    };
}
