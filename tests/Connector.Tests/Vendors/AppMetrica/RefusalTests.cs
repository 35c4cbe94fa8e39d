using System.Net.Http.Headers;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class RefusalTests : IDisposable
{
    private readonly LogsApiHarness _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Too_much_data_is_told_apart() =>
        await Assert.ThrowsAsync<ExportTooLargeException>(() => Refused(400, "Too much data. Try to use more parts."));

    [Fact]
    public async Task A_bad_token_stops_everything_and_says_to_put_in_a_new_one()
    {
        SourceRefusedException e = await Assert.ThrowsAsync<SourceRefusedException>(() => Refused(401, "Unauthorized"));
        Assert.Contains("put a new OAuth token into source.token", e.Message, StringComparison.Ordinal);
        Assert.Single(_api.Server.Requests);
    }

    [Fact]
    public async Task A_user_without_rights_stops_everything_and_is_told_which_right_is_missing()
    {
        SourceRefusedException e = await Assert.ThrowsAsync<SourceRefusedException>(() => Refused(403, "Don't have rights for this"));
        Assert.Contains("no access to application 1111", e.Message, StringComparison.Ordinal);
        Assert.Contains("view", e.Message, StringComparison.Ordinal);
        Assert.Single(_api.Server.Requests);
    }

    [Theory]
    [InlineData("Unknown field: event_naem", "the column «event_naem»")]
    [InlineData("Error: no column 'city' in this error report", "the column «city»")]
    [InlineData("{\"code\":400,\"message\":\"Fields event_naem and city are unknown\"}", "the column «event_naem»")]
    [InlineData("bad: city", "the column «city»")]
    public async Task An_unknown_column_is_named(string text, string named)
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(
            () => Refused(400, text, _api.Request(LogResource.Events, "event_name", "event_naem", "city", "error")));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.Contains("hooks", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_unknown_columns_are_all_named()
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(
            () => Refused(400, "unknown: one, two", _api.Request(LogResource.ProfilesV2, "profile_id", "one", "two")));
        Assert.Contains("the columns «one», «two»", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bad value of date_since")]
    [InlineData("cannot serve event_name,city")]
    [InlineData("event_names and electricity")]
    public async Task A_refusal_that_blames_no_column_blames_none(string text)
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => Refused(400, text, _api.Request(LogResource.Events, "event_name", "city")));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("«", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_in_the_shape_of_the_Management_API_is_read()
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => Refused(
            400, """{"errors":[{"error_type":"invalid_parameter","message":"m","location":"l"}],"code":400,"message":"Wrong date"}"""));
        Assert.Contains("(400: Wrong date)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_refusal_is_cut_to_300_characters_in_one_line()
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => Refused(400, "\n first\r\n\tsecond " + new string('x', 5000)));
        Assert.Contains("(400: first second xxx", e.Message, StringComparison.Ordinal);
        Assert.Contains(new string('x', 286) + "…", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 287), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_matters_is_found_beyond_the_cut() =>
        await Assert.ThrowsAsync<ExportTooLargeException>(() => Refused(400, new string('x', 5000) + " Try to use more parts."));

    [Fact]
    public async Task A_wrong_application_or_address_is_named()
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => Refused(404, "Not found"));
        Assert.Contains("source.applicationId (1111)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_nobody_knows_is_shown()
    {
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => Refused(418, "teapot"));
        Assert.Contains("418: teapot", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_its_target_is_named_without_its_query()
    {
        _api.Server.Text(302, "", response => response.Headers.Location = new Uri("https://login.example.test/in?session=private"));
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("https://login.example.test", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("private", e.Message, StringComparison.Ordinal);
        Assert.Single(_api.Server.Requests);
    }

    [Fact]
    public async Task A_token_the_server_repeats_is_shown_neither_in_the_error_nor_in_the_log()
    {
        _api.Server
            .Text(503, $"upstream: OAuth {LogsApiHarness.Token}")
            .Text(429, $"wait, {LogsApiHarness.Token}")
            .Text(401, $"Invalid token {LogsApiHarness.Token}");
        SourceRefusedException e = await Assert.ThrowsAsync<SourceRefusedException>(() => _api.ReadAsync());
        Assert.DoesNotContain(LogsApiHarness.Token, e.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(_api.Log.Entries);
        Assert.All(_api.Log.Entries, entry => Assert.DoesNotContain(LogsApiHarness.Token, entry.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("one\ntwo")]
    [InlineData("токен")]
    public async Task A_token_that_cannot_be_one_is_not_sent(string token)
    {
        _api.Source = _api.Source with { Token = token };
        SourceRefusedException e = await Assert.ThrowsAsync<SourceRefusedException>(() => _api.ReadAsync());
        Assert.Empty(_api.Server.Requests);
        Assert.DoesNotContain("two", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_end_of_a_secret_file_does_not_belong_to_the_token()
    {
        _api.Source = _api.Source with { Token = LogsApiHarness.Token + "\n" };
        _api.Server.Export("{\"data\":[\n]}");
        await _api.ReadAsync();
        Assert.Equal($"OAuth {LogsApiHarness.Token}", _api.Server.Requests[0].Headers["Authorization"]);
    }

    private Task Refused(int status, string text, ExportRequest? request = null)
    {
        _api.Server.Body(status, System.Text.Encoding.UTF8.GetBytes(text), text.StartsWith('{') ? "application/json" : "text/plain");
        return _api.ReadAsync(request);
    }
}
