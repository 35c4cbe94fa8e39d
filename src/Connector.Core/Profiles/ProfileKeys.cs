using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>The keys by which a profile is found, worked out from what it holds.</summary>
public static class ProfileKeys
{
    /// <returns>Each once.</returns>
    public static HashSet<ProfileKey> Of(ProfileState profile, Database database)
    {
        HashSet<ProfileKey> keys = [.. profile.Devices.Select(device => new ProfileKey(KeySpace.ForDevice(database.Name, device.Kind), device.Id))];
        if (profile.CustomUserId is { } user)
        {
            keys.Add(new ProfileKey(KeySpace.ForCustomUser(database.Name), user));
        }

        foreach (SubscriptionState subscription in profile.Subscriptions.Where(one => one.Channel == Channel.Email))
        {
            keys.Add(new ProfileKey(KeySpace.ForSubscriptionEmail(database.Name), EmailAddress.KeyOf(subscription.Address)));
        }

        foreach (Field field in database.Fields.Where(ProfileEditor.IsIndexed))
        {
            keys.UnionWith(ProfileEditor.KeysOf(field, profile).Select(value => new ProfileKey(KeySpace.ForField(database.Name, field.Name), value)));
        }

        return keys;
    }
}
