namespace Connector.Core.Profiles;

/// <summary>Whose word a device's id is.</summary>
public enum DeviceKind : byte
{
    /// <summary>An <c>appmetrica_device_id</c>.</summary>
    AppMetrica,

    /// <summary>A <c>metrixUserId</c>, which stands for an installation.</summary>
    Metrix,
}

/// <summary>A device as records name it.</summary>
/// <param name="Id">AppMetrica's is a text of digits up to 2^64.</param>
public readonly record struct DeviceId(DeviceKind Kind, string Id);

/// <summary>A device the profile was seen with.</summary>
public sealed class DeviceState(DeviceId device, Stamp newest)
{
    public DeviceState(string id, Stamp newest)
        : this(new DeviceId(DeviceKind.AppMetrica, id), newest)
    {
    }

    public DeviceId Device { get; } = device;

    public DeviceKind Kind => Device.Kind;

    public string Id => Device.Id;

    /// <summary>The newest record of this profile that names the device; decides between profiles that share it.</summary>
    public Stamp Newest { get; set; } = newest;

    /// <summary>The oldest one by which the device was known to be this profile's; null where that was not asked.</summary>
    public Stamp? First { get; set; }

    /// <summary>Somebody else has the device now; what it said while it was this profile's still finds it.</summary>
    public bool IsAway { get; set; }
}
