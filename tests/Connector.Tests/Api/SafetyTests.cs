using System.Net;
using System.Net.Sockets;
using System.Text;
using Connector.Core.Access;

namespace Connector.Tests.Api;

public sealed class SafetyTests(AccessTests.Service service) : IClassFixture<AccessTests.Service>
{
    private readonly ApiBench _api = service.Api;

    [Theory]
    [InlineData("/api/v1/runs", Role.Viewer)]
    [InlineData("/api/v1/runs/none", Role.Viewer)]
    [InlineData("/api/v1/runs", null)]
    [InlineData("/health/live", null)]
    public async Task Every_answer_is_kept_nowhere_run_nowhere_and_framed_nowhere(string path, Role? role)
    {
        ApiAnswer answer = await _api.GetAsync(path, role);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
        Assert.Null(answer.Header("Server"));
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/v1/runs", Role.Viewer, 200)]
    [InlineData("/api/v1/runs", null, 401)]
    [InlineData("/health/live", null, 200)]
    [InlineData("/api/v1/rejects/retry", Role.Admin, 405)]
    public async Task What_GET_answers_HEAD_answers_without_a_body(string path, Role? role, int status)
    {
        ApiAnswer answer = await _api.SendAsync(HttpMethod.Head, path, role);
        Assert.Equal("", answer.Is(status).Text);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/integrations/big", Role.Admin)]
    [InlineData("POST", "/api/v1/preview", Role.Viewer)]
    public async Task A_body_of_more_than_a_mebibyte_is_refused(string method, string path, Role role)
    {
        ApiAnswer answer = await _api.SendAsync(new HttpMethod(method), path, role, new string(' ', (1 << 20) + 1));
        Assert.Equal("too-large", answer.Is(413).Problem);
    }

    [Fact]
    public async Task So_is_one_that_does_not_say_how_long_it_is()
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/integrations/big")
        {
            Content = new StreamContent(new MemoryStream(new byte[(1 << 20) + 1])),
        };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", _api.Token(Role.Admin));
        Assert.Equal("too-large", (await _api.SendAsync(request)).Is(413).Problem);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/preview") { Content = new StringContent("<x/>", Encoding.UTF8, "text/xml") };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", _api.Token(Role.Viewer));
        Assert.Equal("unsupported-media-type", (await _api.SendAsync(request)).Is(415).Problem);
    }

    [Theory]
    [InlineData("", "A body is missing: What to try.")]
    [InlineData("{", "The body is no JSON: it breaks off or goes wrong in line 1.")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("{\"integration\":\"a\",\"resource\":\"events\",\"lst\":3}", "The body has no member 'lst'. Did you mean 'last'?")]
    [InlineData("{\"integration\":\"a\",\"resource\":\"events\",\"last\":0}", "'last' must be a whole number from 1 to 500.")]
    [InlineData("{\"integration\":\"a\",\"resource\":\"events\",\"last\":\"3\"}", "'last' must be a whole number from 1 to 500.")]
    [InlineData("{\"integration\":\"a\",\"last\":1}", "The body needs 'resource'.")]
    [InlineData("{\"integration\":\"a\",\"resource\":\"events\",\"records\":[1]}", "'records'[0] must be an object.")]
    [InlineData("{\"integration\":\"a\",\"integration\":\"b\"}", "A member stands twice in the body. Leave one out.")]
    [InlineData(@"{""integration"":""\ud83d"",""resource"":""events""}", @"A text in the body holds half of a character: an escape such as \ud83d that stands alone.")]
    [InlineData(@"{""\ud83d"":1}", @"A text in the body holds half of a character: an escape such as \ud83d that stands alone.")]
    public async Task A_body_that_is_not_as_asked_for_is_refused_with_its_fault(string body, string detail)
    {
        ApiAnswer answer = await _api.PostAsync("/api/v1/preview", body, Role.Viewer);
        Assert.Equal("bad-body", answer.Is(400).Problem);
        Assert.Equal(detail, answer.Detail);
    }

