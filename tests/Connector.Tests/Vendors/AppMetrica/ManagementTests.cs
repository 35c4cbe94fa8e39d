using System.Text;
using Connector.Core.Sync;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class ManagementTests : IDisposable
{
    private const string Application =
        """{"application":{"id":1111,"name":"Shop","time_zone_name":"Europe/Moscow","time_zone_offset":10800,"api_key128":"SECRETKEY","import_token":"SECRETIMPORT"}}""";

    private readonly LogsApiHarness _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task An_application_tells_its_name_and_zone()
    {
        _api.Server.Export(Application);
        Assert.Equal(new ApplicationDescription(1111, "Shop", "Europe/Moscow"), await _api.Client.GetApplicationAsync(_api.Source, default));
        Assert.Equal("https://api.example.test/management/v1/application/1111", _api.Server.Requests[0].Url);
        Assert.Equal($"OAuth {LogsApiHarness.Token}", _api.Server.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task An_answer_may_be_gzipped()
    {
        _api.Server.Body(200, ExportBodyTests.Zip(Application), "application/json", response => response.Content.Headers.ContentEncoding.Add("gzip"));
        Assert.Equal("Shop", (await _api.Client.GetApplicationAsync(_api.Source, default)).Name);
    }

    [Theory]
    [InlineData("""{"application":{"name":"Shop"},"import_token":"SECRETIMPORT"}""", "source.timeZone")]
    [InlineData("""{"applications":[{"import_token":"SECRETIMPORT"}]}""", "source.baseUrl")]
    [InlineData("""[{"import_token":"SECRETIMPORT"}]""", "source.baseUrl")]
    [InlineData("""{"application":{"import_token":"SECRETIMPORT""", "source.baseUrl")]
    [InlineData("<html>SECRETIMPORT</html>", "source.baseUrl")]
    public async Task An_answer_of_another_form_says_what_to_do_and_shows_no_secret(string body, string advice)
    {
        _api.Server.Export(body);
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.Client.GetApplicationAsync(_api.Source, default));
        Assert.Contains(advice, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETIMPORT", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_is_not_kept()
    {
        _api.Server.Body(200, Encoding.UTF8.GetBytes("[" + new string(' ', 2_000_000) + "]"), "application/json");
        await Assert.ThrowsAsync<SourceException>(() => _api.Client.GetApplicationAsync(_api.Source, default));
    }

    [Theory]
    [InlineData("""{"logs_api_availability_status":"enabled"}""", true)]
    [InlineData("""{"logs_api_availability_status":"disabled"}""", false)]
    [InlineData("""{"status":"enabled"}""", true)]
    [InlineData("""{"status":"disabled"}""", false)]
    public async Task Availability_is_read_under_both_names(string body, bool available)
    {
        _api.Server.Export(body);
        Assert.Equal(available, await _api.Client.AreExportsAvailableAsync(_api.Source, default));
        Assert.Equal("https://api.example.test/management/v1/logsapi/status", _api.Server.Requests[0].Url);
    }

    [Theory]
    [InlineData("""{"status":"sometimes"}""")]
    [InlineData("{}")]
    public async Task Availability_that_is_not_told_is_an_error(string body)
    {
        _api.Server.Export(body);
        await Assert.ThrowsAsync<SourceException>(() => _api.Client.AreExportsAvailableAsync(_api.Source, default));
    }

    [Fact]
    public async Task A_bad_token_and_a_foreign_application_are_told_apart()
    {
        _api.Server.Text(401, "").Text(403, """{"errors":[],"code":403,"message":"Access denied"}""");
        SourceRefusedException token = await Assert.ThrowsAsync<SourceRefusedException>(() => _api.Client.GetApplicationAsync(_api.Source, default));
        SourceRefusedException rights = await Assert.ThrowsAsync<SourceRefusedException>(() => _api.Client.GetApplicationAsync(_api.Source, default));
        Assert.Contains("source.token", token.Message, StringComparison.Ordinal);
        Assert.Contains("403: Access denied", rights.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_repeated_three_times()
    {
        _api.Server.Text(500, "", times: 3).Export(Application);
        await _api.Client.GetApplicationAsync(_api.Source, default);
        Assert.Equal([5, 10, 20], _api.Pauses);
    }

    [Fact]
    public async Task Nobody_waits_before_a_screen_until_midnight()
    {
        _api.Server.Text(420, "requests per day");
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.Client.GetApplicationAsync(_api.Source, default));
        Assert.Contains("00:00 GMT", e.Message, StringComparison.Ordinal);
        Assert.Empty(_api.Pauses);
    }
}
