using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Storage.Keys;

/// <summary>A key space that a config asks for.</summary>
/// <param name="Field">Null for devices and subscriptions.</param>
internal sealed record WantedSpace(Database Database, KeySpace Space, Field? Field)
{
    /// <summary>What brings values into comparable form.</summary>
    public string Form => Field?.Type.ToString() ?? "";

    public static IEnumerable<WantedSpace> Of(Database database)
    {
        yield return new WantedSpace(database, KeySpace.ForDevice(database.Name), null);
        yield return new WantedSpace(database, KeySpace.ForDevice(database.Name, DeviceKind.Metrix), null);
        yield return new WantedSpace(database, KeySpace.ForCustomUser(database.Name), null);
        yield return new WantedSpace(database, KeySpace.ForSubscriptionEmail(database.Name), null);
        foreach (Field field in database.Fields.Where(field => field.Matchable || field.Name == "email"))
        {
            yield return new WantedSpace(database, KeySpace.ForField(database.Name, field.Name), field);
        }
    }

    /// <summary>The keys that a profile has in the space.</summary>
    /// <param name="keysOf">The comparable forms of a field's value in a profile; none for an empty or blocked one.</param>
    public IEnumerable<string> KeysOf(ProfileState profile, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf) => Space.Kind switch
    {
        KeyKind.Device => profile.Devices.Where(device => device.Kind == DeviceKind.AppMetrica).Select(device => device.Id),
        KeyKind.MetrixUser => profile.Devices.Where(device => device.Kind == DeviceKind.Metrix).Select(device => device.Id),
        KeyKind.CustomUser => profile.CustomUserId is { } user ? [user] : [],
        KeyKind.SubscriptionEmail => profile.Subscriptions
            .Where(subscription => subscription.Channel == Channel.Email)
            .Select(subscription => EmailAddress.KeyOf(subscription.Address)),
        _ => keysOf(Database, Field!, profile),
    };
}
