using System.Text.Json;
using Connector.Sandbox;
using Connector.Sandbox.Faults;

namespace Connector.Tests.Commands;

public sealed class SyncCommandTests : IAsyncLifetime
{
    private readonly Bench _bench = new();
    private SandboxServer _sandbox = null!;

    [Fact]
    public async Task A_sync_reads_up_to_now_and_the_next_one_finds_nothing_new()
    {
        BenchRun first = await _bench.RunAsync("sync", "--json", "--quiet");
        Assert.Equal(0, first.Code);
        JsonElement summary = Assert.Single(first.Objects);
        Assert.True(summary.GetProperty("goals").GetInt64() > 0);
        BenchRun second = await _bench.RunAsync("sync", "shop-app", "--json", "--quiet");
        Assert.Equal((0, 0), (second.Objects[0].GetProperty("created").GetInt32(), second.Objects[0].GetProperty("goals").GetInt32()));
        BenchRun status = await _bench.RunAsync("status", "--json");
        Assert.Equal("""[{"resource":"events","cursor":"2026-11-22T11:45:00Z","lagSeconds":900}]""", status.Objects[0].GetProperty("cursors").GetRawText());
    }

    [Fact]
    public async Task One_that_fails_does_not_stop_the_others_and_the_exit_code_tells()
    {
        _bench.Write("config/integrations/a-broken.json", Local(Bench.Shop).Replace("1111", "999"));
        BenchRun run = await _bench.RunAsync("sync", "--json");
        Assert.Equal(3, run.Code);
        Assert.Equal(["a-broken", "shop-app", null], run.Objects.Select(one => one.TryGetProperty("integration", out JsonElement name) ? name.GetString() : null));
        Assert.NotNull(run.Objects[0].GetProperty("error").GetString());
        Assert.Equal(run.Objects[1].GetProperty("records").GetInt64(), run.Objects[2].GetProperty("records").GetInt64());
        Assert.True(run.Objects[2].GetProperty("summary").GetBoolean());
        Assert.Contains("a-broken: ", run.Error);
    }

    [Fact]
    public async Task A_refused_token_leaves_with_3_and_shows_in_no_message()
    {
        _sandbox.Faults.Add(FaultKind.Unauthorized);
        BenchRun run = await _bench.RunAsync("sync");
        Assert.Equal(3, run.Code);
        Assert.DoesNotContain("secret-of-the-test", run.Error + run.Out);
    }

    [Fact]
    public async Task A_backfill_reads_its_range_and_leaves_the_cursor()
    {
        BenchRun run = await _bench.RunAsync("backfill", "shop-app", "--from", "2026-11-02", "--to", "2026-11-03", "--hook", "purchase", "--json");
        Assert.Equal(0, run.Code);
        Assert.True(run.Objects[^1].GetProperty("goals").GetInt64() > 0);
        Assert.Equal(0, run.Objects[^1].GetProperty("created").GetInt64());
        Assert.Equal("[]", (await _bench.RunAsync("status", "--json")).Objects[0].GetProperty("cursors").GetRawText());
    }

    [Fact]
    public async Task Online_validation_names_the_application_and_starts_no_export()
    {
        BenchRun run = await _bench.RunAsync("validate", "--online", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(
            """{"integration":"shop-app","status":"ok","application":"Shop","timeZone":"Europe/Moscow","exportsAvailable":true,"text":null}""",
            Assert.Single(run.Lines));
        Assert.DoesNotContain(_sandbox.Requests, request => request.Url.StartsWith("/logs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Online_validation_warns_of_another_zone_and_of_exports_that_are_off()
    {
        _bench.Write("config/integrations/shop-app.json", Local(Bench.Shop).Replace("Europe/Moscow", "Asia/Tokyo"));
        BenchRun zone = await _bench.RunAsync("validate", "--online");
        Assert.Equal(0, zone.Code);
        Assert.Contains("source.timeZone is Asia/Tokyo, but AppMetrica says Europe/Moscow", zone.Out);

        _bench.Write("config/integrations/shop-app.json", Local(Bench.Shop));
        _sandbox.Faults.Add(FaultKind.Disabled);
        Assert.Contains("exports are not available", (await _bench.RunAsync("validate", "--online")).Out);
    }

    [Fact]
    public async Task Online_validation_tells_a_refused_token_from_a_source_out_of_reach()
    {
        _sandbox.Faults.Add(FaultKind.Unauthorized);
        BenchRun refused = await _bench.RunAsync("validate", "--online", "--json");
        Assert.Equal((2, "refused"), (refused.Code, refused.Objects[0].GetProperty("status").GetString()));
        Assert.Contains("1 error, 0 warnings in 4 files", refused.Error);

        await _sandbox.DisposeAsync();
        BenchRun gone = await _bench.RunAsync("validate", "--online", "--json");
        Assert.Equal((3, "unreachable"), (gone.Code, gone.Objects[0].GetProperty("status").GetString()));
    }

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.Zero, Shop = new() { Events = 1_000, Users = 50 } }, CancellationToken.None);
        _bench.Write("config/integrations/shop-app.json", Local(Bench.Shop));
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _bench.Dispose();
    }

    private string Local(string integration) => integration
        .Replace("\"applicationId\"", $"\"baseUrl\": \"{_sandbox.Url.AbsoluteUri}\", \"pollPause\": \"00:00:00.01\", \"retryPause\": \"00:00:00.01\", \"applicationId\"")
        .Replace("event_json.email", "event_json.contacts.email")
        .Replace("event_json.total", "event_json.cart.total")
        .Replace("\"start\": \"2026-11-01\"", "\"start\": \"2026-11-01\", \"maxWindow\": \"30.00:00:00\"");
}
