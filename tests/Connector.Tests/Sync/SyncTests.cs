using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Sandbox;
using Connector.Sandbox.Faults;
using Connector.Testing;

namespace Connector.Tests.Sync;

/// <summary>Whole syncs against the sandbox: real client, real decoder, real store.</summary>
public sealed class SyncTests
{
    private static readonly DateTimeOffset From = SyncWorld.From;
    private static readonly DateTimeOffset To = SyncWorld.To;
    private static readonly Database Shop = Some.Database(new Field("city", FieldType.String));

    private static readonly Hook[] Hooks =
    [
        Some.Import(
            "registration",
            Some.Event("registration"),
            Shop,
            match: Some.By(MatchBy.EmailProfile, "event_json.contacts.email"),
            map: [Some.Map("event_json.name", "_fname", Shop), Some.Map("event_json.contacts.phone", "phones", Shop)]),
        Some.Goal("purchase", Some.Event("purchase"), value: Some.From("event_json.cart.total"), attach: new GoalAttachment(Shop, Some.ByDevice, WhenMissing.Anonymous, Stitch: true)),
        Installation("install"),
    ];

    public static TheoryData<string> HarmlessFaults =>
    [
        "queue-full:2", "quota:1", "server-error:2", "reset:2", "cut-body:2", "cut-gzip:2", "more-parts:10800",
        "slow:1", "duplicate-keys:9", "bom:9", "trailing-comma:9", "retry-after:1",
    ];

    [Theory]
    [MemberData(nameof(HarmlessFaults))]
    public async Task A_fault_of_the_server_changes_nothing_of_the_result(string fault)
    {
        (string clean, RunCounts expected) = await SyncedAsync(null);
        (string content, RunCounts counts) = await SyncedAsync(fault);
        Assert.Equal(clean, content);
        Assert.Equal(expected with { Warnings = RunCounts.Zero.Warnings }, counts with { Warnings = RunCounts.Zero.Warnings });
        Assert.True(expected.Created > 10 && expected.Goals > 10, $"Too little to go wrong: {expected}");
    }

