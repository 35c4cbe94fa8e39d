using System.Net;
using Connector.Sandbox;

namespace Connector.Tests.Sandbox;

public sealed class ExportRequestTests : SandboxTest
{
    private static readonly string Url = Events($"fields=event_name&{Day}");

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("Bearer secret")]
    [InlineData("OAuth ")]
    public async Task Request_without_an_OAuth_token_is_unauthorized(string header) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(Url, header)).Code);

    [Fact]
    public async Task Token_in_the_query_string_is_refused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(Url + "&oauth_token=secret", "")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(Url + "&oauth_token=secret")).Code);
    }

    [Fact]
    public async Task Token_opens_only_the_applications_that_are_its_own()
    {
        await RestartAsync(Options with { Applications = [new(1111, "Mine", Token: "secret"), new(2222, "Theirs", Token: "other")] });
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Url)).Code);
        Answer answer = await GetAsync(Url.Replace("1111", "2222", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Forbidden, "Don't have rights for this", "text/plain"), (answer.Code, answer.Text, answer.Type));
        Assert.Equal(HttpStatusCode.Unauthorized, (await WithTokenAsync(Url, "OAuth wrong")).Code);
    }

    [Fact]
    public async Task Unknown_application_is_forbidden() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(Url.Replace("1111", "999", StringComparison.Ordinal))).Code);

    [Theory]
    [InlineData("/logs/v1/export/sessions.json?application_id=1111&fields=a")]
    [InlineData("/logs/v1/export/events.tsv?application_id=1111&fields=a")]
    public async Task Unknown_resource_or_format_is_not_found(string url) =>
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(url)).Code);

    [Theory]
    [InlineData("fields=event_name,nonsense&" + Day, "nonsense")]
    [InlineData("fields=&" + Day, "fields")]
    [InlineData(Day, "fields")]
    [InlineData("fields=event_name,&" + Day, "fields")]
    [InlineData("fields=event_name&date_until=2026-11-02", "date_since")]
    [InlineData("fields=event_name&date_since=2026-11-02", "date_until")]
    [InlineData("fields=event_name&date_since=02.11.2026&date_until=2026-11-03", "date_since")]
    [InlineData("fields=event_name&date_since=2026-11-02T00:00:00&date_until=2026-11-03", "date_since")]
    [InlineData("fields=event_name&date_since=2026-11-03&date_until=2026-11-02", "date_since")]
    [InlineData("fields=event_name&date_dimension=server&" + Day, "date_dimension")]
    [InlineData("fields=event_name&use_utf8_bom=1&" + Day, "use_utf8_bom")]
    [InlineData("fields=event_name&skip_unavailable_shards=yes&" + Day, "skip_unavailable_shards")]
    [InlineData("fields=event_name&limit=-1&" + Day, "limit")]
    [InlineData("fields=event_name&parts_count=2&part_number=2&" + Day, "part_number")]
    [InlineData("fields=event_name&colour=red&" + Day, "colour")]
    public async Task Wrong_parameter_is_refused_by_name(string parameters, string name)
    {
        Answer answer = await GetAsync(Events(parameters));
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (answer.Code, answer.Type));
        Assert.Contains(name, answer.Text);
    }

    [Fact]
    public async Task Missing_application_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync($"/logs/v1/export/events.json?fields=event_name&{Day}")).Code);

    [Fact]
    public async Task Resource_without_dates_takes_none()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync(Events("fields=token", resource: "push_tokens"))).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(Events($"fields=token&{Day}", resource: "push_tokens"))).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(Events($"fields=click_id&date_dimension=receive&{Day}", resource: "postbacks"))).Code);
    }

    [Fact]
    public async Task Profiles_take_attributes_version_and_update_time() =>
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await GetAsync(Events($"fields=profile_id,loyalty%20card&version=1&update_timestamp=1793491203&{Day}", resource: "profiles_v2"))).Code);

    [Fact]
    public async Task Requests_are_recorded_with_their_exact_url_and_without_the_token_in_their_text()
    {
        await GetAsync(Url, ("Cache-Control", "no-cache"));
        SandboxRequest request = Assert.Single(Sandbox.Requests);
        Assert.Equal(("GET", Url, 202, false), (request.Method, request.Url, request.Code, request.Aborted));
        Assert.Equal("OAuth secret", request.Header("authorization"));
        Assert.Equal("no-cache", request.Header("Cache-Control"));
        Assert.DoesNotContain("secret", request.ToString());
    }

    private Task<Answer> WithTokenAsync(string url, string header)
    {
        Client.DefaultRequestHeaders.Remove("Authorization");
        return GetAsync(url, ("Authorization", header));
    }
}
