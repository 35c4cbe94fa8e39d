using System.Text.Json;
using Connector.Core.Access;
using Connector.Tests.Commands;

namespace Connector.Tests.Api;

public sealed class RunApiTests : IAsyncLifetime
{
    private ApiBench _api = null!;

    public async Task InitializeAsync() => _api = await ApiBench.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_sync_runs_at_once_and_is_followed_to_its_end()
    {
        _api.Source.Records = [Bench.Registration("anna@x.io")];
        _api.Source.Shut();
        ApiAnswer started = await _api.PostAsync("/api/v1/integrations/shop-app/sync");
        long run = started.Is(202).Json.GetProperty("run").GetInt64();
        Assert.Equal($"/api/v1/runs/{run}", started.Header("Location"));
        ApiAnswer again = await _api.PostAsync("/api/v1/integrations/shop-app/sync");
        Assert.Equal((false, run), (again.Is(200).Json.GetProperty("started").GetBoolean(), again.Json.GetProperty("run").GetInt64()));

        using StreamReader stream = await _api.OpenAsync($"/api/v1/runs/{run}/progress");
        JsonElement first = (await NextAsync(stream))!.Value;
        Assert.Contains(first.GetProperty("status").GetString(), new[] { "queued", "running" });
        _api.Source.Open();
        JsonElement last = await LastAsync(stream);
        Assert.Equal(("done", 1), (last.GetProperty("status").GetString(), last.GetProperty("created").GetInt64()));

        ApiAnswer shown = await _api.GetAsync($"/api/v1/runs/{run}");
        Assert.Equal(("done", "sync", "the-operator"), (Text(shown.Is(200).Json, "status"), Text(shown.Json, "kind"), Text(shown.Json, "requestedBy")));
        Assert.Single((await _api.GetAsync("/api/v1/profiles")).Items);
        JsonElement entry = (await _api.GetAsync("/api/v1/audit", Role.Admin)).Items[0];
        Assert.Equal(("integration.sync", "the-operator", "shop-app", $"run {run}"), (Text(entry, "action"), Text(entry, "actor"), Text(entry, "subject"), Text(entry, "detail")));
    }

    [Fact]
    public async Task A_run_that_is_over_gives_one_event()
    {
        _api.Source.Records = [Bench.Registration("anna@x.io")];
        await FinishedAsync(await SyncAsync());
        using StreamReader stream = await _api.OpenAsync("/api/v1/runs/1/progress");
        Assert.Equal("done", Text((await NextAsync(stream))!.Value, "status"));
        Assert.Null(await NextAsync(stream));
    }

    [Fact]
    public async Task A_stream_ends_when_the_service_stops()
    {
        _api.Source.Shut();
        using StreamReader stream = await _api.OpenAsync($"/api/v1/runs/{await SyncAsync()}/progress");
        Assert.NotNull(await NextAsync(stream));
        await _api.StopAsync();
        await LastAsync(stream);
    }

    [Fact]
    public async Task A_backfill_is_a_run_with_its_range_and_can_be_cancelled()
    {
        _api.Source.Shut();
        ApiAnswer answer = await _api.PostAsync("/api/v1/integrations/shop-app/backfills", """{ "from": "2026-11-01", "to": "2026-11-03T00:00:00Z", "hook": "purchase" }""");
        JsonElement run = answer.Is(202).Json;
        Assert.Equal(("2026-10-31T21:00:00Z", "2026-11-03T00:00:00Z", "purchase", "backfill"), (Text(run, "from"), Text(run, "to"), Text(run, "hook"), Text(run, "kind")));
        long id = run.GetProperty("id").GetInt64();
        Assert.Equal($"/api/v1/runs/{id}", answer.Header("Location"));
        using StreamReader stream = await _api.OpenAsync($"/api/v1/runs/{id}/progress");
        ApiAnswer again = await _api.PostAsync("/api/v1/integrations/shop-app/backfills", """{ "from": "2026-11-01", "to": "2026-11-03T00:00:00Z", "hook": "purchase" }""");
        Assert.Equal(id, again.Is(202).Json.GetProperty("id").GetInt64());
        (await _api.PostAsync($"/api/v1/runs/{id}/cancel")).Is(202);
        Assert.Equal("cancelled", Text(await LastAsync(stream), "status"));
        Assert.Equal("cancelled", Text((await _api.GetAsync($"/api/v1/runs/{id}")).Json, "status"));
        ApiAnswer late = await _api.PostAsync($"/api/v1/runs/{id}/cancel");
        Assert.Equal($"Run {id} is over: cancelled.", late.Is(409).Detail);
        Assert.Equal(["run.cancel", "integration.backfill", "token.create"], (await _api.GetAsync("/api/v1/audit?limit=3", Role.Admin)).Items.Select(entry => Text(entry, "action")));
    }

