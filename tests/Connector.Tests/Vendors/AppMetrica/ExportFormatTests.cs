using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class ExportFormatTests : IDisposable
{
    private const string Json = "{\n\"data\" :\n[\n{\"event_name\":\"a\"},\n{\"event_name\":\"b\"}\n]}";
    private const string Csv = "event_name,event_json\na,\nb,b@example.com";

    private readonly LogsApiHarness _api = new();

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_of_a_proxy_is_not_an_export(bool csv)
    {
        _api.Source = _api.Source with { Format = csv ? ExportFormat.Csv : ExportFormat.Json };
        _api.Server.Body(200, Encoding.UTF8.GetBytes("<!DOCTYPE html><html><head><title>Sign in</title></head></html>"), "text/html");
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("a page «Sign in» instead of " + (csv ? "CSV" : "JSON"), e.Message, StringComparison.Ordinal);
        Assert.Contains("proxy", e.Message, StringComparison.Ordinal);
        Assert.Empty(_api.Sink.Rows);
    }

    [Fact]
    public async Task Words_instead_of_an_export_are_shown()
    {
        _api.Server.Body(200, Encoding.UTF8.GetBytes("Service is closed"), "text/plain");
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("text/plain «Service is closed» instead of JSON", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Csv, false)]
    [InlineData(Json, true)]
    [InlineData("""{"code":200,"message":"b@example.com is blocked"}""", false)]
    public async Task An_export_in_another_format_shows_none_of_its_rows(string body, bool csv)
    {
        _api.Source = _api.Source with { Format = csv ? ExportFormat.Csv : ExportFormat.Json };
        _api.Server.Body(200, Encoding.UTF8.GetBytes(body), "application/octet-stream");
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.DoesNotContain("b@example.com", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"b\"", e.ToString(), StringComparison.Ordinal);
        Assert.IsNotType<ExportIncompleteException>(e);
    }

    [Fact]
    public async Task An_encoding_that_was_not_asked_for_is_refused()
    {
        _api.Server.Export(Json, response => response.Content.Headers.ContentEncoding.Add("br"));
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("«br»", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"data\":[\n]}", false)]
    [InlineData("\uFEFF{\"data\":[\n]}", false)]
    [InlineData("[]}", false)]
    [InlineData("event_name,event_json\n", true)]
    [InlineData("\uFEFFevent_name,event_json", true)]
    [InlineData("\"event_json\",\"event_name\"", true)]
    public async Task An_export_without_records_is_an_export(string body, bool csv)
    {
        _api.Source = _api.Source with { Format = csv ? ExportFormat.Csv : ExportFormat.Json };
        _api.Server.Body(200, Encoding.UTF8.GetBytes(body), "text/plain");
        await _api.ReadAsync();
        Assert.Empty(_api.Sink.Rows);
    }
}