    [Theory]
    [InlineData("/api/v1/goals?pixle=app", "pixle", "There is no parameter 'pixle'. Did you mean 'pixel'?")]
    [InlineData("/api/v1/runs/1?limit=3", "limit", "There is no parameter 'limit'. There are none here.")]
    [InlineData("/api/v1/goals?limit=0", "limit", "'limit' must be a whole number from 1 to 500.")]
    [InlineData("/api/v1/goals?limit=501", "limit", "'limit' must be a whole number from 1 to 500.")]
    [InlineData("/api/v1/goals?limit=many", "limit", "'limit' must be a whole number from 1 to 500.")]
    [InlineData("/api/v1/goals?limit=1&limit=2", "limit", "'limit' stands twice. Give it once.")]
    [InlineData("/api/v1/goals?pixel=", "pixel", "'pixel' is empty. Give it a value, or leave it out.")]
    [InlineData("/api/v1/goals?from=yesterday", "from", "'from' is no time. Write 2026-11-01T00:00:00Z, or with an offset such as +03:00.")]
    [InlineData("/api/v1/goals?to=2026-11-01T12:00:00", "to", "'to' is no time. Write 2026-11-01T00:00:00Z, or with an offset such as +03:00.")]
    [InlineData("/api/v1/goals?profile=12", "profile", "'profile' must be a profile's id: 16 hexadecimal digits.")]
    [InlineData("/api/v1/goals/series?step=year", "step", "'step' must be one of hour, day, week, month.")]
    [InlineData("/api/v1/goals?after=!!", "after", "'after' is not the 'next' of any page. Leave it out for the first page.")]
    [InlineData("/api/v1/rejects?after=YWJj", "after", "'after' is not the 'next' of any page. Leave it out for the first page.")]
    [InlineData("/api/v1/runs?status=running!", "status", "'status' must be one of queued, running, done, failed, interrupted, cancelled.")]
    [InlineData("/api/v1/profiles?by=email", "value", "'by' and 'value' go together; 'value' is missing.")]
    [InlineData("/api/v1/profiles?by=mail&value=x", "by", "There is no key of customers 'mail'. Did you mean 'email'?")]
    public async Task A_parameter_that_is_wrong_is_named(string path, string parameter, string detail)
    {
        ApiAnswer answer = await _api.GetAsync(path);
        Assert.Equal("bad-parameter", answer.Is(400).Problem);
        Assert.Equal(parameter, answer.Json.GetProperty("parameter").GetString());
        Assert.Equal(detail, answer.Detail);
    }

    [Theory]
    [InlineData("/api/v1/integrations/shop-ap", "There is no integration 'shop-ap'. Did you mean 'shop-app'?")]
    [InlineData("/api/v1/integrations/shop-ap/config", "There is no integration 'shop-ap'. Did you mean 'shop-app'?")]
    [InlineData("/api/v1/runs/77", "There is no run '77'. GET /api/v1/runs lists them.")]
    [InlineData("/api/v1/runs/x", "There is no run 'x'. GET /api/v1/runs lists them.")]
    [InlineData("/api/v1/profiles/0000000000000077", "There is no such profile. GET /api/v1/profiles?by=&value= finds one by a key.")]
    [InlineData("/api/v1/profiles/77", "This is no profile's id: an id has 16 hexadecimal digits.")]
    [InlineData("/api/v1/profiles?database=customer", "There is no database 'customer'. Did you mean 'customers'?")]
    public async Task What_is_not_there_is_said_with_what_is_near(string path, string detail)
    {
        ApiAnswer answer = await _api.GetAsync(path);
        Assert.Equal("not-found", answer.Is(404).Problem);
        Assert.Equal(detail, answer.Detail);
    }

    [Fact]
    public async Task What_is_no_HTTP_at_all_gets_no_more_than_a_status()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(_api.Url).Port);
        await client.GetStream().WriteAsync("this is nothing\r\n\r\n"u8.ToArray());
        string answer = await new StreamReader(client.GetStream()).ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 (400|505) ", answer);
        Assert.DoesNotContain(" at Microsoft.", answer);
    }
}
