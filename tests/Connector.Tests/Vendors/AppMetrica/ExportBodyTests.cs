using System.IO.Compression;
using System.Net;
using System.Text;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.Http;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class ExportBodyTests : IDisposable
{
    private const string Json = "{\n\"data\" :\n[\n{\"event_name\":\"a\"},\n{\"event_name\":\"b\"}\n]}";
    private const string Csv = "event_name,event_json\na,\nb,b@example.com";

    private readonly LogsApiHarness _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Gzip_is_undone_and_its_bytes_on_the_wire_are_counted()
    {
        byte[] zipped = Zip(Json);
        _api.Server.Body(200, zipped, "application/json", Gzip);
        await _api.ReadAsync();
        Assert.Equal(2, _api.Sink.Rows.Count);
        Assert.Equal(new ExportProgress(ExportStage.Done, null, zipped.Length, zipped.Length), _api.Progress[^1]);
    }

    [Fact]
    public async Task A_large_body_tells_how_far_it_is()
    {
        string rows = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{{\"event_name\":\"number {i}\"}},\n"));
        _api.Server.Export($"{{\"data\":[\n{rows}]}}");
        await _api.ReadAsync();
        Assert.Equal(40_000, _api.Sink.Rows.Count);
        ExportProgress[] downloading = [.. _api.Progress.Where(progress => progress is { Stage: ExportStage.Downloading, Bytes: > 0 })];
        Assert.InRange(downloading.Length, 2, 20);
        Assert.Equal(downloading.OrderBy(progress => progress.Bytes), downloading);
    }

    [Fact]
    public async Task Gzip_that_lost_any_of_its_last_bytes_is_incomplete_and_gives_no_half_row()
    {
        byte[] zipped = Zip(Csv);
        for (int lost = 1; lost < zipped.Length; lost++)
        {
            using LogsApiHarness api = new();
            api.Csv();
            api.Server.Body(200, zipped[..^lost], "text/csv", Gzip);
            await Assert.ThrowsAsync<ExportIncompleteException>(() => api.ReadAsync());
            Assert.DoesNotContain(api.Sink.Rows, row => row.StartsWith('b'));
        }
    }

    [Fact]
    public async Task A_long_gzip_without_its_trailer_gives_no_half_row()
    {
        _api.Csv();
        string rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"event{i},value {i}\n"));
        _api.Server.Body(200, Zip($"event_name,event_json\n{rows}last,row")[..^8], "text/csv", Gzip);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
        Assert.DoesNotContain("last,row", _api.Sink.Rows);
        Assert.NotEmpty(_api.Sink.Rows);
    }

    [Fact]
    public async Task What_follows_the_last_record_is_checked_too()
    {
        string rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"{{\"event_name\":\"number {i}\"}},\n"));
        _api.Server.Body(200, Zip($"{{\"data\":[\n{rows}]}}\n{new string(' ', 5000)}")[..^8], "application/json", Gzip);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
        Assert.Equal(5000, _api.Sink.Rows.Count);
    }

    [Fact]
    public async Task Damaged_gzip_is_incomplete()
    {
        byte[] zipped = Zip(Json);
        zipped[^6] ^= 1;
        _api.Server.Body(200, zipped, "application/json", Gzip);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task An_empty_body_is_incomplete(string encoding)
    {
        _api.Server.Body(200, [], "application/json", response => response.Content.Headers.ContentEncoding.Add(encoding));
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
    }

    [Fact]
    public async Task A_body_shorter_than_told_is_incomplete()
    {
        _api.Csv();
        _api.Server.Body(200, Encoding.UTF8.GetBytes(Csv), "text/csv", response => response.Content.Headers.ContentLength = Csv.Length + 10);
        ExportIncompleteException e = await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
        Assert.Contains($"{Csv.Length} of {Csv.Length + 10} bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_without_its_end_mark_is_incomplete()
    {
        _api.Server.Export(Json[..^2]);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
    }

    [Theory]
    [InlineData("3", true)]
    [InlineData("2", false)]
    [InlineData("not calculated", false)]
    public async Task Csv_with_fewer_rows_than_told_is_incomplete(string told, bool incomplete)
    {
        _api.Csv();
        _api.Server.Body(200, Encoding.UTF8.GetBytes(Csv), "text/csv", response => response.Headers.Add("Rows-Number", told));
        if (incomplete)
        {
            ExportIncompleteException e = await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
            Assert.Contains("2 of 3 rows", e.Message, StringComparison.Ordinal);
            return;
        }

        await _api.ReadAsync();
        Assert.Equal(2, _api.Sink.Rows.Count);
    }

    [Fact]
    public async Task Json_is_believed_its_end_mark_and_another_row_number_is_only_logged()
    {
        _api.Server.Export(Json, response => response.Headers.Add("Rows-Number", "3"));
        await _api.ReadAsync();
        Assert.Contains(_api.Log.Entries, entry => entry.Id.Id == 1006);
    }

    [Fact]
    public async Task Csv_whose_end_nothing_tells_is_refused_with_a_way_out()
    {
        _api.Csv();
        _api.Server.Answer(_ => Task.FromResult(new HttpResponseMessage { Content = new EndlessContent(Csv) }));
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("\"format\": \"json\"", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunked_csv_tells_its_end()
    {
        _api.Csv();
        _api.Server.Answer(_ => Task.FromResult(new HttpResponseMessage { Content = new EndlessContent(Csv), Headers = { TransferEncodingChunked = true } }));
        await _api.ReadAsync();
        Assert.Equal(["a,", "b,b@example.com"], _api.Sink.Rows);
    }

    [Fact(Timeout = 30_000)]
    public async Task Silence_of_five_minutes_within_the_body_is_a_break()
    {
        _api.Server.Answer(_ => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new SilentStream()) }));
        Task export = _api.ReadAsync();
        await _api.Time.WhenArmedAsync(WireStream.LongestSilence);
        _api.Time.Advance(WireStream.LongestSilence - TimeSpan.FromSeconds(1));
        Assert.False(export.IsCompleted);
        _api.Time.Advance(TimeSpan.FromSeconds(1));
        ExportIncompleteException e = await Assert.ThrowsAsync<ExportIncompleteException>(() => export);
        Assert.Contains("nothing for 5 minutes", e.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_within_the_body_is_no_break()
    {
        _api.Server.Answer(_ => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new SilentStream()) }));
        using CancellationTokenSource stop = new();
        Task export = _api.ReadAsync(cancellationToken: stop.Token);
        await _api.Time.WhenArmedAsync(WireStream.LongestSilence);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export);
    }

    internal static byte[] Zip(string text)
    {
        MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }

    private static void Gzip(HttpResponseMessage response) => response.Content.Headers.ContentEncoding.Add("gzip");

    /// <summary>Content that does not tell its length.</summary>
    private sealed class EndlessContent(string text) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>A body of which nothing comes.</summary>
    private sealed class SilentStream : ForwardStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
