using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Configuration.Settings;

internal enum HookAction
{
    ImportProfile,
    RegisterGoal,
}

/// <summary>One of an integration's <c>hooks</c>.</summary>
internal static class HookSettings
{
    private static readonly Case Import = new("action", "import_profile");
    private static readonly Case Goal = new("action", "register_goal");

    public static readonly Setting<string> Name = new("name", new TextShape(), "The hook's name; each once in the file. Rejects and goals carry it, so do not change it lightly.")
    {
        Required = true,
        Example = "\"registration\"",
    };

    public static readonly Setting<LogResource> Resource = new("resource", new LogResourceShape(), "Which records it looks at: an export of the Logs API, or of messages their type: `user`, `action`, `revenue` or `businessEvent`.")
    {
        Required = true,
        Example = "\"events\"",
    };

    public static readonly Setting<Section> Filter = new("filter", new BlockShape(() => FilterSettings.Block), "Which of them it wants.")
    {
        DefaultWords = "every record",
        Example = "{ \"field\": \"event_name\", \"like\": \"registration*\" }",
    };

    public static readonly Setting<HookAction> Action = new(
        "action",
        new ChoiceShape<HookAction>(("import_profile", HookAction.ImportProfile), ("register_goal", HookAction.RegisterGoal)),
        "What it does with them: make or change a profile, or keep a goal.")
    {
        Required = true,
        Example = "\"import_profile\"",
    };

    public static readonly Setting<string> Database = new("database", new TextShape(), "The database of the profiles, by file name.")
    {
        RequiredWhen = Import,
        OnlyWhen = Import,
        Example = "\"customers\"",
    };

    public static readonly Setting<ImportMode> Mode = new(
        "mode",
        new ChoiceShape<ImportMode>(("add_and_update", ImportMode.AddAndUpdate), ("add_only", ImportMode.AddOnly), ("update_only", ImportMode.UpdateOnly)),
        "Whether profiles are created, changed, or both. `add_only` leaves a found profile untouched, `update_only` skips a record without a profile.")
    {
        OnlyWhen = Import,
        Default = "add_and_update",
        Example = "\"update_only\"",
    };

    public static readonly Setting<Section> Match = new("match", new BlockShape(() => MatchSettings.Block), "How a record finds its profile.")
    {
        RequiredWhen = Import,
        OnlyWhen = Import,
        Example = "{ \"by\": \"email_profile\", \"from\": \"event_json.contacts.email\" }",
    };

    public static readonly Setting<ImmutableArray<Entry<Section>>> Map = new(
        "map", new ListShape<Section>(new BlockShape(() => MappingSettings.Block)), "Which values go into which fields.")
    {
        OnlyWhen = Import,
        DefaultWords = "none",
    };

    public static readonly Setting<ImmutableArray<Entry<Section>>> Subscriptions = new(
        "subscriptions", new ListShape<Section>(new BlockShape(() => SubscriptionSettings.Block)), "To what the profile is subscribed on the way.")
    {
        OnlyWhen = Import,
        DefaultWords = "none",
    };

    public static readonly Setting<string> Pixel = new("pixel", new TextShape(), "The pixel of the goal, by file name.")
    {
        RequiredWhen = Goal,
        OnlyWhen = Goal,
        Example = "\"app\"",
    };

    public static readonly Setting<Section> GoalName = new(
        "goal", new BlockShape(() => OperandSettings.NameBlock), "The goal's name: a fixed `value`, or `from` a field. At most 128 characters.")
    {
        RequiredWhen = Goal,
        OnlyWhen = Goal,
        Example = "{ \"value\": \"purchase\" }",
    };

    public static readonly Setting<Section> GoalValue = new(
        "value", new BlockShape(() => OperandSettings.ValueBlock), "The goal's value, a number.")
    {
        OnlyWhen = Goal,
        DefaultWords = "none",
        Example = "{ \"from\": \"event_json.cart.total\" }",
    };

    public static readonly Setting<Section> Attach = new("attach", new BlockShape(() => AttachSettings.Block), "The profile the goal is put on.")
    {
        OnlyWhen = Goal,
        DefaultWords = "the goal is anonymous",
    };

    public static readonly Block Block = new(
        "a hook",
        "One of `hooks` in an integration: a filter and one action.",
        [Name, Resource, Filter, Action, Database, Mode, Match, Map, Subscriptions, Pixel, GoalName, GoalValue, Attach]);
}

/// <summary>A hook's <c>attach</c>.</summary>
internal static class AttachSettings
{
    public static readonly Setting<string> Database = new("database", new TextShape(), "The database of the profiles, by file name.")
    {
        Required = true,
        Example = "\"customers\"",
    };

    public static readonly Setting<Section> Match = new("match", new BlockShape(() => MatchSettings.Block), "How a record finds its profile.")
    {
        Required = true,
        Example = "{ \"by\": \"appmetrica_device_id\" }",
    };

    public static readonly Setting<WhenMissing> WhenMissing = new(
        "whenMissing",
        new ChoiceShape<WhenMissing>(
            ("anonymous", Core.Catalog.WhenMissing.Anonymous), ("skip", Core.Catalog.WhenMissing.Skip), ("reject", Core.Catalog.WhenMissing.Reject)),
        "What happens without a profile: the goal is kept as anonymous, left out, or made a reject.")
    {
        Default = "anonymous",
        Example = "\"skip\"",
    };

    public static readonly Setting<bool> Stitch = new(
        "stitch", new FlagShape(), "An anonymous goal becomes the goal of the profile that later turns up with the same device.")
    {
        Default = "true",
        Example = "false",
    };

    public static readonly Block Block = new("an attachment", "`attach` in a goal hook.", [Database, Match, WhenMissing, Stitch]);
}
