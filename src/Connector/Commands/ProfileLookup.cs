using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Commands;

/// <summary>Finds profiles by what people know of them, comparing as the matching of hooks does.</summary>
internal static class ProfileLookup
{
    /// <summary>What profiles of every database are found by, beside ids and matchable fields.</summary>
    public static readonly string[] Names = ["email", "email_profile", "appmetrica_device_id", "customUserId", "metrixUserId"];

    /// <returns>The keys to ask for, one after another.</returns>
    /// <exception cref="UsageException">Profiles are not found by this, or its type refuses the value.</exception>
    public static IReadOnlyList<ProfileKey> Keys(Database database, string by, string value)
    {
        switch (by)
        {
            case "email":
                string address = EmailAddress.KeyOf(value);
                return
                [
                    new ProfileKey(KeySpace.ForField(database.Name, "email"), address),
                    new ProfileKey(KeySpace.ForSubscriptionEmail(database.Name), address),
                ];
            case "email_profile":
                return [new ProfileKey(KeySpace.ForField(database.Name, "email"), EmailAddress.KeyOf(value))];
            case "appmetrica_device_id":
                return [new ProfileKey(KeySpace.ForDevice(database.Name), value.Trim())];
            case "customUserId":
                return [new ProfileKey(KeySpace.ForCustomUser(database.Name), value.Trim())];
            case "metrixUserId":
                return [new ProfileKey(KeySpace.ForDevice(database.Name, DeviceKind.Metrix), value.Trim())];
        }

        string[] matchable = [.. database.Fields.Where(one => one.Matchable).Select(one => one.Name)];
        if (!matchable.Contains(by))
        {
            throw Invocation.Unknown(by, $"key of {database.Name}", [.. Names, "id", .. matchable]);
        }

        Field field = database.Find(by)!;
        string stored = FieldValue.Convert(field, database, value, TimeZoneInfo.Utc) ?? throw new UsageException(Details.OfValue(field, value));
        return FieldValue.KeyOf(field, stored) is { } key ? [new ProfileKey(KeySpace.ForField(database.Name, by), key)] : [];
    }

    /// <summary>Finds who has one of the keys now.</summary>
    /// <returns>Each profile once, by id.</returns>
    public static async Task<IReadOnlyList<ProfileState>> FindAsync(
        IStoreQueries queries, Database database, IReadOnlyList<ProfileKey> keys, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<long, ProfileState>();
        foreach (ProfileKey key in keys)
        {
            foreach (ProfileState profile in await queries.FindProfilesAsync(key, cancellationToken))
            {
                // Whoever had the device before somebody else did is not looked for, nor whoever had the value once.
                if (!profile.Devices.Exists(device => device.IsAway && new ProfileKey(KeySpace.ForDevice(profile.Database, device.Kind), device.Id) == key)
                    && (database.Find(key.Space.Field) is not { IsList: false } field || profile.HasNow(field, key.Value)))
                {
                    found[profile.Id] = profile;
                }
            }
        }

        return [.. found.Values];
    }
}
