using System.Collections.Immutable;

namespace Connector.Core.Catalog;

/// <summary>A set of profiles with typed fields: one file of <c>config/databases</c>.</summary>
/// <param name="Name">The file's name without <c>.json</c>.</param>
/// <param name="DefaultPhoneCountry">ISO 3166 code (<c>RU</c>) by which a number without <c>+</c> is read; null: such numbers are refused.</param>
/// <param name="Fields">Default fields first, in the order of <see cref="DefaultFields.All"/>, then the database's own in file order.</param>
public sealed record Database(string Name, string Title, string? DefaultPhoneCountry, ImmutableArray<Field> Fields)
{
    private readonly Dictionary<string, Field> _byName = Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>How e-mails and phones are hashed.</summary>
    public ContactHashes Hashes { get; init; } = ContactHashes.Default;

    public Field? Find(string name) => _byName.GetValueOrDefault(name);
}

/// <summary>One typed field of a database.</summary>
/// <param name="Required">A profile is never created without it and it is never cleared.</param>
/// <param name="Matchable">Profiles can be found by its value (matching by <c>custom</c>).</param>
/// <param name="Values">What an <see cref="FieldType.Enum"/> allows, compared exactly; empty for other types.</param>
public sealed record Field(string Name, FieldType Type, bool Required = false, bool Matchable = false, ImmutableArray<string> Values = default)
{
    /// <summary>A list: a mapped value is added, an empty one changes nothing.</summary>
    public bool IsList => Type is FieldType.PhoneList or FieldType.Tags;
}

/// <summary>What a field may hold. <see cref="PhoneList"/> is the type of the default field <c>phones</c> alone and has no name in config.</summary>
public enum FieldType
{
    String,
    Integer,
    Number,
    Boolean,
    Date,
    DateTime,
    Email,
    Phone,
    PhoneList,
    Ip,
    Enum,
    Tags,
    HashedEmail,
    HashedPhone,
}

/// <summary>The fields every database has without naming them.</summary>
public static class DefaultFields
{
    public static readonly ImmutableArray<Field> All =
    [
        new("email", FieldType.Email, Required: true),
        new("phones", FieldType.PhoneList),
        new("_fname", FieldType.String),
        new("_lname", FieldType.String),
        new("_bdate", FieldType.Date),
        new("_sex", FieldType.String),
        new("_regdate", FieldType.DateTime),
        new("_regip", FieldType.Ip),
        new("_regcountry", FieldType.String),
        new("_regcity", FieldType.String),
        new("_regurl", FieldType.String),
        new("_ip", FieldType.Ip),
        new("_country", FieldType.String),
        new("_region", FieldType.String),
        new("_city", FieldType.String),
        new("_postal_code", FieldType.String),
        new("_tz", FieldType.String),
        new("_browser", FieldType.String),
        new("_os", FieldType.String),
        new("_vendor", FieldType.String),
        new("_hashed_email", FieldType.HashedEmail),
        new("_hashed_phone", FieldType.HashedPhone),
    ];
}

/// <summary>The publisher people subscribe to: one file of <c>config/resources</c>.</summary>
public sealed record SubscriptionResource(string Name, string Title, ImmutableArray<string> Databases, ImmutableArray<Channel> Channels);

public enum Channel
{
    Email,
    Sms,
    Push,
}

/// <summary>A named group of goals: one file of <c>config/pixels</c>.</summary>
public sealed record Pixel(string Name, string Title);
