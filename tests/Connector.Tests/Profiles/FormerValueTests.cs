using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Profiles;

/// <summary>A value by which profiles are found, and which changes: what is read again, late or in another order is still about the same person.</summary>
public sealed class FormerValueTests : IAsyncLifetime
{
    private static readonly ImportProfileHook Registration =
        Some.Import("registration", Some.Event("registration"), map: [Some.Map("event_json.email", "email"), Some.Map("event_json.name", "_fname")]);

    private static readonly ImportProfileHook Change = Some.Import(
        "change", Some.Event("change"), match: Some.By(MatchBy.EmailProfile, "event_json.old"), map: [Some.Map("event_json.new", "email")]);

    private static readonly string Anna = Some.Record("registration", """{"email":"old@x.io","name":"Anna"}""", at: 0);
    private static readonly string Changed = Some.Record("change", """{"old":"old@x.io","new":"new@x.io"}""", at: 60);
    private static readonly string ChangedAgain = Some.Record("change", """{"old":"new@x.io","new":"newest@x.io"}""", at: 120);
    private static readonly string Boris = Some.Record("registration", """{"email":"old@x.io","name":"Boris"}""", device: "202", at: 180);

    private Lab _lab = null!;

    public static TheoryData<int[]> Orders => new([.. Permutations([0, 1, 2, 3])]);

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Read_again_and_again_in_whatever_order_it_was_read_first_nobody_is_made_twice(int[] order)
    {
        string[] records = [Anna, Changed, ChangedAgain, Boris];
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        foreach (int i in order)
        {
            await _lab.ImportAsync(records[i]);
        }

        string[] once = await _lab.ProfilesAsync();
        for (int repeat = 0; repeat < 3; repeat++)
        {
            await _lab.ImportAsync(records);
            await _lab.ImportAsync(Changed);
        }

        Assert.Equal(once.Length, (await _lab.ProfilesAsync()).Length);
        Assert.Empty(_lab.Problems());
    }

    [Fact]
    public async Task In_the_order_of_events_one_person_stays_one_and_the_next_owner_of_an_address_is_another()
    {
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        string[] hers = [Anna, Changed, ChangedAgain];
        await _lab.ImportAsync(hers);
        string[] once = await _lab.ProfilesAsync();
        Assert.Equal(["_fname=Anna email=newest@x.io device=101"], once);
        await _lab.ImportAsync(hers);
        await _lab.ImportAsync(Anna);
        Assert.Equal(once, await _lab.ProfilesAsync());

        await _lab.ImportAsync(Boris);
        string[] both = [.. once, "_fname=Boris email=old@x.io device=202"];
        Assert.Equal(both, await _lab.ProfilesAsync());
    }

    [Fact]
    public async Task Who_has_the_address_now_goes_before_who_had_it_whatever_both_said_since()
    {
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        await _lab.ImportAsync(
            Anna,
            Changed,
            Boris,
            Some.Record("registration", """{"email":"old@x.io","name":"Boris"}""", device: "202", at: 240),
            Some.Record("registration", """{"email":"new@x.io","name":"Anna"}""", at: 300));
        string[] once = await _lab.ProfilesAsync();
        Assert.Equal(["_fname=Anna email=new@x.io device=101", "_fname=Boris email=old@x.io device=202"], once);
        RunCounts counts = await _lab.ImportAsync(Boris);
        Assert.Equal((1L, 0L), (counts.Unchanged, counts.Rejected));
        Assert.Equal(once, await _lab.ProfilesAsync());
    }

    [Fact]
    public async Task Of_two_who_had_an_address_each_keeps_the_records_of_his_time()
    {
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        string[] records = [Anna, Changed, Boris, Some.Record("change", """{"old":"old@x.io","new":"boris@x.io"}""", device: "202", at: 240)];
        await _lab.ImportAsync(records);
        string[] once = await _lab.ProfilesAsync();
        Assert.Equal(["_fname=Anna email=new@x.io device=101", "_fname=Boris email=boris@x.io device=202"], once);
        RunCounts counts = await _lab.ImportAsync(records);
        Assert.Equal((4L, 0L), (counts.Unchanged, counts.Rejected));
        Assert.Equal(once, await _lab.ProfilesAsync());
    }

    [Fact]
    public async Task A_profile_that_a_value_made_is_found_by_it_again_though_nothing_maps_it()
    {
        ImportProfileHook purchase = Some.Import("purchase", Some.Event("purchase"), map: [Some.Map("event_json.city", "_city")]);
        await _lab.ConfigureAsync(Some.Integration(purchase, Change));
        string first = Some.Record("purchase", """{"email":"old@x.io","city":"Omsk"}""", at: 0);
        string second = Some.Record("purchase", """{"email":"old@x.io","city":"Tver"}""", at: 100);
        await _lab.ImportAsync(first, second);
        await _lab.ImportAsync(Changed);
        await _lab.ImportAsync(second, first, Changed, second);
        Assert.Equal(["_city=Tver email=new@x.io device=101"], await _lab.ProfilesAsync());
    }

    [Fact]
    public async Task Two_spellings_of_an_address_are_one()
    {
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        string[] records = [Some.Record("registration", """{"email":"Old@x.io","name":"Anna"}""", at: 0), Some.Record("registration", """{"email":"old@x.io","name":"Anna"}""", at: 50), Changed];
        for (int repeat = 0; repeat < 3; repeat++)
        {
            await _lab.ImportAsync(records);
            Assert.Equal(["_fname=Anna email=new@x.io device=101"], await _lab.ProfilesAsync());
        }
    }

