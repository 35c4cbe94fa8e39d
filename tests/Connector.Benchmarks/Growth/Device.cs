namespace Connector.Benchmarks.Growth;

/// <summary>The device of a profile in a filled store: scattered over the range of ids as AppMetrica's are, so that no two neighbours share a page.</summary>
internal static class Device
{
    public static ulong Of(long profile)
    {
        ulong x = (ulong)profile * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (x ^ (x >> 31)) | (1UL << 63);
    }
}
