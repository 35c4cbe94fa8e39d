using System.Text.Json;
using Connector.Core.Access;
using Connector.Core.Alerts;
using Connector.Core.Delivery;
using Connector.Tests.Api;
using Connector.Tests.Commands;
using Connector.Tests.Pages;

namespace Connector.Tests.Deliveries;

/// <summary>What people see of messages to other systems, and what they can do.</summary>
public sealed class DeliveryApiTests : IAsyncLifetime
{
    private ApiBench _api = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiBench.StartAsync(
            static files => files.Write("config/destinations/crm.json", """
                {
                  "title": "The CRM", "type": "altcraft", "baseUrl": "http://127.0.0.1:1", "token": "t", "databases": { "customers": 12 }, "pixels": { "app": 3 },
                  "retries": 1, "retryPause": "00:00:00.001"
                }
                """),
            Bench.Registration("anna@example.com", 0, device: "7"),
            Bench.Purchase("7", "12.50", 2),
            Bench.Registration("boris@example.com", 3, device: "8"));
        IReadOnlyList<Delivery> due = await _api.Store.Deliveries.TakeAsync("crm", long.MaxValue, 10, default);
        await _api.Store.Deliveries.SettleAsync(
            [new Settlement(due[0], DeliveryState.Delivered, 1, 0, null), new Settlement(due[1], DeliveryState.Failed, 1, 1, "400: no such pixel")], 1_790_000_000_000, default);
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Messages_are_what_the_command_prints_and_can_be_filtered_and_paged()
    {
        JsonElement[] all = (await _api.GetAsync("/api/v1/deliveries")).Is(200).Items;
        BenchRun listed = await _api.Files.RunAsync("deliveries", "list", "--json");
        Assert.Equal(listed.Lines, all.Select(one => one.GetRawText()));
        Assert.Equal(["delivered", "failed", "pending"], all.Select(one => one.GetProperty("state").GetString()));
        Assert.Equal(["profile", "goal", "profile"], all.Select(one => one.GetProperty("kind").GetString()));

        JsonElement failed = Assert.Single((await _api.GetAsync("/api/v1/deliveries?state=failed&destination=crm")).Is(200).Items);
        Assert.Equal("400: no such pixel", failed.GetProperty("answer").GetString());
        Assert.Empty((await _api.GetAsync("/api/v1/deliveries?destination=other")).Is(200).Items);

        ApiAnswer first = (await _api.GetAsync("/api/v1/deliveries?order=newest&limit=2")).Is(200);
        Assert.Equal([3, 2], first.Items.Select(one => one.GetProperty("id").GetInt64()));
        Assert.Equal([1], (await _api.GetAsync($"/api/v1/deliveries?order=newest&limit=2&after={first.Next}")).Is(200).Items.Select(one => one.GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task A_destination_shows_how_deep_and_how_late_it_is()
    {
        JsonElement crm = Assert.Single((await _api.GetAsync("/api/v1/destinations")).Is(200).Items);
        Assert.Equal(("crm", "altcraft", 1, 1), (crm.GetProperty("destination").GetString(), crm.GetProperty("type").GetString(), crm.GetProperty("pending").GetInt32(), crm.GetProperty("failed").GetInt32()));
        Assert.Equal("400: no such pixel", crm.GetProperty("lastAnswer").GetString());
        Assert.True(crm.GetProperty("lagSeconds").GetInt64() >= 0);
    }

    [Fact]
    public async Task What_failed_is_sent_again_and_the_audit_says_who_wished_it()
    {
        (await _api.PostAsync("/api/v1/deliveries/retry", """{ "destination": "cmr" }""")).Is(404);
        Assert.Equal(0, (await _api.PostAsync("/api/v1/deliveries/retry", """{ "id": 3 }""")).Is(200).Json.GetProperty("retried").GetInt32());
        Assert.Equal(1, (await _api.PostAsync("/api/v1/deliveries/retry")).Is(200).Json.GetProperty("retried").GetInt32());
        Assert.Equal(2, Assert.Single((await _api.GetAsync("/api/v1/destinations")).Items).GetProperty("pending").GetInt32());
        Assert.Contains((await _api.GetAsync("/api/v1/audit", Role.Admin)).Items, one => one.GetProperty("action").GetString() == "deliveries.retry");
    }

    [Fact]
    public async Task The_page_shows_what_failed_with_its_answer_and_sends_it_again()
    {
        using Visitor operating = await Visitor.SignedInAsync(_api, Role.Operator);
        string words = (await operating.GetAsync("/deliveries")).Is(200).Words;
        Assert.Contains("The CRM altcraft some refused 1", words);
        Assert.Contains("400: no such pixel", words);
        Assert.Contains("Messages that wait", (await operating.GetAsync("/deliveries?state=pending")).Is(200).Words);

        using Visitor viewer = await Visitor.SignedInAsync(_api, Role.Viewer);
        Assert.DoesNotContain("Send again", (await viewer.GetAsync("/deliveries")).Is(200).Words);
    }

    [Fact]
    public async Task The_command_that_cannot_reach_the_system_says_so_and_keeps_what_is_left()
    {
        await _api.StopAsync();
        BenchRun run = await _api.Files.RunAsync("deliveries", "send", "--json");
        Assert.Equal(3, run.Code);
        Assert.Equal("""{"destination":"crm","delivered":0,"failed":0,"pending":1}""", Assert.Single(run.Lines));
        Assert.Contains("crm did not take everything.", run.Error);
        Assert.Contains("1 message will be sent again.", (await _api.Files.RunAsync("deliveries", "retry", "--id", "2")).Out);
    }

    [Fact]
    public void Failed_and_late_messages_are_told_once_and_their_end_once()
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        AlertNews[] bad = [.. DeliveryRules.Judge(new DeliveryFacts("crm", 5, 2, TimeSpan.FromHours(3)), AlertLimits.Default, [], now)];
        Assert.Equal([AlertKind.DeliveryFailed, AlertKind.DeliveryLagging], bad.Select(one => one.Kind));
        Assert.Equal("crm: messages wait for 03:00:00; the limit is 02:00:00.", bad[1].Text);

        OpenAlert[] open = [.. bad.Select(one => one.Of)];
        Assert.Empty(DeliveryRules.Judge(new DeliveryFacts("crm", 5, 2, TimeSpan.FromHours(3)), AlertLimits.Default, open, now));
        AlertNews[] over = [.. DeliveryRules.Judge(new DeliveryFacts("crm", 0, 0, TimeSpan.Zero), AlertLimits.Default, open, now.AddMinutes(5))];
        Assert.Equal([AlertKind.Recovered, AlertKind.Recovered], over.Select(one => one.Kind));
        Assert.Equal(300, (long)over[0].Details["seconds"]!);
    }
}
