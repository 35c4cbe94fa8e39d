using System.Collections.Immutable;
using Connector.Configuration.Reading;

namespace Connector.Configuration.Settings;

/// <summary>A hook's <c>filter</c>: a group of filters, or a rule.</summary>
internal static class FilterSettings
{
    private static readonly Case IsRule = new("field");

    public static readonly Setting<ImmutableArray<Entry<Section>>> All = new(
        "all", new ListShape<Section>(new BlockShape(() => Block!), allowEmpty: false), "A list of filters that must all hold.");

    public static readonly Setting<ImmutableArray<Entry<Section>>> Any = new(
        "any", new ListShape<Section>(new BlockShape(() => Block!), allowEmpty: false), "A list of filters of which at least one must hold.");

    public static readonly Setting<Section> Not = new("not", new BlockShape(() => Block!), "A filter that must not hold.");

    public static readonly Setting<string> Field = new("field", new TextShape(), "What a rule looks at: a column of the resource, or a path into a JSON column.")
    {
        Example = "\"event_json.contacts.email\"",
    };

    public static readonly Setting<string> Like = Operation(
        "like", new TextShape(allowEmpty: true), "The text, with `*` for any run of characters. `\\\\*` is a star itself.", "\"*@gmail.com\"");

    public static readonly Setting<string> NotLike = Operation(
        "notLike", new TextShape(allowEmpty: true), "As `like`, and must not hold.", "\"test*\"");

    public static readonly Setting<ImmutableArray<Entry<string>>> In = new(
        "in", new ListShape<string>(new ConstantShape(), allowEmpty: false), "The text is one of these, whole.")
    {
        OnlyWhen = IsRule,
        Example = "[\"silver\", \"gold\"]",
    };

    public static readonly Setting<bool> Exists = Operation("exists", new FlagShape(), "Whether there is a value at all.", "true");

    public static readonly Setting<string> Greater = Operation("gt", new DecimalShape(), "The number is greater.", "0");

    public static readonly Setting<string> GreaterOrEqual = Operation("gte", new DecimalShape(), "The number is greater or equal.", "1000");

    public static readonly Setting<string> Less = Operation("lt", new DecimalShape(), "The number is less.", "5000.50");

    public static readonly Setting<string> LessOrEqual = Operation("lte", new DecimalShape(), "The number is less or equal.", "100");

    public static readonly Setting<bool> CaseSensitive = new("caseSensitive", new FlagShape(), "Whether capitals and small letters differ.")
    {
        OnlyWhen = IsRule,
        Default = "false",
        Example = "true",
    };

    public static readonly Block Block = new(
        "a filter",
        "`filter` in a hook: a group (`all`, `any`, `not`) of filters, or a rule (`field` and at least one operation; several must all hold).",
        [All, Any, Not, Field, Like, NotLike, In, Exists, Greater, GreaterOrEqual, Less, LessOrEqual, CaseSensitive])
    {
        OneOf =
        [
            new OneOf(["field", "all", "any", "not"], Code: "empty-filter"),
            new OneOf(["like", "notLike", "in", "exists", "gt", "gte", "lt", "lte"], Many: true, When: IsRule, Code: "empty-rule", Subject: "a rule"),
        ],
    };

    private static Setting<T> Operation<T>(string name, Shape<T> shape, string description, string example) =>
        new(name, shape, description) { OnlyWhen = IsRule, Example = example };
}
