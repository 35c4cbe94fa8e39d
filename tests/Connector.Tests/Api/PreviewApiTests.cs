using System.Text.Json;
using Connector.Core.Access;
using Connector.Tests.Commands;

namespace Connector.Tests.Api;

public sealed class PreviewApiTests : IAsyncLifetime
{
    private ApiBench _api = null!;

    public async Task InitializeAsync() => _api = await ApiBench.StartAsync(null, Bench.Registration("anna@x.io"), Bench.Registration("nobody"));

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Records_of_a_persons_own_show_what_they_would_do_one_after_another()
    {
        ApiAnswer answer = await PreviewAsync(new
        {
            integration = "shop-app",
            resource = "events",
            records = new[] { Parsed(Bench.Registration("anna@x.io", more: ",\"name\":\"Anna\"")), Parsed(Bench.Registration("ben@x.io", 1)), Parsed(Bench.Registration("ben@x.io", 1)) },
        });
        JsonElement[] lines = LinesOf(answer);
        Assert.Equal(["update", "create", "unchanged"], lines.Select(line => line.GetProperty("outcome").GetString()));
        Assert.Equal("Anna", lines[0].GetProperty("changes").GetProperty("_fname").GetString());
        Assert.Equal(3, answer.Json.GetProperty("records").GetArrayLength());
        Assert.Equal(1, answer.Json.GetProperty("summary").GetProperty("created").GetInt64());
        Assert.Single((await _api.GetAsync("/api/v1/profiles")).Items);
    }

    [Fact]
    public async Task A_changed_text_is_tried_without_being_saved()
    {
        string text = ApiBench.Unscheduled.Replace("\"like\": \"registration\"", "\"like\": \"sign-up\"", StringComparison.Ordinal);
        var wish = new { integration = "shop-app", text, resource = "events", records = new[] { Parsed(Bench.Registration("ben@x.io")) } };
        Assert.Empty(LinesOf(await PreviewAsync(wish)));
        Assert.Equal(ApiBench.Unscheduled, File.ReadAllText(_api.Files.PathOf("config/integrations/shop-app.json")));
    }

