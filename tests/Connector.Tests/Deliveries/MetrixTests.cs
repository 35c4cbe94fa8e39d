using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Core.Catalog;
using Connector.Sandbox.Deliveries;
using Connector.Sandbox.Faults;
using static Connector.Tests.Deliveries.DeliveryLab;

namespace Connector.Tests.Deliveries;

public sealed class MetrixTests
{
    [Fact]
    public async Task A_user_message_has_the_standard_attributes_and_the_mapped_ones()
    {
        await using DeliveryLab lab = await StartAsync(Metrix);
        await lab.ImportAsync(Profile("anna@example.com", ""","name":"Anna","tier":"gold","orders":"7","phone":"+79161234567","interest":"tea","birthday":"1993-04-03" """));
        await lab.SendAsync();

        JsonObject user = Text(Assert.Single(lab.Sandbox.Metrix.Messages));
        Assert.True(user.Remove("id") && user.Remove("time"));
        Assert.Equal(
            """{"type":"user","firstName":"Anna","phoneNumber":"+79161234567","email":"anna@example.com","birthday":733795200000,"customAttributes":{"loyalty_level":"gold","orders":7,"interests":"tea"}}""",
            user.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task A_goal_with_a_value_is_revenue_in_the_currency_and_one_without_is_an_action()
    {
        await using DeliveryLab lab = await StartAsync(Metrix);
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com"), Buy("anna@example.com", "buy later", "null", at: 20));
        await lab.SendAsync();

        MetrixMessage[] events = [.. lab.Sandbox.Metrix.Messages.Where(one => one.Type != "user")];
        Assert.Equal([("revenue", 1793534410000), ("action", 1793534420000)], events.Select(one => (one.Type, one.Time)));
        Assert.Equal(("buy", "12.50", "IRR"), ((string)Text(events[0])["customName"]!, Text(events[0])["revenue"]!.ToJsonString(), (string)Text(events[0])["currency"]!));

        await lab.ConfigureAsync(((MetrixDestination)lab.Destination) with { Currency = null });
        await lab.ImportAsync(Buy("anna@example.com", at: 30));
        await lab.SendAsync();
        MetrixMessage last = lab.Sandbox.Metrix.Messages[^1];
        Assert.Equal(("action", "12.50"), (last.Type, Text(last)["attributes"]!["value"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_user_is_registered_before_the_first_event_also_where_no_profiles_are_sent()
    {
        await using DeliveryLab lab = await StartAsync(url => Metrix(url) with { Sends = Sends.Goals });
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com"), Buy("anna@example.com", "buy again"));
        await lab.SendAsync();
        await lab.ImportAsync(Buy("anna@example.com", "buy more", at: 50));
        await lab.SendAsync();

        Assert.Equal(["user", "revenue", "revenue", "revenue"], lab.Sandbox.Metrix.Messages.Select(one => one.Type));
        Assert.Empty(lab.Sandbox.Metrix.Dropped);
    }

    [Fact]
    public async Task A_user_who_is_introduced_between_two_events_takes_the_time_of_none()
    {
        await using DeliveryLab lab = await StartAsync(url => Metrix(url) with { Sends = Sends.Goals, UserId = "tier" });
        await lab.ImportAsync(Profile("anna@example.com", ""","tier":"u-1" """), Buy("anna@example.com"));
        await lab.SendAsync();
        await lab.ImportAsync(Profile("anna@example.com", ""","tier":"u-2" """, at: 1), Buy("anna@example.com", "buy again"));
        await lab.SendAsync();

        Assert.Equal([("user", "u-1"), ("revenue", "u-1"), ("user", "u-2"), ("revenue", "u-2")], lab.Sandbox.Metrix.Messages.Select(one => (one.Type, one.CustomUserId)));
        Assert.Equal(4, lab.Sandbox.Metrix.Messages.Select(one => one.Time).Distinct().Count());
    }

    [Fact]
    public async Task A_message_of_a_user_goes_under_the_id_of_the_field_that_is_named()
    {
        await using DeliveryLab lab = await StartAsync(url => Metrix(url) with { UserId = "tier" });
        await lab.ImportAsync(Profile("anna@example.com", ""","tier":"u-1" """));
        await lab.SendAsync();
        Assert.Equal("u-1", Assert.Single(lab.Sandbox.Metrix.Messages).CustomUserId);
    }

    [Fact]
    public async Task Without_a_field_the_profiles_own_id_stands_for_a_user_who_has_none()
    {
        await using DeliveryLab lab = await StartAsync(Metrix);
        await lab.ImportAsync(Profile("anna@example.com"));
        await lab.SendAsync();
        Assert.Equal("0000000000000001", Assert.Single(lab.Sandbox.Metrix.Messages).CustomUserId);
    }

    [Fact]
    public async Task Messages_of_one_user_share_a_request_and_a_poisoned_one_is_found_by_halves()
    {
        await using DeliveryLab lab = await StartAsync(Metrix, new Fault(FaultKind.DeliveryRefuse, Column: "buy 3\""));
        await lab.ImportAsync([Profile("anna@example.com"), .. Enumerable.Range(0, 8).Select(i => Buy("anna@example.com", $"buy {i}", at: i + 1))]);
        Assert.Equal((8, 1), (await lab.SendAsync()) is var drained ? (drained.Delivered, drained.Failed) : default);

        Assert.Equal(
            ["buy 0", "buy 1", "buy 2", "buy 4", "buy 5", "buy 6", "buy 7"],
            lab.Sandbox.Metrix.Messages.Where(one => one.Type == "revenue").Select(one => (string)Text(one)["customName"]!));
    }

    private static JsonObject Text(MetrixMessage message) => JsonNode.Parse(message.Text)!.AsObject();
}
