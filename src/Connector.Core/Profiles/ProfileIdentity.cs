using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Core.Profiles;

/// <summary>The names that a profile has as a person.</summary>
public static class ProfileIdentity
{
    /// <summary>RFC 9562, 6.6: the namespace of URLs.</summary>
    private static readonly Guid Urls = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>What Metrix calls the automation user id: for a user a UUID made of database and <c>customUserId</c>, else the first <c>metrixUserId</c>.</summary>
    /// <returns>Null: the profile has neither.</returns>
    public static string? AutomationUserId(ProfileState profile) =>
        profile.CustomUserId is { } user
            ? NameBased(NameBased(Urls, "connector:" + profile.Database), user).ToString()
            : MetrixUserIds(profile).FirstOrDefault();

    /// <summary>The devices that are the profile's now, by Metrix's names, the one known longest first.</summary>
    public static IEnumerable<string> MetrixUserIds(ProfileState profile) =>
        profile.Devices
            .Where(device => device is { Kind: DeviceKind.Metrix, IsAway: false })
            .OrderBy(device => device.First ?? device.Newest)
            .ThenBy(device => device.Id, StringComparer.Ordinal)
            .Select(device => device.Id);

    /// <summary>The devices that are the profile's now, by AppMetrica's ids: in the order in which they came, and then those whose first sign-in is known, by its time.</summary>
    public static IEnumerable<string> DeviceIds(ProfileState profile) =>
        profile.Devices
            .Where(device => device is { Kind: DeviceKind.AppMetrica, IsAway: false })
            .OrderBy(device => device.First ?? default)
            .ThenBy(device => device.First is null ? "" : device.Id, StringComparer.Ordinal)
            .Select(device => device.Id);

    /// <summary>A UUID of version 5 (RFC 9562, 5.5).</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The standard says which digest; nothing is kept secret by it.")]
    public static Guid NameBased(Guid space, string name)
    {
        byte[] text = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, text.AsSpan(16));
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text, digest);
        digest[6] = (byte)((digest[6] & 0x0f) | 0x50);
        digest[8] = (byte)((digest[8] & 0x3f) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
