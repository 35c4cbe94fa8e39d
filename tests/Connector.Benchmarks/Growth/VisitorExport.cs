using System.IO.Compression;
using System.Text;
using Connector.Benchmarks.Exports;

namespace Connector.Benchmarks.Growth;

/// <summary>The shop's export with other devices: those of a filled store's profiles, drawn evenly, which is the hardest for caches.</summary>
internal static class VisitorExport
{
    private const string Member = "\"appmetrica_device_id\"";
    private const long DrawSalt = 0xA5A5A5A5;


    public static async Task WriteAsync(ExportSet exports, string source, string name, long profiles)
    {
        await using var from = new GZipStream(File.OpenRead(exports.PathOf(source)), CompressionMode.Decompress);
        await using var to = new GZipStream(File.Create(exports.PathOf(name)), CompressionLevel.Fastest);
        using var reader = new StreamReader(from, Encoding.UTF8);
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        for (long number = 0; await reader.ReadLineAsync() is { } line; number++)
        {
            int at = line.IndexOf(Member, StringComparison.Ordinal);
            if (at >= 0)
            {
                int start = line.IndexOf('"', at + Member.Length) + 1;
                int end = line.IndexOf('"', start);
                long profile = (long)(Device.Of(number ^ DrawSalt) % (ulong)profiles);
                line = string.Concat(line.AsSpan(0, start), Device.Of(profile).ToString(), line.AsSpan(end));
            }

            await writer.WriteLineAsync(line);
        }
    }
}
