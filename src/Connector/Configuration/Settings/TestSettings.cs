using System.Collections.Immutable;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Core.Records;

namespace Connector.Configuration.Settings;

/// <summary>One of an integration's <c>tests</c>.</summary>
internal static class TestSettings
{
    public static readonly Setting<string> Name = new("name", new TextShape(), "What the example shows, in a sentence; each once in the file.")
    {
        Required = true,
        Example = "\"A registration makes a profile\"",
    };

    public static readonly Setting<LogResource> Resource = new("resource", new LogResourceShape(), "Of which resource the records are.")
    {
        Required = true,
        Example = "\"events\"",
    };

    public static readonly Setting<ImmutableArray<Entry<ConfigNode>>> Given = new(
        "given", new ListShape<ConfigNode>(new JsonShape("an object (a record)", "object")), "Records that came before, in order.")
    {
        DefaultWords = "none",
        Example = "[{ \"event_name\": \"registration\" }]",
    };

    public static readonly Setting<ConfigNode> Record = new("record", new JsonShape("an object (a record)", "object"), "The record that is looked at. `event_json` may be written as an object.")
    {
        Required = true,
        Example = "{ \"event_name\": \"purchase\" }",
    };

    public static readonly Setting<Section> Expect = new("expect", new BlockShape(() => ExpectSettings.Block), "What must come out. Only what is named is compared.")
    {
        Required = true,
        Example = "{ \"hook\": \"purchase\", \"outcome\": \"goal\" }",
    };

    public static readonly Block Block = new("a test", "One of `tests` in an integration.", [Name, Resource, Given, Record, Expect]);
}

/// <summary>A test's <c>expect</c>: members of a line that <c>connector preview</c> prints.</summary>
internal static class ExpectSettings
{
    public static readonly Setting<ConfigNode> Record = new("record", new JsonShape("a number", "number"), "The record's number.");

    public static readonly Setting<string> Hook = new("hook", new TextShape(), "Which hook's result is meant.")
    {
        Example = "\"registration\"",
    };

    public static readonly Setting<string> Outcome = new(
        "outcome",
        new ChoiceShape<string>(Array.ConvertAll(Outcomes, static word => (word, word))),
        "What became of the record.")
    {
        Example = "\"create\"",
    };

    public static readonly Setting<ConfigNode> Profile = new("profile", new JsonShape("a text or null", "string", "null"), "The id of the profile that was found.");

    public static readonly Setting<ConfigNode> Changes = new("changes", new JsonShape("an object or null", "object", "null"), "Fields and what is in them afterwards.")
    {
        Example = "{ \"email\": \"a@x.io\" }",
    };

    public static readonly Setting<ConfigNode> Subscriptions = new(
        "subscriptions", new JsonShape("a list or null", "array", "null"), "The subscriptions that were added or changed.");

    public static readonly Setting<ConfigNode> Goal = new("goal", new JsonShape("an object or null", "object", "string", "null"), "The goal that was kept.");

    public static readonly Setting<ConfigNode> Reason = new("reason", new JsonShape("a text or null", "string", "null"), "Why the record was rejected or skipped.")
    {
        Example = "\"match_value_empty\"",
    };

    public static readonly Block Block = new(
        "an expectation", "`expect` in a test.", [Record, Hook, Outcome, Profile, Changes, Subscriptions, Goal, Reason]);

    private static string[] Outcomes => ["filtered", "create", "update", "unchanged", "skip", "goal", "goal_anonymous", "reject"];
}
