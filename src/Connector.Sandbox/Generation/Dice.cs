namespace Connector.Sandbox.Generation;

/// <summary>Numbers that look random and follow from a seed alone.</summary>
/// <remarks>SplitMix64 by Steele, Lea and Flood.</remarks>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>0 to <paramref name="count"/> less one.</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    public long Below(long count) => (long)Math.BigMul(Next(), (ulong)count, out _);

    public bool Chance(int perMille) => Below(1000) < perMille;

    /// <summary>A number for what stands at a place, the same at every look.</summary>
    public static ulong Of(ulong seed, long place, ulong salt) =>
        Mix(seed + Mix((ulong)place + (salt * 0x9E3779B97F4A7C15)));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
