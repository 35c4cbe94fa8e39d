using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.Http;

namespace Connector.Tests.Vendors.AppMetrica;

/// <summary>What really happens on a socket: bodies cut where a length, a chunk or a trailer is missing, resets, silence, redirects.</summary>
public sealed class BrokenConnectionTests : IDisposable
{
    private const string Csv = "event_name,event_json\na,\nb,half";

    private readonly SocketsHttpHandler _handler = VendorHandler.Create();
    private readonly RawServer _server = new();
    private readonly LogsApiHarness _api;

    public BrokenConnectionTests()
    {
        _handler.UseProxy = false;
        _api = new LogsApiHarness(_handler) { Source = LogsApiHarness.SourceOf(_server.Address, ExportFormat.Csv) };
    }

    public void Dispose()
    {
        _api.Dispose();
        _handler.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_whole_body_is_read_after_the_queue()
    {
        _server.Say("HTTP/1.1 202 Accepted\r\nContent-Length: 15\r\n\r\nWait for result");
        _server.Say(Headers($"Content-Length: {Csv.Length}") + Csv);
        await _api.ReadAsync();
        Assert.Equal(["a,", "b,half"], _api.Sink.Rows);
        Assert.StartsWith($"GET {_api.Client.UrlOf(_api.Request()).PathAndQuery} HTTP/1.1\r\n", _server.Heard[0], StringComparison.Ordinal);
        Assert.Equal(_server.Heard[0].Split("\r\n")[0], _server.Heard[1].Split("\r\n")[0]);
    }

    [Theory]
    [InlineData("Content-Length: 100", Csv)]
    [InlineData("Transfer-Encoding: chunked", "1f\r\n" + Csv)]
    [InlineData("Transfer-Encoding: chunked", "1f\r\n" + Csv + "\r\n")]
    [InlineData("Transfer-Encoding: chunked", "ff\r\n" + Csv)]
    public async Task A_body_that_breaks_off_is_incomplete_and_gives_no_half_row(string header, string body)
    {
        _server.Say(Headers(header) + body);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
        Assert.DoesNotContain(_api.Sink.Rows, row => row.StartsWith('b'));
    }

    [Theory]
    [InlineData("206 Partial Content")]
    [InlineData("203 Non-Authoritative Information")]
    [InlineData("304 Not Modified")]
    public async Task A_body_that_may_be_an_export_is_in_no_message(string status)
    {
        const string People = """{"data":[{"event_name":"purchase","profile_id":"anna@example.test"}]}""";
        _server.Say($"HTTP/1.1 {status}\r\nContent-Length: {People.Length}\r\nConnection: close\r\n\r\n{People}");
        SourceException refused = await Assert.ThrowsAnyAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains($"({status[..3]})", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_reset_is_incomplete()
    {
        _server.Say(Encoding.ASCII.GetBytes(Headers("Content-Length: 100") + Csv), reset: true);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(12)]
    public async Task Gzip_cut_by_its_maker_is_incomplete_though_the_transport_is_whole(int lost)
    {
        byte[] zipped = ExportBodyTests.Zip(Csv)[..^lost];
        string length = zipped.Length.ToString(CultureInfo.InvariantCulture);
        _server.Say([.. Encoding.ASCII.GetBytes(Headers($"Content-Encoding: gzip\r\nContent-Length: {length}")), .. zipped]);
        await Assert.ThrowsAsync<ExportIncompleteException>(() => _api.ReadAsync());
        Assert.DoesNotContain(_api.Sink.Rows, row => row.StartsWith('b'));
    }

    [Fact]
    public async Task Gzip_tells_its_end_where_the_transport_does_not()
    {
        byte[] zipped = ExportBodyTests.Zip(Csv);
        _server.Say([.. Encoding.ASCII.GetBytes(Headers("Content-Encoding: gzip")), .. zipped]);
        await _api.ReadAsync();
        Assert.Equal(2, _api.Sink.Rows.Count);
    }

    [Fact]
    public async Task A_connection_reset_before_the_answer_is_made_again()
    {
        _server.Say([], reset: true);
        _server.Say([], reset: true);
        _server.Say(Headers($"Content-Length: {Csv.Length}") + Csv);
        await _api.ReadAsync();
        Assert.Equal(2, _api.Sink.Rows.Count);
        Assert.NotEmpty(_api.Pauses);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_server_that_falls_silent_is_given_up_after_five_minutes()
    {
        _server.Say(Encoding.ASCII.GetBytes(Headers("Content-Length: 5000") + Csv), keepOpen: true);
        Task export = _api.ReadAsync();
        while (!export.IsCompleted)
        {
            // One guard a read: the bytes that did come may take one or two.
            await Task.WhenAny(export, _api.Time.WhenArmedAsync(WireStream.LongestSilence));
            await _server.Spoken;
            _api.Time.Advance(WireStream.LongestSilence);
        }

        await Assert.ThrowsAsync<ExportIncompleteException>(() => export);
    }

    [Fact]
    public async Task The_token_does_not_travel_with_a_redirect()
    {
        using RawServer elsewhere = new();
        _server.Say($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.Address}\r\nContent-Length: 0\r\n\r\n");
        await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains($"Authorization: OAuth {LogsApiHarness.Token}", _server.Heard[0], StringComparison.Ordinal);
        Assert.Empty(elsewhere.Heard);
    }

    [Fact]
    public async Task Nobody_listening_is_a_source_that_cannot_be_reached()
    {
        _server.Dispose();
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("127.0.0.1", e.Message, StringComparison.Ordinal);
        Assert.Equal(Patience.ExportRetries, _api.Pauses.Length);
    }

    private static string Headers(string header) => $"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n{header}\r\nConnection: close\r\n\r\n";
}