    [Fact]
    public async Task Refused_records_show_whether_a_changed_text_would_take_them()
    {
        JsonElement[] lines = LinesOf(await PreviewAsync(new { integration = "shop-app", resource = "events", rejects = 10 }));
        Assert.Equal("reject", Assert.Single(lines).GetProperty("outcome").GetString());
        string text = ApiBench.Unscheduled.Replace("\"by\": \"email_profile\", \"from\": \"event_json.email\"", "\"by\": \"custom\", \"field\": \"card\", \"from\": \"event_json.email\"", StringComparison.Ordinal)
            .Replace("{ \"from\": \"event_json.email\", \"to\": \"email\" },", "{ \"value\": \"ben@x.io\", \"to\": \"email\" },", StringComparison.Ordinal)
            .Replace("{ \"from\": \"event_json.card\", \"to\": \"card\", \"ignoreEmpty\": true },", "", StringComparison.Ordinal)
            .Replace("\"status\": \"unconfirmed\"", "\"skipInvalid\": true", StringComparison.Ordinal);
        lines = LinesOf(await PreviewAsync(new { integration = "shop-app", text, resource = "events", rejects = 10 }));
        Assert.Equal("create", Assert.Single(lines).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task The_last_records_of_the_source_show_what_a_changed_text_would_do()
    {
        _api.Source.Records = [Bench.Registration("ben@x.io"), .. Enumerable.Range(0, 300).Select(i => Bench.Purchase("101", "1", i)), "{\"event_name\":\"seldom\",\"event_timestamp\":\"1795000000\"}"];
        long run = (await _api.PostAsync("/api/v1/integrations/shop-app/sync")).Is(202).Json.GetProperty("run").GetInt64();
        using StreamReader stream = await _api.OpenAsync($"/api/v1/runs/{run}/progress");
        await stream.ReadToEndAsync();
        ApiAnswer answer = await PreviewAsync(new { integration = "shop-app", resource = "events", last = 500 });
        Assert.Equal(101, answer.Is(200).Json.GetProperty("records").GetArrayLength());
        Assert.All(LinesOf(answer), line => Assert.Equal("unchanged", line.GetProperty("outcome").GetString()));
        string text = ApiBench.Unscheduled.Replace("\"like\": \"purchase\"", "\"like\": \"seldom\"", StringComparison.Ordinal);
        JsonElement line = Assert.Single(LinesOf(await PreviewAsync(new { integration = "shop-app", text, resource = "events", last = 500 })));
        Assert.Equal(("goal_anonymous", 101), (line.GetProperty("outcome").GetString(), line.GetProperty("record").GetInt32()));
        Assert.Equal(2, (await PreviewAsync(new { integration = "shop-app", resource = "events", last = 2 })).Json.GetProperty("records").GetArrayLength());
    }

    [Fact]
    public async Task A_text_with_errors_is_told_as_when_it_is_saved()
    {
        ApiAnswer answer = await PreviewAsync(new { integration = "shop-app", text = "{ \"hooks\": [", resource = "events", rejects = 1 });
        Assert.Equal("config-problems", answer.Is(422).Problem);
        Assert.NotEmpty(answer.Json.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task A_text_learns_nothing_of_the_machines_variables_and_files()
    {
        _api.Files.Variables["OTHER"] = "not-for-everybody";
        string file = _api.Files.Write("config/inside.txt", "nor-is-this");
        string text = ApiBench.Unscheduled.Replace("{ \"from\": \"event_json.name\",", $"{{ \"value\": \"${{env:OTHER}}${{file:{file}}}\",", StringComparison.Ordinal);
        ApiAnswer answer = await PreviewAsync(new { integration = "shop-app", text, resource = "events", records = new[] { Parsed(Bench.Registration("ben@x.io")) } });
        Assert.Equal($"${{env:OTHER}}${{file:{file}}}", LinesOf(answer)[0].GetProperty("changes").GetProperty("_fname").GetString());
    }

    [Fact]
    public async Task Columns_that_hooks_read_and_no_record_has_are_named()
    {
        string text = ApiBench.Unscheduled.Replace("{ \"from\": \"event_json.name\",", "{ \"from\": \"city\",", StringComparison.Ordinal);
        ApiAnswer answer = await PreviewAsync(new { integration = "shop-app", text, resource = "events", records = new[] { Parsed(Bench.Registration("ben@x.io")) } });
        Assert.Equal(["city"], answer.Is(200).Json.GetProperty("missingColumns").EnumerateArray().Select(one => one.GetString()));
    }

    [Theory]
    [InlineData("""{ "integration": "shop-app", "resource": "events" }""", 400, "Give exactly one of 'records', 'last' and 'rejects'.")]
    [InlineData("""{ "integration": "shop-app", "resource": "events", "last": 1, "rejects": 1 }""", 400, "Give exactly one of 'records', 'last' and 'rejects'.")]
    [InlineData("""{ "integration": "shop-app", "resource": "clicks", "last": 1 }""", 400, "No hook of shop-app wants clicks. Its hooks want events.")]
    [InlineData("""{ "integration": "shop-app", "resource": "event", "last": 1 }""", 404, "There is no resource 'event'. Did you mean 'events'?")]
    [InlineData("""{ "integration": "shop", "resource": "events", "last": 1 }""", 404, "There is no integration 'shop'.")]
    [InlineData("""{ "integration": "../x", "text": "{}", "resource": "events", "last": 1 }""", 400, "'integration' has at most 64 letters, digits, '-' and '_', and begins with a letter or digit.")]
    public async Task What_cannot_be_tried_is_said(string body, int status, string detail) =>
        Assert.Equal(detail, (await _api.PostAsync("/api/v1/preview", body, Role.Viewer)).Is(status).Detail);

    [Fact]
    public async Task A_preview_does_not_hold_up_who_writes()
    {
        await using Core.Sync.IBatchTransaction writing = await _api.Store.BeginAsync(CancellationToken.None);
        (await PreviewAsync(new { integration = "shop-app", resource = "events", records = new[] { Parsed(Bench.Registration("ben@x.io")) } })).Is(200);
    }

    private Task<ApiAnswer> PreviewAsync(object wish) => _api.PostAsync("/api/v1/preview", JsonSerializer.Serialize(wish), Role.Viewer);

    /// <summary>Lines of hooks that wanted the record.</summary>
    private static JsonElement[] LinesOf(ApiAnswer answer) =>
        [.. answer.Is(200).Json.GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("outcome").GetString() != "filtered")];

    private static JsonElement Parsed(string record) => JsonSerializer.Deserialize<JsonElement>(record);
}
