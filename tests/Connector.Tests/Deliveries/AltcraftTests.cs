using System.Text.Json;
using Connector.Core.Delivery;
using Connector.Deliveries;
using Connector.Sandbox.Deliveries;
using Connector.Sandbox.Faults;
using Connector.Vendors.Altcraft;
using Connector.Vendors.Http.Outbound;
using static Connector.Tests.Deliveries.DeliveryLab;

namespace Connector.Tests.Deliveries;

public sealed class AltcraftTests
{
    [Fact]
    public async Task A_profile_is_imported_with_typed_fields_lists_and_subscriptions()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com", ""","name":"Анна","tier":"gold","orders":"7","phone":"+7 916 123-45-67","interest":"tea","birthday":"1993-04-03" """));
        await lab.SendAsync();

        AltcraftProfile there = Assert.Single(lab.Sandbox.Altcraft.Profiles);
        Assert.Equal(12, there.Database);
        Assert.Equal(
            """
            _bdate="1993-04-03"
            _fname="Анна"
            email="anna@example.com"
            interests=["tea"]
            orders=7
            phones=["+79161234567"]
            tier="gold"
            """,
            string.Join('\n', there.Fields.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}")));
        Assert.Equal("""{"resource_id":5,"channel":"email","email":"anna@example.com","status":"unconfirmed"}""", Assert.Single(there.Subscriptions));
    }

    [Fact]
    public async Task A_field_that_was_cleared_is_unset_there()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com", ""","tier":"gold" """));
        await lab.ImportAsync(Profile("anna@example.com", at: 5));
        await lab.SendAsync();

        AltcraftProfile there = Assert.Single(lab.Sandbox.Altcraft.Profiles);
        Assert.Equal("gold", JsonDocument.Parse(there.History.First()).RootElement.GetProperty("tier").GetString());
        Assert.False(there.Fields.ContainsKey("tier"));
    }

    [Fact]
    public async Task A_goal_is_registered_on_the_profile_with_pixel_value_and_time()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com"));
        await lab.SendAsync();

        Assert.Equal(
            new AltcraftGoal(lab.Sandbox.Altcraft.Profiles[0].Id, 3, "buy", "12.50", "2026-11-01T12:00:10.000Z"), Assert.Single(lab.Sandbox.Altcraft.Goals));
    }

    [Fact]
    public async Task A_profile_goes_by_Altcrafts_own_id_once_it_is_known_and_is_found_anew_when_that_is_gone()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com"));
        await lab.SendAsync();
        string known = lab.Sandbox.Altcraft.Profiles[0].Id;
        await lab.ImportAsync(Profile("anna@example.com", ""","tier":"gold" """, at: 5));
        Assert.Equal(known, Assert.Single(await lab.Store.Deliveries.TakeAsync("there", long.MaxValue, 10, default)).KnownAs);

        // As after a merge there: the id leads nowhere.
        await lab.Store.Deliveries.SettleAsync(
            [new Settlement((await lab.AllAsync())[1], DeliveryState.Pending, 0, 0, null, 0, KnownAs: "000000000000000000000abc")], 0, default);
        await lab.SendAllAsync();

        Assert.Equal("\"gold\"", Assert.Single(lab.Sandbox.Altcraft.Profiles).Fields["tier"]);
    }

    [Fact]
    public async Task The_same_content_twice_within_a_day_arrives_twice()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        foreach ((string tier, int at) in new[] { ("gold", 0), ("silver", 5), ("gold", 9), ("silver", 12) })
        {
            await lab.ImportAsync(Profile("anna@example.com", $""","tier":"{tier}" """, at: at));
            await lab.SendAsync();
        }

        Assert.Equal("\"silver\"", lab.Sandbox.Altcraft.Profiles[0].Fields["tier"]);
        Assert.Equal((4, 0), (lab.Sandbox.Altcraft.Imports, lab.Sandbox.Altcraft.Repeats));
    }

    [Fact]
    public async Task A_goal_whose_answer_was_lost_is_known_as_delivered_by_the_refusal_of_its_repeat()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com"));
        await lab.SendAsync();
        await lab.ImportAsync(Buy("anna@example.com"));
        lab.Sandbox.Faults.Add(new Fault(FaultKind.DeliveryLost, 1));
        await lab.SendAllAsync();

        Assert.Single(lab.Sandbox.Altcraft.Goals);
        Assert.Equal(1, lab.Sandbox.Altcraft.Repeats);
        Delivery goal = (await lab.AllAsync())[1];
        Assert.Equal((DeliveryState.Delivered, "400: Duplicate request"), (goal.State, goal.Answer));
    }

    [Theory]
    [InlineData("400: Duplicate request", false, true)]
    [InlineData("409: duplicate value of a unique field", false, false)]
    [InlineData("400: repeated", true, true)]
    public void Words_of_a_repeat_mean_that_the_request_came_before_and_not_that_a_value_of_the_profile_did(string words, bool isGoal, bool isTaken)
    {
        var answer = new Answer(200, $$"""{"error":{{words[..3]}},"error_text":"{{words[5..]}}"}""", null);
        Assert.Equal(new Verdict(isTaken ? Meaning.Taken : Meaning.Refused, words, IsTheirs: !isTaken), AltcraftAnswer.Read(answer, byItsId: false, isGoal));
    }

    [Fact]
    public async Task An_answer_of_200_with_an_error_in_its_body_is_no_success()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft, new Fault(FaultKind.DeliverySick, 4));
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com"));
        Assert.Equal(0, (await lab.SendAsync()).Delivered);
        Assert.Equal((DeliveryState.Pending, "500: internal error"), ((await lab.AllAsync())[0].State, (await lab.AllAsync())[0].Answer));

        await lab.SendAllAsync();
        Assert.Single(lab.Sandbox.Altcraft.Goals);
        Assert.Equal(0, lab.Sandbox.Altcraft.Repeats);
    }

    [Fact]
    public async Task A_token_that_is_refused_stops_everything_and_fails_no_message()
    {
        await using DeliveryLab lab = await StartAsync(url => Altcraft(url) with { Token = "" });
        await lab.ImportAsync(Profile("anna@example.com"), Profile("boris@example.com"));
        Drained drained = await lab.SendAsync();

        Assert.Equal((0, 0, "401: token required"), (drained.Delivered, drained.Failed, drained.Answer));
        Assert.All(await lab.AllAsync(), one => Assert.Equal(DeliveryState.Pending, one.State));
    }
}
