using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

/// <summary>One of a hook's <c>subscriptions</c>.</summary>
internal static class SubscriptionSettings
{
    private static readonly Case Push = new("channel", "push");

    public static readonly Setting<string> Resource = new("resource", new TextShape(), "The subscription resource, by file name. It must list the hook's database.")
    {
        Required = true,
        Example = "\"newsletter\"",
    };

    public static readonly Setting<Channel> Channel = new("channel", ResourceSettings.ChannelShape, "One of the resource's channels.")
    {
        Required = true,
        Example = "\"email\"",
    };

    public static readonly Setting<PushProvider> Provider = new(
        "provider",
        new ChoiceShape<PushProvider>(
            ("appmetrica_device_id", PushProvider.AppMetricaDeviceId), ("ios_ifa", PushProvider.IosIfa), ("google_aid", PushProvider.GoogleAid)),
        "Which id push messages go to.")
    {
        RequiredWhen = Push,
        OnlyWhen = Push,
        Example = "\"appmetrica_device_id\"",
    };

    public static readonly Setting<string> From = new("from", new TextShape(), "The address: a column or path.")
    {
        RequiredWhen = new Case("channel", "email", "sms"),
        DefaultWords = "for `push` the provider's column",
        Example = "\"event_json.contacts.email\"",
    };

    public static readonly Setting<SubscriptionStatus> Status = new(
        "status",
        new ChoiceShape<SubscriptionStatus>(
            ("subscribed", SubscriptionStatus.Subscribed),
            ("unconfirmed", SubscriptionStatus.Unconfirmed),
            ("suspended", SubscriptionStatus.Suspended),
            ("unsubscribed", SubscriptionStatus.Unsubscribed)),
        "The status that is set. `unconfirmed` waits for double opt-in.")
    {
        Default = "subscribed",
        Example = "\"unconfirmed\"",
    };

    public static readonly Setting<bool> KeepExisting = new(
        "statusWhenExists",
        new ChoiceShape<bool>(("set", false), ("keep", true)),
        "Whether a subscription that is there already gets the status too.")
    {
        Default = "set",
        Example = "\"keep\"",
    };

    public static readonly Setting<bool> SkipInvalid = new(
        "skipInvalid", new FlagShape(), "A wrong address leaves only this subscription out. Without it the record is a reject.")
    {
        Default = "false",
        Example = "true",
    };

    public static readonly Block Block = new(
        "a subscription", "One of `subscriptions` in an import hook.", [Resource, Channel, Provider, From, Status, KeepExisting, SkipInvalid]);
}
