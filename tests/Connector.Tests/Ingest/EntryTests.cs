using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Service.Access;
using Connector.Testing;
using Connector.Tests.Api;

namespace Connector.Tests.Ingest;

/// <summary>Senders over HTTP, at a whole service.</summary>
public sealed class EntryTests : IAsyncLifetime
{
    private const string Key = "key-of-the-tests";

    private const string Server = """
        {
          "source": { "type": "metrix_s2s", "applicationId": "app", "apiKey": "${env:METRIX}", MORE },
          "hooks": [
            { "name": "profile", "resource": "user", "action": "import_profile", "database": "people", "match": { "by": "custom", "field": "user_id", "from": "customUserId" } },
            {
              "name": "action", "resource": "action", "action": "register_goal", "pixel": "app", "goal": { "from": "customName" },
              "attach": { "database": "people", "match": { "by": "custom", "field": "user_id", "from": "customUserId" } }
            }
          ]
        }
        """;

    private readonly HttpClient _http = new();
    private readonly ManualTime _time = new();
    private ApiBench _bench = null!;

    public Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task The_sample_call_of_the_documents_works()
    {
        HttpResponseMessage answer = await SendAsync("""
            { "customUserId": "r.akbari", "messages": [ { "type": "user", "id": "18788701-c330-4000-853d-fe8998511280", "time": 1680000000000,
              "firstName": "Reza", "lastName": "Akbari", "phoneNumber": "09121122333", "email": "reza@gmail.com", "country": "Iran", "city": "Tehran", "region": "Vanak",
              "gender": "Male", "birthday": 733908600000,
              "customAttributes": { "loyalty_level": "vip", "job": "developer", "last_login_date": "2024-06-17T14:30:00.000Z" } } ] }
            """);

        Assert.Equal((HttpStatusCode.OK, """{"accepted":1}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        await _bench.Ingest.AppliedAsync(default);
        ProfileState profile = Assert.Single(await ProfilesAsync());
        Assert.Equal(
            ("Reza", "1993-04-04", "vip", "r.akbari"),
            (profile.Fields["_fname"].Visible(), profile.Fields["_bdate"].Visible(), profile.Fields["loyalty_level"].Visible(), profile.Fields["user_id"].Visible()));
        Assert.DoesNotContain("reza", _bench.Logged, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Key, _bench.Logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app", "wrong")]
    [InlineData("app", "")]
    [InlineData("app", null)]
    [InlineData("APP", Key)]
    [InlineData("nobody", Key)]
    [InlineData(null, Key)]
    [InlineData(null, null)]
    [InlineData("sleeping", Key)]
    [InlineData("shop-app", Key)]
    public async Task Whoever_has_no_key_learns_nothing(string? application, string? key)
    {
        HttpResponseMessage refused = await SendAsync("no JSON", application, key);
        HttpResponseMessage other = await SendAsync(new string('x', 2 << 20), "app", "other");
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (refused.StatusCode, other.StatusCode));
        Assert.Equal(await other.Content.ReadAsStringAsync(), await refused.Content.ReadAsStringAsync());
        Assert.Equal(Names(other.Headers), Names(refused.Headers));
    }

    [Fact]
    public async Task Who_tries_wrong_keys_has_to_wait_and_whoever_has_the_right_one_has_not()
    {
        HttpStatusCode[] tries = new HttpStatusCode[AttemptLimit.Burst];
        for (int i = 0; i < tries.Length; i++)
        {
            tries[i] = (await SendAsync("no JSON", i % 2 == 0 ? "app" : "nobody", $"guess {i}")).StatusCode;
        }

        Assert.All(tries, status => Assert.Equal(HttpStatusCode.Forbidden, status));
        HttpResponseMessage known = await SendAsync("no JSON", "app", "guess");
        HttpResponseMessage unknown = await SendAsync("no JSON", "nobody", "guess");
        Assert.Equal((HttpStatusCode.TooManyRequests, "6"), (known.StatusCode, known.Headers.RetryAfter?.ToString()));
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal(Names(known.Headers), Names(unknown.Headers));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(User(1))).StatusCode);

        _time.Advance(AttemptLimit.Refill);

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("no JSON", "app", "guess")).StatusCode);
    }

    [Fact]
    public async Task Every_fault_is_answered_at_once_and_nothing_is_taken()
    {
        HttpResponseMessage answer = await SendAsync("""{"customUserId":"a","messages":[{"type":"user","id":"1","time":1},{"type":"action","id":2,"time":"x","customName":"b"}]}""");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        JsonElement problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        Assert.Equal(["/messages/1/id", "/messages/1/time"], problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        await SendAsync("""{"customUserId":"b","messages":[{"type":"user","id":"2","time":1}]}""");
        await _bench.Ingest.AppliedAsync(default);
        Assert.Equal("b", Assert.Single(await ProfilesAsync()).Fields["user_id"].Visible());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_too_large_whether_it_tells_its_length_or_not(bool tells)
    {
        string body = $$"""{"customUserId":"{{new string('x', 1 << 20)}}","messages":[{"type":"user","id":"1","time":1}]}""";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(body, isChunked: !tells)).StatusCode);
        string most = body.Remove(body.IndexOf('x', StringComparison.Ordinal), body.Length - (1 << 20));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(most, isChunked: !tells)).StatusCode);
    }

    [Fact]
    public async Task The_largest_body_may_be_set()
    {
        await StartAsync("\"largestBody\": 2000000");
        string body = $$"""{"customUserId":"{{new string('x', 1_500_000)}}","messages":[{"type":"user","id":"1","time":1}]}""";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(body)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(body, isChunked: true)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(body + new string(' ', 500_000))).StatusCode);
    }

    [Fact]
    public async Task Over_the_rate_a_sender_is_told_when_to_come_again()
    {
        await StartAsync("\"rate\": 2");
        string[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => (await SendAsync(User(i))).StatusCode.ToString()))];
        Assert.Equal(["OK", "OK", "TooManyRequests", "TooManyRequests"], answers.Order());
        HttpResponseMessage late = await SendAsync(User(5));
        Assert.Equal("1", late.Headers.RetryAfter?.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(User(5), key: "wrong")).StatusCode);

        _time.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(User(5))).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(User(6))).StatusCode);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("\uFEFF" + User(1))).StatusCode);
        await _bench.Ingest.AppliedAsync(default);
        Assert.Single(await ProfilesAsync());
    }

    [Fact]
    public async Task Packed_bodies_are_refused()
    {
        var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(content)).StatusCode);
    }

    [Fact]
    public async Task Many_senders_at_once_lose_and_double_nothing()
    {
        const int Senders = 16;
        const int Each = 25;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                // Every request twice, and the user last: all that waits is applied then.
                string body = Actions($"u{sender}", $"{sender}-{i}-a", $"{sender}-{i}-b");
                Assert.Equal(HttpStatusCode.OK, (await SendAsync(body)).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await SendAsync(body)).StatusCode);
            }

            Assert.Equal(HttpStatusCode.OK, (await SendAsync(User(sender))).StatusCode);
        })));
        await _bench.Ingest.AppliedAsync(default);

        Assert.Equal(Senders, (await ProfilesAsync()).Count);
        List<Goal> goals = await GoalsAsync();
        Assert.Equal(Senders * Each * 2, goals.Count);
        Assert.All(goals, goal => Assert.NotNull(goal.Profile));
    }

    [Fact]
    public async Task A_changed_config_counts_for_the_next_request()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(User(1))).StatusCode);
        _bench.Files.Variables["METRIX"] = "another-key";
        await _bench.TakeUpAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(User(2))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(User(2), key: "another-key")).StatusCode);
    }

    [Fact]
    public async Task A_preview_takes_the_last_messages_and_whole_bodies()
    {
        await SendAsync(User(1));
        await _bench.Ingest.AppliedAsync(default);
        string text = """{"integration":"server","resource":"user","records":[{"customUserId":"u2","messages":[{"type":"user","id":"2","time":1,"firstName":"Ben"},{"type":"action","id":"3","time":1,"customName":"x"}]}]}""";
        JsonElement own = (await _bench.PostAsync("/api/v1/preview", text)).Is(200).Json;
        Assert.Equal("create", Assert.Single(own.GetProperty("lines").EnumerateArray()).GetProperty("outcome").GetString());
        Assert.Equal("u2", Assert.Single(own.GetProperty("records").EnumerateArray()).GetProperty("customUserId").GetString());
    }

    [Fact]
    public async Task The_api_says_that_there_is_nothing_to_read()
    {
        Assert.Equal("conflict", (await _bench.PostAsync("/api/v1/integrations/server/sync")).Is(409).Problem);
        Assert.Equal("conflict", (await _bench.PostAsync("/api/v1/integrations/server/backfills", """{"from":"2026-11-01","to":"2026-11-02"}""")).Is(409).Problem);
        (await _bench.GetAsync("/api/v1/integrations/server")).Is(200);
    }

    private static string User(int number) => $$"""{"customUserId":"u{{number}}","messages":[{"type":"user","id":"user-{{number}}","time":1680000000}]}""";

    private static string Actions(string user, params string[] ids) =>
        $$"""{"customUserId":"{{user}}","messages":[{{string.Join(',', ids.Select(id => $$"""{"type":"action","id":"{{id}}","time":"1733830178","customName":"view"}"""))}}]}""";

    private static string Names(HttpResponseHeaders headers) => string.Join(' ', headers.Select(header => header.Key).Order());

    private async Task StartAsync(string more = "\"timeZone\": \"UTC\"")
    {
        if (_bench is not null)
        {
            await _bench.DisposeAsync();
        }

        _bench = await ApiBench.StartAsync(files =>
        {
            files.Variables["METRIX"] = Key;
            files.Time = _time;
            files.Write("config/databases/people.json", """
                { "defaultPhoneCountry": "IR", "fields": [ { "name": "email", "required": false }, { "name": "user_id", "matchable": true }, { "name": "loyalty_level" } ] }
                """);
            files.Write("config/integrations/server.json", Server.Replace("MORE", more, StringComparison.Ordinal));
            files.Write("config/integrations/sleeping.json", """{ "active": false, "source": { "type": "metrix_s2s", "applicationId": "sleeping", "apiKey": "${env:METRIX}" }, "hooks": [] }""");
        });
    }

    private Task<HttpResponseMessage> SendAsync(string body, string? application = "app", string? key = Key, bool isChunked = false)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(content, application, key, isChunked);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string? application = "app", string? key = Key, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _bench.Url) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        if (application is not null)
        {
            request.Headers.Add("X-Application-Id", application);
        }

        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await _http.SendAsync(request);
    }

    private async Task<List<ProfileState>> ProfilesAsync() => await ListAsync(_bench.Store.Queries.ListProfilesAsync(new ProfileQuery("people"), default));

    private async Task<List<Goal>> GoalsAsync() => await ListAsync(_bench.Store.Queries.ListGoalsAsync(new GoalQuery(), default));

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
