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
    public Stamp? First => SignIns is [var first, ..] ? first : null;

    /// <summary>Such records, oldest first: the first, the last, and those by which the device came back from somebody else. Null: none.</summary>
    public List<Stamp>? SignIns { get; set; }

    /// <summary>Somebody else has the device now; what it said while it was this profile's still finds it.</summary>
    public bool IsAway { get; set; }

    /// <summary>When the profile had the device last, up to a time; null: only later.</summary>
    public Stamp? LastUpTo(Stamp stamp)
    {
        if (SignIns is not { } known)
        {
            return Newest <= stamp ? Newest : null;
        }

        int last = known.FindLastIndex(one => one <= stamp);
        return last < 0 ? null : known[last];
    }

    /// <param name="isOthersBetween">Whether somebody else had the device after the first time, up to the second.</param>
    /// <returns>False: it tells nothing new.</returns>
    public bool SignIn(Stamp stamp, Func<Stamp, Stamp, bool> isOthersBetween)
    {
        List<Stamp> known = SignIns ??= [];
        int place = ~known.BinarySearch(stamp);
        if (place < 0)
        {
            return false;
        }

        known.Insert(place, stamp);
        int inner = place == 0 ? 1 : place == known.Count - 1 ? place - 1 : place;
        if (inner == 0 || inner >= known.Count - 1 || isOthersBetween(known[inner - 1], known[inner]))
        {
            return true;
        }

        known.RemoveAt(inner);
        return inner != place;
    }

    /// <summary>Whoever signed in as the other was this one.</summary>
    public void TakeOver(DeviceState other)
    {
        SignIns = [.. (SignIns ?? []).Union(other.SignIns ?? []).Order()];
        Newest = Newest < other.Newest ? other.Newest : Newest;
    }

    public DeviceState Copy() => new(Device, Newest) { SignIns = SignIns is null ? null : [.. SignIns], IsAway = IsAway };
}
