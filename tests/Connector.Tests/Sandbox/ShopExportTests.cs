using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Sandbox.Generation;

namespace Connector.Tests.Sandbox;

public sealed class ShopExportTests
{
    private static readonly ShopOptions Shop = new() { Users = 50, Events = 300 };

    [Theory]
    [InlineData(ExportFormat.Json, false)]
    [InlineData(ExportFormat.Json, true)]
    [InlineData(ExportFormat.JsonLines, false)]
    [InlineData(ExportFormat.Csv, true)]
    public async Task Export_is_written_in_every_format_and_up_to_a_number_of_rows(ExportFormat format, bool gzip)
    {
        string text = await WriteAsync(format, gzip, count: 100, expected: 100);
        switch (format)
        {
            case ExportFormat.Json:
                using (var body = JsonDocument.Parse(text))
                {
                    Assert.Equal(100, body.RootElement.GetProperty("data").GetArrayLength());
                }

                break;
            case ExportFormat.JsonLines:
                string[] lines = text.TrimEnd('\n').Split('\n');
                Assert.Equal(100, lines.Length);
                Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
                break;
            default:
                Assert.Equal(101, CsvLines.Read(text).Count);
                break;
        }
    }

    [Fact]
    public async Task Export_without_a_number_is_whole() => await WriteAsync(ExportFormat.Json, gzip: false, count: null, expected: 300);

    [Fact]
    public async Task Full_record_of_events_is_as_long_as_a_real_one()
    {
        var stream = new MemoryStream();
        long rows = await ShopExport.WriteAsync(Shop with { Users = 1_000, Events = 10_000 }, LogResource.Events, ExportFormat.Json, gzip: false, null, stream, CancellationToken.None);
        Assert.InRange(stream.Length / rows, 1_200, 1_300);
    }

    private static async Task<string> WriteAsync(ExportFormat format, bool gzip, long? count, long expected)
    {
        var stream = new MemoryStream();
        Assert.Equal(expected, await ShopExport.WriteAsync(Shop, LogResource.Events, format, gzip, count, stream, CancellationToken.None));
        stream.Position = 0;
        await using Stream unpacked = gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        return await new StreamReader(unpacked, Encoding.UTF8).ReadToEndAsync();
    }
}
