using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Pages;

/// <summary>A profile as people see it.</summary>
/// <param name="Fields">Those that hold something, in the order of the database.</param>
public sealed record ProfileRow(string Id, string Database, IReadOnlyList<(string Name, string Value)> Fields, int Subscriptions, long UpdatedAt)
{
    /// <summary>What somebody would call the person.</summary>
    public string Name
    {
        get
        {
            string full = string.Join(' ', new[] { Find("_fname"), Find("_lname") }.Where(part => part is not null));
            return full.Length > 0 ? full : Find("email") ?? "Profile " + Id;
        }
    }

    public string? Find(string field) => Fields.FirstOrDefault(one => one.Name == field).Value;
}

/// <summary>Something a profile is found by.</summary>
/// <param name="Name">A field, <c>e-mail subscription</c>, <c>appmetrica_device_id</c>, <c>customUserId</c> or <c>metrixUserId</c>.</param>
public sealed record ProfileKeyText(string Name, string Value)
{
    public static IEnumerable<ProfileKeyText> Of(ProfileState profile, Database? database)
    {
        IEnumerable<Field> indexed = database is null ? [] : database.Fields.Where(ProfileEditor.IsIndexed);
        return indexed.SelectMany(field => ProfileEditor.CurrentKeysOf(field, profile).Select(key => new ProfileKeyText(field.Name, key)))
            .Concat(profile.Subscriptions
                .Where(subscription => subscription.Channel == Channel.Email)
                .Select(subscription => new ProfileKeyText("e-mail subscription", EmailAddress.KeyOf(subscription.Address))))
            .Concat(profile.CustomUserId is { } user ? [new ProfileKeyText("customUserId", user)] : [])
            .Concat(ProfileIdentity.DeviceIds(profile).Select(device => new ProfileKeyText("appmetrica_device_id", device)))
            .Concat(ProfileIdentity.MetrixUserIds(profile).Select(device => new ProfileKeyText("metrixUserId", device)))
            .Distinct();
    }
}
