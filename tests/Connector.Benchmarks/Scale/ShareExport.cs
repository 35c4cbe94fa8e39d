using System.IO.Compression;
using System.Text;
using Connector.Benchmarks.Exports;

namespace Connector.Benchmarks.Scale;

/// <summary>An export cut into shares of receive time, as several nodes read windows of it. Its rows stand a line each, in the order of that time.</summary>
internal static class ShareExport
{
    private const string Between = ",";

    /// <returns>The names of the shares, of nearly equal numbers of records.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(ExportSet exports, string source, long records, int shares)
    {
        string[] names = [.. Enumerable.Range(0, shares).Select(share => $"share-{share + 1}-of-{shares}.json")];
        await using var from = new GZipStream(File.OpenRead(exports.PathOf(source)), CompressionMode.Decompress);
        using var reader = new StreamReader(from, Encoding.UTF8);
        while (await reader.ReadLineAsync() is { } line && line != "[")
        {
            // What comes before the rows is written anew.
        }

        for (int share = 0; share < shares; share++)
        {
            long count = (records * (share + 1) / shares) - (records * share / shares);
            await using var to = new GZipStream(File.Create(exports.PathOf(names[share])), CompressionLevel.Fastest);
            await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            await writer.WriteAsync("{\n\"data\" :\n[\n");
            for (long row = 0; row < count; row++)
            {
                string line = await reader.ReadLineAsync() ?? throw new InvalidDataException($"{source} has fewer than {records} rows.");
                bool hasComma = line.EndsWith(Between, StringComparison.Ordinal);
                await writer.WriteLineAsync((hasComma ? line[..^1] : line) + (row < count - 1 ? Between : ""));
            }

            await writer.WriteAsync("]\n}\n");
        }

        return names;
    }
}
