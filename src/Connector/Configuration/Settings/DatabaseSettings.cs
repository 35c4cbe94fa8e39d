using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

/// <summary>A file of <c>config/databases</c>.</summary>
internal static class DatabaseSettings
{
    public static readonly Setting<string> Title = new(
        "title", new TextShape(), "How people call the database.")
    {
        DefaultWords = "the file's name",
        Example = "\"Customers\"",
    };

    public static readonly Setting<string> DefaultPhoneCountry = new(
        "defaultPhoneCountry", new CountryShape(), "The country by which a phone number without + is read. Without it such numbers are refused.")
    {
        Example = "\"RU\"",
    };

    public static readonly Setting<ImmutableArray<Entry<Section>>> Fields = new(
        "fields", new ListShape<Section>(new BlockShape(() => FieldSettings.Block)), "Fields of your own, and changes to the default fields, which exist without being named.")
    {
        Example = "[{ \"name\": \"loyalty_card\", \"matchable\": true }]",
    };

    public static readonly Setting<Section> Hashes = new(
        "hashes", new BlockShape(() => HashesSettings.Block), "How e-mails and phones are hashed, here and for other systems.")
    {
        DefaultWords = "SHA-256 in hexadecimal",
        Example = "{ \"phone\": { \"form\": \"e164_without_plus\" } }",
    };

    public static readonly Block Block = new("a database", "One file of `databases/`: a set of profiles with typed fields.", [Title, DefaultPhoneCountry, Hashes, Fields]);
}

/// <summary>One of a database's <c>fields</c>.</summary>
internal static class FieldSettings
{
    public static readonly Setting<string> Name = new("name", new TextShape(), "The field's name, as mappings write it in `to`.")
    {
        Required = true,
        Example = "\"loyalty_card\"",
    };

    public static readonly Setting<FieldType> Type = new(
        "type",
        new ChoiceShape<FieldType>(
            ("string", FieldType.String),
            ("integer", FieldType.Integer),
            ("number", FieldType.Number),
            ("boolean", FieldType.Boolean),
            ("date", FieldType.Date),
            ("datetime", FieldType.DateTime),
            ("email", FieldType.Email),
            ("phone", FieldType.Phone),
            ("ip", FieldType.Ip),
            ("enum", FieldType.Enum),
            ("tags", FieldType.Tags),
            ("hashed_email", FieldType.HashedEmail),
            ("hashed_phone", FieldType.HashedPhone)),
        "What the field holds. A value that does not fit makes its record a reject. A default field keeps its own type unless you name another.")
    {
        Default = "string",
        Example = "\"number\"",
    };

    public static readonly Setting<bool> Required = new(
        "required", new FlagShape(), "A profile is never created without this field, and the field is never cleared. `email` is required unless you say false.")
    {
        Default = "false",
        Example = "true",
    };

    public static readonly Setting<bool> Matchable = new(
        "matchable", new FlagShape(), "Profiles can be found by this field (`match` by `custom`).")
    {
        Default = "false",
        Example = "true",
    };

    public static readonly Setting<ImmutableArray<Entry<string>>> Values = new(
        "values", new ListShape<string>(new TextShape(), allowEmpty: false), "What an `enum` field allows, letter by letter.")
    {
        RequiredWhen = new Case("type", "enum"),
        OnlyWhen = new Case("type", "enum"),
        Example = "[\"silver\", \"gold\"]",
    };

    public static readonly Block Block = new("a field", "One of `fields` in a database.", [Name, Type, Required, Matchable, Values]);
}
