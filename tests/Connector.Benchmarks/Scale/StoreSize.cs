namespace Connector.Benchmarks.Scale;

/// <summary>What a filled store takes on the disk, indexes included.</summary>
internal sealed record StoreSize(long Goals, long Profiles, double BytesOfGoal, double BytesOfProfile);
