using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

/// <summary><c>match</c> in an import hook or an attachment.</summary>
internal static class MatchSettings
{
    public static readonly Setting<MatchBy> By = new(
        "by",
        new ChoiceShape<MatchBy>(
            ("email_profile", MatchBy.EmailProfile), ("email", MatchBy.Email), ("appmetrica_device_id", MatchBy.AppMetricaDeviceId), ("custom", MatchBy.Custom), ("identity", MatchBy.Identity)),
        "`email_profile`: the profile's e-mail. `email`: that, or one of its e-mail subscriptions. `appmetrica_device_id`: a device seen with the profile. `custom`: a matchable field. "
        + "`identity`: the user's id and the device; an anonymous profile becomes part of the user's when a record names both.")
    {
        Required = true,
        Example = "\"email_profile\"",
    };

    public static readonly Setting<string> Field = new("field", new TextShape(), "The matchable field of the database.")
    {
        RequiredWhen = new Case("by", "custom"),
        OnlyWhen = new Case("by", "custom"),
        Example = "\"loyalty_card\"",
    };

    public static readonly Setting<string> From = new("from", new TextShape(), "The value to look for: a column or path.")
    {
        RequiredWhen = new Case("by", "email_profile", "email", "custom"),
        DefaultWords = "for `appmetrica_device_id` the column of that name; for `identity`, where it is the user's id, `profile_id` or a message's `customUserId`",
        Example = "\"event_json.contacts.email\"",
    };

    public static readonly Setting<OnAmbiguous> Ambiguous = new(
        "onAmbiguous",
        new ChoiceShape<OnAmbiguous>(("reject", OnAmbiguous.Reject), ("oldest", OnAmbiguous.Oldest), ("newest", OnAmbiguous.Newest)),
        "What happens when several profiles are found: a reject, or the one created first or last is taken. Matching by device or identity never finds several.")
    {
        Default = "reject",
        Example = "\"oldest\"",
    };

    public static readonly Block Block = new("a match", "`match` in an import hook or in `attach`.", [By, Field, From, Ambiguous]);
}

/// <summary>One line of a hook's <c>map</c>.</summary>
internal static class MappingSettings
{
    public static readonly Setting<string> To = new("to", new TextShape(), "The field of the database; each once in a hook.")
    {
        Required = true,
        Example = "\"_fname\"",
    };

    public static readonly Setting<bool> IgnoreEmpty = new(
        "ignoreEmpty", new FlagShape(), "An empty value leaves the field alone. Without it, it clears the field, and for a required field it makes the record a reject.")
    {
        Default = "false",
        Example = "true",
    };

    public static readonly Setting<bool> OnlyIfEmpty = new("onlyIfEmpty", new FlagShape(), "Fill the field, never overwrite it.")
    {
        Default = "false",
        Example = "true",
    };

    public static readonly Block Block = new(
        "a mapping", "One of `map` in an import hook.", [OperandSettings.From, OperandSettings.Value, To, IgnoreEmpty, OnlyIfEmpty])
    {
        OneOf = [new OneOf(["from", "value"])],
    };
}

/// <summary>A value of the record, or a fixed one.</summary>
internal static class OperandSettings
{
    public static readonly Setting<string> From = new("from", new TextShape(), "Take it from the record: a column or path.")
    {
        Example = "\"event_json.name\"",
    };

    public static readonly Setting<string> Value = new("value", new ConstantShape(), "Instead of `from`: this fixed value.")
    {
        Example = "\"mobile app\"",
    };

    public static readonly Setting<string> Number = new("value", new DecimalShape(), "Instead of `from`: this fixed number.")
    {
        Example = "1",
    };

    public static readonly Block NameBlock = new("a goal name", "`goal` in a goal hook.", [From, Value])
    {
        OneOf = [new OneOf(["from", "value"])],
    };

    public static readonly Block ValueBlock = new("a goal value", "`value` in a goal hook.", [From, Number])
    {
        OneOf = [new OneOf(["from", "value"])],
    };
}
