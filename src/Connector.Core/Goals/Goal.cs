namespace Connector.Core.Goals;

/// <summary>One goal to be kept under its key; the store ignores a key it has.</summary>
/// <param name="Key">128-bit digest of what makes the event one event (contract 3.9).</param>
/// <param name="Value">A decimal as sent; null: none.</param>
/// <param name="At">Event time, Unix milliseconds.</param>
/// <param name="Database">The database of <c>attach</c>; null: the goal is anonymous for good.</param>
/// <param name="AnonymousId">The device id, or Metrix's of an installation; null: no usable one.</param>
/// <param name="Stitch">While it is anonymous, it becomes the goal of a profile of <paramref name="Database"/> that gains the device.</param>
public sealed record Goal(
    UInt128 Key,
    string Integration,
    string Hook,
    string Pixel,
    string Name,
    string? Value,
    long At,
    string? Database,
    long? Profile,
    string? AnonymousId,
    bool Stitch)
{
    /// <summary>The merged profile through which it is the profile's, and to which it returns when the merge is undone; null: it is its own.</summary>
    public long? Part { get; init; }
}

/// <summary>A profile gained a device: anonymous goals that wait for it become its goals.</summary>
public readonly record struct Stitching(string Database, string Device, long Profile);
