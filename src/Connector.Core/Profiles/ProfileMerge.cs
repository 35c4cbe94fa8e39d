namespace Connector.Core.Profiles;

/// <summary>What became of a profile that turned out to be another's.</summary>
/// <param name="From">The anonymous profile.</param>
/// <param name="Into">The user's.</param>
/// <param name="Device">The device that both were seen with.</param>
/// <param name="Record">The record that said so, a JSON object.</param>
/// <param name="At">When it was decided, Unix milliseconds.</param>
/// <param name="Refused">Which limit kept them apart: a word of <see cref="MergeRefusal"/>; null: they were merged.</param>
public sealed record ProfileMerge(string Database, long From, long Into, DeviceId Device, string Record, long At, string? Refused = null)
{
    /// <summary>What the merge is based on: that a record names this kind of device together with the user.</summary>
    public string Rule => Device.Kind == DeviceKind.Metrix ? "metrixUserId" : "appmetrica_device_id";
}

/// <summary>Limits beyond which profiles are found and not merged (contract 6).</summary>
public static class MergeRefusal
{
    /// <summary>The user's profile would have more than <see cref="MostDevices"/> devices.</summary>
    public const string Devices = "device_limit";

    /// <summary>The user's profile has taken in <see cref="MostMerges"/> others.</summary>
    public const string Merges = "merge_limit";

    public const int MostDevices = 1000;

    public const int MostMerges = 100;
}

/// <summary>A merge as it is kept.</summary>
/// <param name="Id">Grows in the order of merges; never used again.</param>
/// <param name="SplitAt">When somebody undid it, Unix milliseconds; null: it holds.</param>
/// <param name="SplitBy">The name of a token, or <c>cli</c>.</param>
public sealed record KeptMerge(long Id, ProfileMerge Merge, long? SplitAt, string? SplitBy);

/// <summary>A merge undone.</summary>
/// <param name="At">Unix milliseconds.</param>
public sealed record ProfileSplit(KeptMerge Merge, long At, string By);
