using System.Security.Cryptography;

namespace Connector.EndToEnd.Faults;

/// <summary>What a power cut leaves of SQLite's write-ahead log: of what was not flushed, any part may be missing or be something else.</summary>
internal static class PowerCut
{
    private const int Header = 32;

    /// <summary>A page of 2 KB with its head.</summary>
    private const int Frame = 24 + 2048;

    /// <summary>By the name of its row, how the bytes from a place on are damaged.</summary>
    /// <remarks>Each is given the log's file, the place behind what was flushed, and dice.</remarks>
    public static readonly IReadOnlyDictionary<string, Action<FileStream, long, Random>> Kinds = new Dictionary<string, Action<FileStream, long, Random>>(StringComparer.Ordinal)
    {
        ["the log ends at a frame's border"] = (log, flushed, random) => log.SetLength(FrameBorder(log, flushed, random)),
        ["the log ends within a frame's head"] = (log, flushed, random) => log.SetLength(Math.Min(log.Length, FrameBorder(log, flushed, random) + random.Next(1, 24))),
        ["the log ends within a frame's page"] = (log, flushed, random) => log.SetLength(Math.Min(log.Length, FrameBorder(log, flushed, random) + 24 + random.Next(1, 2048))),
        ["a part in the log is zeros"] = (log, flushed, random) => Overwrite(log, Anywhere(log, flushed, random), new byte[random.Next(1, 4 * Frame)]),
        ["a part in the log is garbage"] = (log, flushed, random) => Overwrite(log, Anywhere(log, flushed, random), RandomNumberGenerator.GetBytes(random.Next(1, 4 * Frame))),
        ["garbage is behind the log"] = (log, _, random) => Overwrite(log, log.Length, RandomNumberGenerator.GetBytes(random.Next(1, 4 * Frame))),
    };

    /// <summary>Those that can only hit a log of which nothing was flushed.</summary>
    public static readonly IReadOnlyDictionary<string, Action<FileStream, long, Random>> KindsOfAll = new Dictionary<string, Action<FileStream, long, Random>>(StringComparer.Ordinal)
    {
        ["the log ends within its header"] = (log, _, random) => log.SetLength(random.Next(1, Header)),
        ["all of the log is gone"] = (log, _, _) => log.SetLength(0),
    };

    /// <param name="store">The store's file; nobody has it open.</param>
    /// <param name="flushed">How much of the log is on the disk for sure.</param>
    public static void Strike(string store, Action<FileStream, long, Random> damage, long flushed, Random random)
    {
        // What lies in memory alone is gone with the power.
        File.Delete(store + "-shm");
        using FileStream log = File.Open(store + "-wal", FileMode.Open, FileAccess.ReadWrite);
        damage(log, flushed, random);
    }

    public static long LengthOf(string store) => new FileInfo(store + "-wal").Length;

    private static long FrameBorder(FileStream log, long flushed, Random random)
    {
        long first = Math.Max(0, (flushed - Header + Frame - 1) / Frame);
        long last = Math.Max(first, (log.Length - Header) / Frame);
        return Math.Min(log.Length, Header + (Frame * random.NextInt64(first, last + 1)));
    }

    private static long Anywhere(FileStream log, long flushed, Random random) => random.NextInt64(Math.Max(Header, flushed), Math.Max(Math.Max(Header, flushed) + 1, log.Length));

    private static void Overwrite(FileStream log, long at, byte[] bytes)
    {
        log.Position = at;
        log.Write(bytes);
    }
}