    [Fact]
    public async Task A_window_is_halved_down_to_a_minute_and_then_asked_for_in_parts()
    {
        DateTimeOffset start = To - TimeSpan.FromMinutes(3);
        await using SyncWorld clean = await SyncWorld.StartAsync(Hooks, start);
        await clean.SyncAsync();
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks, start);
        world.Sandbox.Faults.Add(FaultKind.MorePartsAlways);
        await world.SyncAsync();
        Assert.Equal(await clean.Lab.ContentAsync(), await world.Lab.ContentAsync());
        List<Dictionary<string, string>> events = [.. world.Exports().Where(asked => asked["resource"] == "events")];
        Assert.Equal(
            ["02:57:00 02:59:59", "02:57:00 02:58:29", "02:57:00 02:58:29", "02:57:00 02:58:29", "02:58:30 02:59:59"],
            events.Select(asked => $"{asked["date_since"][11..]} {asked["date_until"][11..]}" + (asked.GetValueOrDefault("part_number") is null or "0" ? "" : " again")).Where(text => !text.EndsWith("again", StringComparison.Ordinal)));
        Assert.Equal(["0", "1", "2", "3"], events.Where(asked => asked.GetValueOrDefault("parts_count") == "4").Select(asked => asked["part_number"]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_broken_record_is_a_reject_and_the_rest_goes_on()
    {
        (_, RunCounts clean) = await SyncedAsync(null);
        (string content, RunCounts counts) = await SyncedAsync("malformed-record:1");
        Assert.Equal(1, counts.Rejected - clean.Rejected);
        Assert.Contains("record_malformed", content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unauthorized", "token")]
    [InlineData("forbidden", "1111")]
    public async Task A_refused_token_stops_the_integration_and_says_what_to_do(string fault, string named)
    {
        SourceRefusedException refused = await Assert.ThrowsAsync<SourceRefusedException>(() => SyncedAsync(fault));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_column_fails_its_resource_by_name_and_the_others_go_on()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks);
        world.Sandbox.Faults.Add(new Fault(FaultKind.UnknownColumn, Column: "event_json"));
        SourceException failure = await Assert.ThrowsAsync<SourceException>(() => world.SyncAsync());
        Assert.Contains("event_json", failure.Message, StringComparison.Ordinal);
        Assert.Null(await world.CursorAsync("events"));
        Assert.Equal(To, (await world.CursorAsync("installations"))!.Value);
        Assert.Equal("failed", (await world.Lab.Store.Queries.GetStatusAsync(CancellationToken.None)).LastRuns.Single().Status);
    }

    [Fact]
    public async Task The_second_sync_reads_the_lookback_and_what_is_new_and_changes_nothing_twice()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks);
        await world.SyncAsync();
        Assert.Equal(To, await world.CursorAsync("events"));
        string once = await world.Lab.ContentAsync();
        RunState again = await world.SyncAsync();
        Assert.Equal((0, 0, 0), (again.Counts.Created, again.Counts.Updated, again.Counts.Goals));
        Assert.True(again.Counts.Records > 0);
        Assert.Equal(once, await world.Lab.ContentAsync());
        world.Time.Now += TimeSpan.FromHours(1);
        int before = world.Exports().Count;
        await world.SyncAsync();
        Dictionary<string, string> asked = world.Exports()[before];
        Assert.Equal(("2026-11-02 01:00:00", "2026-11-02 03:59:59"), (asked["date_since"], asked["date_until"]));
        Assert.Equal("receive", asked["date_dimension"]);
    }

    [Fact]
    public async Task Only_the_first_request_for_an_export_asks_for_a_new_file()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks);
        await world.SyncAsync();
        foreach (IGrouping<string, SandboxRequest> export in world.Sandbox.Requests.Where(request => request.Url.Contains("/logs/v1/export/", StringComparison.Ordinal)).GroupBy(request => request.Url))
        {
            Assert.True(export.Count() > 1);
            Assert.Equal("no-cache", export.First().Headers["Cache-Control"]);
            Assert.All(export.Skip(1), poll => Assert.False(poll.Headers.ContainsKey("Cache-Control")));
        }
    }

    [Fact]
    public async Task After_a_restart_an_unfinished_export_is_joined()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks, preparation: TimeSpan.FromMinutes(10));
        using var stop = new CancellationTokenSource();
        Task<RunState> first = world.SyncAsync(new StopAt(ExportStage.Preparing, stop), stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        string asked = world.Sandbox.Requests.Last(request => request.Url.Contains("/logs/v1/export/", StringComparison.Ordinal)).Url;
        int before = world.Sandbox.Requests.Count();
        world.Time.Now += TimeSpan.FromHours(3);
        using var stopAgain = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.SyncAsync(new StopAt(ExportStage.Preparing, stopAgain), stopAgain.Token));
        SandboxRequest joined = world.Sandbox.Requests.Skip(before).First(request => request.Url.Contains("/logs/v1/export/", StringComparison.Ordinal));
        Assert.Equal(asked, joined.Url);
        Assert.False(joined.Headers.ContainsKey("Cache-Control"));
    }

    [Fact]
    public async Task An_integration_without_a_start_begins_now()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks, start: null);
        RunState run = await world.SyncAsync();
        Assert.Equal(0, run.Counts.Records);
        Assert.Equal(world.Time.Now, await world.CursorAsync("events"));
        world.Time.Now += TimeSpan.FromHours(1);
        await world.SyncAsync();
        Assert.Equal("2026-11-02 03:15:00", world.Exports()[^1]["date_since"]);
    }

    [Fact]
    public async Task A_backfill_leaves_the_cursor_and_goes_on_where_it_was_stopped()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks, start: To);
        await world.SyncAsync();
        DateTimeOffset? cursor = await world.CursorAsync("events");
        var range = new ReceiveWindow(From, To + TimeSpan.FromDays(2));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            world.Synchronizer.BackfillAsync(world.Lab.Integration, range, "purchase", new StopAfterWindows(2, stop), stop.Token));
        int before = world.Exports().Count;
        RunState run = await world.Synchronizer.BackfillAsync(world.Lab.Integration, range, "purchase", null, CancellationToken.None);
        Assert.Equal("done", run.Status);
        Assert.Equal(["2026-11-03 00:00:00", "2026-11-04 00:00:00"], world.Exports().Skip(before).Select(asked => asked["date_since"]).Distinct());
        Assert.Equal(cursor, await world.CursorAsync("events"));
        Assert.Empty(await world.Lab.ProfilesAsync());
        Assert.NotEmpty(await world.Lab.GoalsAsync());
    }

    [Fact]
    public async Task An_export_asks_for_the_columns_in_use_the_identity_and_the_timestamps()
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks);
        await world.SyncAsync();
        Assert.Equal(
            "event_name,event_json,appmetrica_device_id,installation_id,session_id,event_timestamp,event_receive_timestamp",
            world.Exports().First(asked => asked["resource"] == "events")["fields"]);
    }

    private static RegisterGoalHook Installation(string name) => new(
        name, LogResource.Installations, null, "app", Some.Text("install"), null, null);

    private static async Task<(string Content, RunCounts Counts)> SyncedAsync(string? fault)
    {
        await using SyncWorld world = await SyncWorld.StartAsync(Hooks);
        if (fault is not null)
        {
            Assert.True(Fault.TryParse(fault, out Fault? parsed, out string? error), error);
            world.Sandbox.Faults.Add(parsed!);
        }

        RunState run = await world.SyncAsync();
        return (await world.Lab.ContentAsync(), run.Counts);
    }
}
