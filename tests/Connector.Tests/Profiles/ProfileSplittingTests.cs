using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;
using static Connector.Tests.Profiles.IdentityLines;

namespace Connector.Tests.Profiles;

/// <summary>Merges that are undone.</summary>
public sealed class ProfileSplittingTests
{
    [Fact]
    public async Task A_split_gives_back_fields_subscriptions_and_goals_by_their_source_also_what_came_after_the_merge()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Story("- 1 city=Omsk", "- 1 buy", "anna 2 name=Ann", "anna 2 buy", "anna 1", "- 1 email=a@x.io", "- 1 buy");
        await lab.ImportAsync(records);
        Assert.Equal(["anna city=Omsk name=Ann email=a@x.io devices=1,2 subscriptions=a@x.io goals=3"], await PeopleAsync(lab));

        await SplitAsync(lab, (await lab.MergesAsync()).Single().Id);

        string[] apart = ["- city=Omsk email=a@x.io devices=1 subscriptions=a@x.io goals=2", "anna name=Ann devices=2 goals=1"];
        Assert.Equal(apart, await PeopleAsync(lab));
        await lab.ImportAsync(records);
        Assert.Equal(apart, await PeopleAsync(lab));
        Assert.Empty(lab.Problems());
        Assert.Equal((await lab.ProfileStatesAsync())[0].Id, (await lab.Store.Queries.GetProfileAsync((await lab.MergesAsync()).Single().Merge.From, default))!.Id);
    }

    [Fact]
    public async Task A_newer_sign_in_merges_again_what_was_split()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Story("- 1 city=Omsk", "- 1 buy", "anna 1", "anna 1");
        await lab.ImportAsync(records[..3]);
        await SplitAsync(lab, 1);

        await lab.ImportAsync(records);

        Assert.Equal(["anna city=Omsk devices=1 goals=1"], await PeopleAsync(lab));
        List<KeptMerge> merges = await lab.MergesAsync();
        Assert.Equal([true, false], merges.Select(merge => merge.SplitAt is not null));
        await SplitAsync(lab, merges[1].Id);
        Assert.Equal(["- city=Omsk devices=1 goals=1", "anna devices="], await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_split_leaves_the_device_with_whom_it_went_to_since()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Story("- 1 city=Omsk", "anna 1", "bob 1", "- 1 buy");
        await lab.ImportAsync(records[..3]);
        await SplitAsync(lab, 1);
        string[] apart = ["- city=Omsk devices=", "anna devices=", "bob devices=1"];
        Assert.Equal(apart, await PeopleAsync(lab));

        await lab.ImportAsync(records);

        Assert.Equal(["- city=Omsk devices=", "anna devices=", "bob devices=1 goals=1"], await PeopleAsync(lab));
        Assert.Single(await lab.MergesAsync());
        Assert.Empty(lab.Problems());
    }

    [Fact]
    public async Task Who_was_split_off_and_is_anothers_now_is_not_given_back_by_reading_again()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Story("- 1 city=Omsk", "anna 1", "bob 1");
        await lab.ImportAsync(records[..2]);
        await SplitAsync(lab, 1);
        await lab.ImportAsync(records[2..]);
        string[] joined = ["anna devices=", "bob city=Omsk devices=1"];
        Assert.Equal(joined, await PeopleAsync(lab));

        await lab.ImportAsync(records);

        Assert.Equal(joined, await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_split_returns_what_hooks_by_device_read_too()
    {
        await using Lab lab = await Lab.StartAsync(
        [
            .. Hooks[..1],
            Some.Import("device", Some.Event("open"), People, match: Some.ByDevice, map: [Some.Map("event_json.total", "_region", People, ignoreEmpty: true)]),
            Some.Goal("buy", Some.Event("buy"), attach: new GoalAttachment(People, Some.ByDevice, WhenMissing.Anonymous, Stitch: true)),
        ]);
        string[] records = Story("- 1 city=Omsk", "- 1 buy", "anna 1", "- 1 buy", "- 1 total=7");
        await lab.ImportAsync(records[..3]);
        await lab.ImportAsync(records);
        await SplitAsync(lab, 1);

        Assert.Equal(["- city=Omsk devices=1 goals=2", "anna devices="], await PeopleAsync(lab));
        ProfileState[] people = [.. await lab.ProfileStatesAsync()];
        Assert.Equal("7", people.Single(one => one.CustomUserId is null).Fields["_region"].Visible());
        Assert.Null(people.Single(one => one.CustomUserId is not null).Fields.GetValueOrDefault("_region")?.Visible());
    }

    [Fact]
    public async Task Of_two_merges_the_first_is_split_and_the_other_stays()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story("- 1 city=Omsk", "- 2 city=Tver", "anna 1", "anna 2"));
        Assert.Equal(["anna city=Tver devices=1,2"], await PeopleAsync(lab));

        await SplitAsync(lab, 2);
        Assert.Equal(["- city=Tver devices=2", "anna city=Omsk devices=1"], await PeopleAsync(lab));

        await SplitAsync(lab, 1);
        Assert.Equal(["- city=Omsk devices=1", "- city=Tver devices=2", "anna devices="], await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_split_that_cannot_be_done_says_why_and_changes_nothing()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story("- 1 city=Omsk", "anna 1"));
        await SplitAsync(lab, 1);
        string[] apart = await PeopleAsync(lab);

        Assert.Contains("undone already", (await Assert.ThrowsAsync<SplitRefusedException>(() => SplitAsync(lab, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("no merge 7", (await Assert.ThrowsAsync<SplitRefusedException>(() => SplitAsync(lab, 7))).Message, StringComparison.Ordinal);
        Assert.Equal(apart, await PeopleAsync(lab));
    }

    [Fact]
    public async Task Profiles_are_found_by_what_a_merge_brought_and_no_longer_by_what_a_split_took()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story("- 1 card=A1 email=a@x.io", "anna 1"));
        Assert.Equal("anna", (await FindAsync(lab, "card", "A1"))!.CustomUserId);
        Assert.Equal("anna", (await FindAsync(lab, "email", "a@x.io"))!.CustomUserId);

        await SplitAsync(lab, 1);
        Assert.Empty(lab.Problems());

        Assert.Null((await FindAsync(lab, "card", "A1"))!.CustomUserId);
        Assert.Null((await FindAsync(lab, "email", "a@x.io"))!.CustomUserId);
    }

    private static async Task<ProfileState?> FindAsync(Lab lab, string field, string value) =>
        (await lab.Store.Queries.FindProfilesAsync(new ProfileKey(KeySpace.ForField(People.Name, field), value), default)).SingleOrDefault();

    private static Task<KeptMerge> SplitAsync(Lab lab, long merge) =>
        new ProfileSplitting(lab.Store, Some.Catalog(lab.Integration), TimeProvider.System).SplitAsync(merge, "cli", default);
}
