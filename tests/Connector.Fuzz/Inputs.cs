using System.Text;

namespace Connector.Fuzz;

/// <summary>Real samples and config files beside the program.</summary>
internal static class Inputs
{
    private const int LongestSeed = 4096;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "seeds");

    /// <summary>Files below a folder whose name has an ending, cut to where mutating them pays.</summary>
    public static IEnumerable<byte[]> Files(string folder, params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Folder, folder), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => File.ReadAllBytes(file))
            .Select(bytes => bytes[..Math.Min(bytes.Length, LongestSeed)]);

    public static string ConfigFolder => Path.Combine(Folder, "config");

    public static byte[][] Of(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>What trips readers of any text.</summary>
    public static readonly byte[][] Evil =
    [
        .. Of("\0", "\uFEFF", "\u2028", "\U0001F600", "\r\n", "\n", "\\", "\"", "'", "-", "0", "1e999", "-0", "99999999999999999999999999", "NaN", "${env:TOKEN}", "${", "%00", "*", "İ", "ß"),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xE2, 0x80],
    ];

    public static readonly byte[][] Json =
    [
        .. Evil,
        .. Of(
            "{", "}", "[", "]", ":", ",", "\"\":", "null", "true", "false", "\"\\u0000\"", "\"\\ud83d\"", "\\u00", "\\", "{\"a\":", "[[", "]]", "{}", "[]", "\"\"", "1.10", " ", "//", "/*", "*/"),
    ];
}