    [Theory]
    [InlineData("""{ "from": "2026-11-02", "to": "2026-11-01" }""", "'from' must be before 'to'")]
    [InlineData("""{ "from": "soon", "to": "2026-11-01" }""", "'from' 'soon' is no time.")]
    [InlineData("""{ "from": "2026-11-01", "to": "2026-11-02", "hook": "purchas" }""", "There is no hook of shop-app 'purchas'. Did you mean 'purchase'?")]
    [InlineData("""{ "from": "2026-11-01" }""", "The body needs 'to'.")]
    public async Task A_backfill_that_cannot_be_is_refused(string body, string detail)
    {
        ApiAnswer answer = await _api.PostAsync("/api/v1/integrations/shop-app/backfills", body);
        Assert.StartsWith(detail, answer.Is(400).Detail);
    }

    [Fact]
    public async Task A_paused_integration_says_who_paused_it_until_it_is_resumed()
    {
        ApiAnswer paused = await _api.PostAsync("/api/v1/integrations/shop-app/pause");
        Assert.Equal((true, "the-operator"), (paused.Is(200).Json.GetProperty("paused").GetBoolean(), Text(paused.Json, "pausedBy")));
        (await _api.PostAsync("/api/v1/integrations/shop-app/pause")).Is(200);
        ApiAnswer resumed = await _api.PostAsync("/api/v1/integrations/shop-app/resume");
        Assert.False(resumed.Is(200).Json.GetProperty("paused").GetBoolean());
        Assert.Equal(["integration.resume", "integration.pause"], (await _api.GetAsync("/api/v1/audit", Role.Admin)).Items.Select(entry => Text(entry, "action")).Take(2));
        Assert.Equal(5, (await _api.GetAsync("/api/v1/audit", Role.Admin)).Items.Length);
    }

    [Fact]
    public async Task Runs_come_in_pages_the_newest_first_and_by_what_they_are()
    {
        _api.Source.Records = [Bench.Registration("anna@x.io")];
        for (int i = 0; i < 3; i++)
        {
            await FinishedAsync(await SyncAsync());
        }

        ApiAnswer page = await _api.GetAsync("/api/v1/runs?limit=2");
        Assert.Equal([3, 2], page.Items.Select(run => run.GetProperty("id").GetInt64()));
        ApiAnswer rest = await _api.GetAsync($"/api/v1/runs?limit=2&after={page.Next}");
        Assert.Equal([1], rest.Items.Select(run => run.GetProperty("id").GetInt64()));
        Assert.Null(rest.Next);
        Assert.Empty((await _api.GetAsync("/api/v1/runs?kind=backfill")).Items);
        Assert.Empty((await _api.GetAsync("/api/v1/runs?integration=other")).Items);
        Assert.Equal(3, (await _api.GetAsync("/api/v1/runs?status=done&integration=shop-app")).Items.Length);
    }

    [Fact]
    public async Task An_integration_shows_its_state_and_its_hooks()
    {
        _api.Source.Records = [Bench.Registration("anna@x.io"), Bench.Registration("nobody")];
        await FinishedAsync(await SyncAsync());
        JsonElement one = (await _api.GetAsync("/api/v1/integrations/shop-app")).Is(200).Json;
        Assert.Equal("Shop app", Text(one, "title"));
        Assert.Equal("events", Text(one.GetProperty("cursors")[0], "resource"));
        Assert.True(one.GetProperty("cursors")[0].GetProperty("lagSeconds").GetInt64() >= 900);
        Assert.Equal("done", Text(one.GetProperty("lastRun"), "status"));
        Assert.Equal(1, one.GetProperty("rejects").GetProperty("invalid_value").GetInt64());
        Assert.Equal(["registration", "purchase"], one.GetProperty("hooks").EnumerateArray().Select(hook => Text(hook, "name")));
    }

    private async Task<long> SyncAsync() => (await _api.PostAsync("/api/v1/integrations/shop-app/sync")).Is(202).Json.GetProperty("run").GetInt64();

    private async Task FinishedAsync(long run)
    {
        using StreamReader stream = await _api.OpenAsync($"/api/v1/runs/{run}/progress");
        Assert.Equal("done", Text(await LastAsync(stream), "status"));
    }

    /// <returns>Null: the stream ended.</returns>
    private static async Task<JsonElement?> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]);
            }
        }

        return null;
    }

    private static async Task<JsonElement> LastAsync(StreamReader stream)
    {
        JsonElement last = default;
        while (await NextAsync(stream) is { } next)
        {
            last = next;
        }

        return last;
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();
}
