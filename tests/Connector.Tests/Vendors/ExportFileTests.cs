using System.IO.Compression;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Tests.Vendors.Decoding;
using Connector.Vendors.AppMetrica;

namespace Connector.Tests.Vendors;

public sealed class ExportFileTests : IDisposable
{
    private const string Json = "{\n\"data\" :\n[\n{\"a\":\"1\"},\n{\"a\":\"2\"},\n]\n}\n";
    private const string Csv = "a,b\n1,x\n2,y";
    private const string Lines = "{\"a\":\"1\"}\n{\"a\":\"2\"}\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("export-file-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("x.json", Json, false)]
    [InlineData("x.JSON.gz", Json, true)]
    [InlineData("x.csv", Csv, false)]
    [InlineData("x.csv.gz", Csv, true)]
    [InlineData("x.jsonl", Lines, false)]
    [InlineData("x.jsonl.gz", Lines, true)]
    [InlineData("zipped without the name.csv", Csv, true)]
    [InlineData("plain with the name.json.gz", Json, false)]
    public async Task Format_is_known_by_the_name_and_gzip_by_the_first_bytes(string name, string body, bool zipped)
    {
        byte[] bytes = zipped ? Zip(body) : Encoding.UTF8.GetBytes(body);
        Decoded decoded = await ReadAsync(Write(name, bytes));
        Assert.Null(decoded.Failure);
        Assert.Equal(["+1", "+2"], decoded.Lines);
    }

    [Theory]
    [InlineData(ExportFormat.Json, Json)]
    [InlineData(ExportFormat.Csv, Csv)]
    [InlineData(ExportFormat.JsonLines, Lines)]
    public async Task Format_that_is_said_wins_over_the_name(ExportFormat format, string body) =>
        Assert.Equal(["+1", "+2"], (await ReadAsync(Write("x.txt", Encoding.UTF8.GetBytes(body)), format)).Lines);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Standard_input_is_read_zipped_or_not(bool zipped)
    {
        byte[] bytes = zipped ? Zip(Csv) : Encoding.UTF8.GetBytes(Csv);
        Decoded decoded = await ReadAsync("-", ExportFormat.Csv, new SmallReadsStream(bytes, 1));
        Assert.Equal(["+1", "+2"], decoded.Lines);
    }

    [Fact]
    public async Task Joined_gzip_members_are_one_body()
    {
        string[] parts = [Csv[..5], "", Csv[5..9], Csv[9..]];
        Decoded decoded = await ReadAsync(Write("x.csv.gz", [.. parts.SelectMany(Zip)]));
        Assert.Equal(["+1", "+2"], decoded.Lines);
    }

    [Theory]
    [InlineData("none.json", "no file")]
    [InlineData("", "is a directory")]
    [InlineData("x.txt", ".json, .csv or .jsonl")]
    [InlineData("x", ".json, .csv or .jsonl")]
    [InlineData("x.gz", ".json, .csv or .jsonl")]
    [InlineData("-", "json, csv or jsonl")]
    public void What_cannot_be_read_is_said_before_reading(string name, string message)
    {
        Write("x.txt", []);
        Write("x", []);
        Write("x.gz", []);
        ExportFileException failure = Assert.Throws<ExportFileException>(() =>
            ExportFile.At(name == "-" ? name : Path.Combine(_folder, name), format: null, Stream.Null));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_that_is_cut_anywhere_is_incomplete_and_gives_no_row_that_is_not_there()
    {
        string csv = "a,b\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},{new Random(i).NextInt64()}\n"));
        List<string> whole = Decoded.Csv(csv, "a", "b").Lines;
        foreach (CompressionLevel level in (CompressionLevel[])[CompressionLevel.Optimal, CompressionLevel.NoCompression])
        {
            byte[] zipped = Zip(csv, level);
            byte[] twice = [.. Zip(csv[..20_000], level), .. Zip(csv[20_000..], level)];
            foreach (byte[] bytes in (byte[][])[zipped, twice])
            {
                for (int length = 2; length < bytes.Length; length += length > bytes.Length - 20 || length < 40 ? 1 : 997)
                {
                    if (bytes == twice && length == Zip(csv[..20_000], level).Length)
                    {
                        continue;
                    }

                    Decoded decoded = await ReadAsync("-", ExportFormat.Csv, new MemoryStream(bytes[..length]), "a", "b");
                    Assert.True(decoded.IsIncomplete, $"{length} of {bytes.Length}: {decoded.Failure?.Message}");
                    Assert.Equal(whole[..decoded.Lines.Count], decoded.Lines);
                }
            }
        }
    }

    [Fact]
    public async Task Damaged_gzip_is_incomplete()
    {
        byte[] bytes = Zip(Csv);
        bytes[^6] ^= 1;
        Assert.True((await ReadAsync("-", ExportFormat.Csv, new MemoryStream(bytes))).IsIncomplete);
    }

    [Fact]
    public async Task Progress_tells_bytes_of_the_file_up_to_its_length()
    {
        string csv = "a,b\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},{new Random(i).NextInt64()}\n"));
        string path = Write("x.csv.gz", Zip(csv));
        ReportedProgress progress = new();
        RecordSchema schema = new(["a"]);
        await ExportFile.At(path, format: null, Stream.Null).DecodeAsync(schema, new Decoded(schema), progress, CancellationToken.None);

        long length = new FileInfo(path).Length;
        Assert.True(progress.Reports.Count > 3);
        Assert.All(progress.Reports, report => Assert.Equal(length, report.TotalBytes));
        Assert.Equal(progress.Reports.OrderBy(report => report.Bytes), progress.Reports);
        Assert.Equal(new ExportProgress(ExportStage.Done, null, length, length), progress.Reports[^1]);
        Assert.All(progress.Reports.SkipLast(1), report => Assert.Equal(ExportStage.Downloading, report.Stage));
    }

    [Fact]
    public async Task Cancellation_stops_the_reading()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        RecordSchema schema = new(["a"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ExportFile.At(Write("x.csv", Encoding.UTF8.GetBytes(Csv)), format: null, Stream.Null).DecodeAsync(schema, new Decoded(schema), progress: null, cancelled.Token));
    }

    private static async Task<Decoded> ReadAsync(string path, ExportFormat? format = null, Stream? standardInput = null, params string[] columns)
    {
        RecordSchema schema = new(columns.Length > 0 ? [.. columns] : ["a"]);
        Decoded decoded = new(schema);
        await decoded.WatchAsync(ExportFile.At(path, format, standardInput ?? Stream.Null).DecodeAsync(schema, decoded, progress: null, CancellationToken.None));
        return decoded;
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Zip(string body) => Zip(body, CompressionLevel.Optimal);

    private static byte[] Zip(string body, CompressionLevel level)
    {
        MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, level))
        {
            gzip.Write(Encoding.UTF8.GetBytes(body));
        }

        return zipped.ToArray();
    }

    private sealed class ReportedProgress : IProgress<ExportProgress>
    {
        public List<ExportProgress> Reports { get; } = [];

        public void Report(ExportProgress value)
        {
            lock (Reports)
            {
                Reports.Add(value);
            }
        }
    }
}
