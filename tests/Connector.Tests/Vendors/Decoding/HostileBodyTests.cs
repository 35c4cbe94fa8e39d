using System.IO.Compression;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>Bodies made to fill a memory or never to end: read in what memory there is, or refused with a reason that names the limit.</summary>
public sealed class HostileBodyTests
{
    [Theory]
    [InlineData(ExportFormat.Json, 2048, "[{\"a\":1}", " ", ",{\"a\":3}]", 0)]
    [InlineData(ExportFormat.JsonLines, 100, "{\"a\":1}\n", "\n", "{\"a\":3}", 0)]
    [InlineData(ExportFormat.Csv, 100, "a\n1\n", "\n", "3\n", 0)]
    [InlineData(ExportFormat.Json, 1024, "[{\"a\":1},\n{\"b\":\"", "y", "\"},\n{\"a\":3}]", 1)]
    [InlineData(ExportFormat.JsonLines, 100, "{\"a\":1}\n{\"b\":\"", "y", "\"}\n{\"a\":3}\n", 1)]
    [InlineData(ExportFormat.Csv, 100, "a\n1\n", "\0", "\n3\n", 1)]
    public async Task A_bomb_is_read_to_its_end_in_flat_memory(ExportFormat format, int megabytes, string head, string filling, string tail, int malformed)
    {
        await using GzipFileStream body = new(new MemoryStream(Bomb(megabytes, head, filling[0], tail)));
        var sink = new Counted();

        // The body never keeps anyone waiting, so all of it happens on this thread.
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task decoding = new ExportDecoder(new ExportLimits(RecordMegabytes: 4)).DecodeAsync(body, format, new RecordSchema(["a"]), sink, CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await decoding;

        Assert.Equal("13", sink.Texts);
        Assert.Equal(malformed, sink.Reasons.Count);
        Assert.All(sink.Reasons, reason => Assert.EndsWith("longer than 4 MB.", reason));
        Assert.InRange(allocated, 0, 64 << 20);
    }

    [Theory]
    [InlineData(ExportFormat.Json, "[{\"a\":1},\n{\"b\":", "},\n{\"a\":3}]")]
    [InlineData(ExportFormat.JsonLines, "{\"a\":1}\n{\"b\":", "}\n{\"a\":3}\n")]
    public void Nesting_of_a_hundred_thousand_levels_is_one_malformed_record(ExportFormat format, string head, string tail)
    {
        Decoded decoded = Decoded.Of(Encoding.UTF8.GetBytes(head + new string('[', 100_000) + new string(']', 100_000) + tail), format, ["a"]);
        Assert.Null(decoded.Failure);
        Assert.Equal(["1", "3"], decoded.Records.Select(record => record[0]));
        Assert.Contains("nested deeper than 1024 levels", Assert.Single(decoded.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000, "a,", "names more than 10000 columns, which is the limit. limits.columns")]
    [InlineData(1_000_000, ",", "names more than 10000 columns, which is the limit. limits.columns")]
    [InlineData(100_000_000, "x", "header is longer than 1 MB, which is the limit. limits.columns")]
    public void A_header_without_measure_is_refused_with_the_limit(int times, string piece, string reason)
    {
        byte[] header = new byte[times * piece.Length];
        for (int i = 0; i < header.Length; i++)
        {
            header[i] = (byte)piece[i % piece.Length];
        }

        Decoded decoded = Decoded.Of(header, ExportFormat.Csv, ["a"]);
        Assert.Contains(reason, decoded.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 5_000, "limits.columns")]
    [InlineData(1, 5_000, "limits.columns")]
    [InlineData(1, 10_000, "limits.recordMegabytes")]
    public void A_header_that_is_too_long_names_what_keeps_it_short(int megabytes, int columns, string setting) =>
        Assert.Equal(setting, new ExportLimits(megabytes, columns).HeaderSetting);

    [Theory]
    [InlineData(200_000, 64, 200_000, null)]
    [InlineData(200_000, 64, 199_999, "names more than 199999 columns, which is the limit. limits.columns")]
    [InlineData(200_000, 1, 200_000, "header is longer than 1 MB, which is the limit. limits.recordMegabytes")]
    public async Task A_header_of_as_many_columns_as_the_limit_allows_has_room(int columns, int megabytes, int limit, string? reason)
    {
        string names = string.Join(',', Enumerable.Range(0, columns - 1).Select(i => $"column{i}"));
        var body = new MemoryStream(Encoding.UTF8.GetBytes($"{names},a\n{new string(',', columns - 1)}7\n"));
        var sink = new Counted();
        Task DecodeAsync() => new ExportDecoder(new ExportLimits(megabytes, limit)).DecodeAsync(body, ExportFormat.Csv, new RecordSchema(["a"]), sink, CancellationToken.None);
        if (reason is null)
        {
            await DecodeAsync();
            Assert.Equal("7", sink.Texts);
        }
        else
        {
            Assert.Contains(reason, (await Assert.ThrowsAsync<SourceException>(DecodeAsync)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ExportFormat.Json, "[{\"a\":1}", ' ', ",{\"a\":3}]")]
    [InlineData(ExportFormat.Json, "[{\"a\":1}]", ' ', "")]
    [InlineData(ExportFormat.JsonLines, "{\"a\":1}\n", '\n', "{\"a\":3}")]
    [InlineData(ExportFormat.Csv, "a\n1\n", '\n', "3\n")]
    public async Task An_export_that_is_longer_than_the_limit_is_given_up_with_its_name(ExportFormat format, string head, char filling, string tail)
    {
        await DecodeAsync(9);
        string reason = (await Assert.ThrowsAsync<SourceException>(() => DecodeAsync(8))).Message;
        Assert.Equal("The export is longer than 8 MB unpacked, which is the limit, and was given up. limits.exportMegabytes in the settings file raises it.", reason);

        async Task DecodeAsync(int limit)
        {
            await using GzipFileStream body = new(new MemoryStream(Bomb(8, head, filling, tail)));
            await new ExportDecoder(new ExportLimits(ExportMegabytes: limit)).DecodeAsync(body, format, new RecordSchema(["a"]), new Counted(), CancellationToken.None);
        }
    }

    [Fact]
    public void A_member_repeated_a_million_times_is_read_once_and_the_last_wins()
    {
        var body = new StringBuilder("[{");
        for (int i = 0; i < 1_000_000; i++)
        {
            body.Append("\"a\":1,");
        }

        Decoded decoded = Decoded.Json(body.Append("\"a\":2},{\"a\":3}]").ToString(), "a");
        Assert.Equal(["2", "3"], decoded.Records.Select(record => record[0]));
    }

    [Fact]
    public async Task Names_of_megabytes_are_not_remembered()
    {
        string records = string.Join(",\n", Enumerable.Range(0, 200).Select(i => $"{{\"{i}{new string('n', 1 << 20)}\":1,\"a\":{i}}}"));
        var body = new MemoryStream(Encoding.UTF8.GetBytes($"[{records}]"));
        var sink = new Counted();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task decoding = new ExportDecoder().DecodeAsync(body, ExportFormat.Json, new RecordSchema(["a"]), sink, CancellationToken.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await decoding;
        Assert.Equal(200, sink.Records);
        Assert.InRange(allocated, 0, 32 << 20);
    }

    [Fact]
    public void Zeros_broken_text_and_numbers_without_end_are_values_like_others()
    {
        string number = new('9', 1_000_000);
        Decoded huge = Decoded.Json($"[{{\"a\":{number}}},{{\"a\":-1e999999}}]", "a");
        Assert.Equal([number, "-1e999999"], huge.Records.Select(record => record[0]));

        Decoded zeros = Decoded.Of([.. "a,b\n\0\0,1\n"u8, 0xFF, 0xC3, .. ",2\n"u8], ExportFormat.Csv, ["a", "b"]);
        Assert.Equal(["\0\0|1", "\uFFFD\uFFFD|2"], zeros.Records.Select(record => string.Join('|', record)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_member_of_a_zip_whose_head_is_damaged_is_not_left_out_in_silence(int damaged)
    {
        byte[] first = Bomb(0, "{\"a\":1}\n", ' ', "");
        byte[] both = [.. first, .. Bomb(0, "{\"a\":2}\n", ' ', "")];
        both[first.Length + damaged] ^= 0xFF;
        await using GzipFileStream body = new(new MemoryStream(both));
        Decoded decoded = await Decoded.OfAsync(body, ExportFormat.JsonLines, ["a"]);
        Assert.True(decoded.IsIncomplete);
    }

    /// <summary>A zip that is a thousandth of what it holds.</summary>
    private static byte[] Bomb(int megabytes, string head, char filling, string tail)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(head));
            byte[] block = new byte[1 << 20];
            block.AsSpan().Fill((byte)filling);
            for (int written = 0; written < megabytes; written++)
            {
                gzip.Write(block);
            }

            gzip.Write(Encoding.UTF8.GetBytes(tail));
        }

        return zipped.ToArray();
    }

    private sealed class Counted : IRecordSink
    {
        public string Texts { get; private set; } = "";

        public int Records { get; private set; }

        public List<string> Reasons { get; } = [];

        public bool Add(Connector.Core.Records.Record record)
        {
            Records++;
            Texts += Encoding.UTF8.GetString(record.Text(0));
            return false;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
        {
            Reasons.Add(reason);
            return false;
        }

        public ValueTask HandOnAsync(CancellationToken cancellationToken) => default;
    }
}
