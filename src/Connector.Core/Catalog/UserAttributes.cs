using System.Collections.Immutable;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Core.Catalog;

/// <summary>Where a user message's attributes go without anybody saying so (contract 6).</summary>
public static class UserAttributes
{
    public const string Custom = "customAttributes";

    public static readonly ImmutableArray<AttributeMapping> Standard =
    [
        new("_fname", "firstName"),
        new("_lname", "lastName"),
        new("phones", "phoneNumber"),
        new("email", "email"),
        new("_country", "country"),
        new("_city", "city"),
        new("_region", "region"),
        new("_sex", "gender"),
        new("_bdate", "birthday"),
        new("_hashed_email", "hashedEmail"),
        new("_hashed_phone", "hashedPhoneNumber"),
    ];

    /// <summary>Adds the mappings that a hook on <see cref="LogResource.User"/> has without naming them. A field that it maps itself stays as it says.</summary>
    /// <returns>The hook's own first. An attribute that a message lacks leaves its field alone.</returns>
    public static ImmutableArray<Mapping> Complete(ImmutableArray<Mapping> map, Database database)
    {
        HashSet<string> taken = [.. map.Select(mapping => mapping.To.Name)];
        ImmutableArray<Mapping>.Builder all = map.ToBuilder();
        foreach ((string name, string attribute) in Standard)
        {
            if (database.Find(name) is { } field && taken.Add(name))
            {
                all.Add(Of(FieldPath.ForColumn(attribute), field));
            }
        }

        foreach (Field field in database.Fields)
        {
            if (taken.Add(field.Name))
            {
                all.Add(Of(new FieldPath($"{Custom}[\"{JsonEncodedText.Encode(field.Name)}\"]", Custom, [new PathStep(field.Name)]), field));
            }
        }

        return all.ToImmutable();
    }

    private static Mapping Of(FieldPath from, Field to) => new(new Operand.From(from), to, IgnoreEmpty: true, OnlyIfEmpty: false);
}