    [Fact]
    public async Task Who_took_an_address_over_does_not_get_the_next_address_of_who_had_it()
    {
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        await _lab.ImportAsync(Anna, Changed, Boris, Changed);
        ProfileState boris = (await _lab.ProfileStatesAsync()).Single(one => one.Fields["email"].Visible() == "old@x.io");
        Assert.Null(boris.Fields["email"].Former);
        Assert.Empty(_lab.Problems());
    }

    [Fact]
    public async Task A_subscription_that_found_a_profile_is_no_former_address()
    {
        ImportProfileHook visit = Some.Import("visit", Some.Event("visit"), match: Some.By(MatchBy.Email, "event_json.email"), map: [Some.Map("event_json.city", "_city")]);
        ImportProfileHook subscribed = Some.Import(
            "subscribed", Some.Event("subscribed"), match: Some.By(MatchBy.EmailProfile, "event_json.email"), subscriptions: [Some.Subscription(from: "event_json.other")]);
        await _lab.ConfigureAsync(Some.Integration(Registration, Change, subscribed, visit));
        await _lab.ImportAsync(
            Anna,
            Some.Record("subscribed", """{"email":"old@x.io","other":"other@x.io"}""", at: 10),
            Changed,
            Some.Record("visit", """{"email":"other@x.io","city":"Omsk"}""", at: 200),
            Some.Record("registration", """{"email":"other@x.io","name":"Carla"}""", device: "303", at: 150));
        Assert.Equal(2, (await _lab.ProfilesAsync()).Length);
        Assert.Empty(_lab.Problems());
    }

    [Fact]
    public async Task What_was_cleared_is_forgotten()
    {
        Database people = Some.Database(new Field("email", FieldType.Email));
        ImportProfileHook device = Some.Import("device", Some.Event("device"), people, match: Some.ByDevice, map: [Some.Map("event_json.email", "email", people)]);
        await _lab.ConfigureAsync(Some.Integration(device));
        await _lab.ImportAsync(
            Some.Record("device", """{"email":"a@x.io"}""", at: 0), Some.Record("device", """{"email":"b@x.io"}""", at: 1), Some.Record("device", """{"email":""}""", at: 2));
        ProfileState profile = Assert.Single(await _lab.ProfileStatesAsync());
        Assert.Null(profile.Fields["email"].Former);
        Assert.Empty(_lab.Problems());
    }

    [Fact]
    public void The_newest_few_are_kept_in_whatever_order_they_come()
    {
        FormerValue[] all = [.. Enumerable.Range(0, FormerValues.Most + 3).Select(i => new FormerValue($"{i}@x.io", new Stamp(i, i)))];
        foreach (int seed in Enumerable.Range(0, 20))
        {
            FormerValue[] shuffled = [.. all, .. all];
            new Random(seed).Shuffle(shuffled);
            var field = new FieldState();
            foreach (FormerValue one in shuffled)
            {
                field.AddFormer(one);
            }

            Assert.Equal(all[3..], field.Former);
        }
    }

    [Fact]
    public async Task A_goal_of_that_time_is_the_same_persons()
    {
        RegisterGoalHook bought = Some.Goal(
            "bought", Some.Event("bought"), attach: new GoalAttachment(Some.Customers, Some.By(MatchBy.EmailProfile, "event_json.email"), WhenMissing.Reject, Stitch: true));
        await _lab.ConfigureAsync(Some.Integration(Registration, Change, bought));
        await _lab.ImportAsync(Anna, Changed);
        RunCounts counts = await _lab.ImportAsync(
            Some.Record("bought", """{"email":"old@x.io"}""", at: 30), Some.Record("bought", """{"email":"old@x.io"}""", at: 90), Some.Record("bought", """{"email":"new@x.io"}""", at: 90));

        Assert.Equal((2L, 1L), (counts.Goals, counts.Rejected));
        Assert.All(await _lab.GoalsAsync(), goal => Assert.Contains("new@x.io", goal, StringComparison.Ordinal));
        Assert.Empty(_lab.Problems());
    }

    [Fact]
    public async Task A_list_loses_nothing()
    {
        Database people = Some.Database(new Field("email", FieldType.Email), new Field("cards", FieldType.Tags, Matchable: true));
        ImportProfileHook card = Some.Import(
            "card", Some.Event("card"), people, match: Some.By(MatchBy.Custom, "event_json.card", people.Find("cards")), map: [Some.Map("event_json.new", "cards", people)]);
        await _lab.ConfigureAsync(Some.Integration(card));
        for (int repeat = 0; repeat < 3; repeat++)
        {
            await _lab.ImportAsync(Some.Record("card", """{"card":"1","new":"2"}""", at: 0), Some.Record("card", """{"card":"2","new":"3"}""", at: 1));
        }

        Assert.Single(await _lab.ProfilesAsync());
        Assert.Empty(_lab.Problems());
    }

    public async Task InitializeAsync() => _lab = await Lab.StartAsync();

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    private static IEnumerable<int[]> Permutations(int[] all) =>
        all.Length == 1 ? [all] : all.SelectMany(first => Permutations([.. all.Where(one => one != first)]).Select(rest => (int[])[first, .. rest]));
}
