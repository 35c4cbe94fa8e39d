using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Goals: each once, and those that wait for a profile find it.</summary>
public abstract class GoalStoreContract(StoreBacking backing) : StoreContract(backing)
{
    private static readonly GoalQuery Every = new();

    [Fact]
    public async Task A_goal_comes_back_as_it_was_written()
    {
        Goal[] goals =
        [
            new(UInt128.MaxValue, "shop-app", "purchase", "app", "pur\0chase", "-12345678901234567890.10", Noon, Customers, 5, "18446744073709551615", true),
            new(1, "other-app", "visit", "web", "визит", null, Noon + 1, null, null, null, false),
            new(0, "other-app", "visit", "web", "", "0", Noon + 2, Customers, null, "7", false),
        ];

        Assert.Equal(3, (await KeepAsync(goals)).GoalsAdded);

        Assert.Equal(goals, await ListAsync(Every));
    }

    [Fact]
    public async Task A_goal_is_kept_once_whatever_comes_again_under_its_key()
    {
        Assert.Equal(2, (await KeepAsync(Goal(1, "first"), Goal(2), Goal(1, "again"))).GoalsAdded);
        Assert.Equal(1, (await KeepAsync(Goal(1, "later"), Goal(3))).GoalsAdded);

        Assert.Equal(["first"], (await ListAsync(Every)).Where(goal => goal.Key == 1).Select(goal => goal.Name));
    }

    [Fact]
    public async Task Goals_are_listed_by_time_then_key_over_many_pages()
    {
        Goal[] goals = [.. Enumerable.Range(0, 3333).Select(i => Goal((UInt128)((i * 7919) % 3333) << 100, at: Noon + (i % 3)))];
        await KeepAsync(goals);

        Assert.Equal(goals.OrderBy(goal => goal.At).ThenBy(goal => goal.Key), await ListAsync(Every));
    }

    [Fact]
    public async Task Goals_are_listed_by_pixel_name_and_profile()
    {
        await KeepAsync(Goal(1, "a", "app", profile: 1), Goal(2, "b", "app", profile: 2), Goal(3, "a", "web", profile: 1), Goal(4, "a", "app"));

        Assert.Equal([1, 2, 4], await KeysAsync(new GoalQuery(Pixel: "app")));
        Assert.Equal([1, 3, 4], await KeysAsync(new GoalQuery(Name: "a")));
        Assert.Equal([1, 3], await KeysAsync(new GoalQuery(Profile: 1)));
        Assert.Equal([1], await KeysAsync(new GoalQuery("app", "a", 1)));
        Assert.Empty(await KeysAsync(new GoalQuery(Profile: 3)));
    }

    [Fact]
    public async Task A_profile_that_gains_a_device_takes_the_goals_that_wait_for_it()
    {
        await KeepAsync(
            Goal(1, device: "7"),
            Goal(2, device: "7", stitch: false),
            Goal(3, device: "8"),
            Goal(4, device: "7", database: "suppliers"),
            Goal(5, device: "7", database: null),
            Goal(6, device: "7", profile: 99));

        await StitchAsync(new Stitching(Customers, "7", 5));

        Assert.Equal([1], await KeysAsync(new GoalQuery(Profile: 5)));
        Assert.Equal("7", (await ListAsync(new GoalQuery(Profile: 5)))[0].AnonymousId);
        Assert.Equal([6], await KeysAsync(new GoalQuery(Profile: 99)));
    }

    [Fact]
    public async Task The_first_stitching_of_a_device_wins_in_a_batch_and_for_ever()
    {
        await KeepAsync(Goal(1, device: "7"));
        await StitchAsync(new Stitching(Customers, "7", 5), new Stitching(Customers, "7", 6));
        await StitchAsync(new Stitching(Customers, "7", 8));

        Assert.Equal([1], await KeysAsync(new GoalQuery(Profile: 5)));
    }

    [Fact]
    public async Task A_goal_that_a_profile_took_keeps_it_when_it_comes_again()
    {
        await KeepAsync(Goal(1, device: "7"));
        await StitchAsync(new Stitching(Customers, "7", 5));

        Assert.Equal(0, (await KeepAsync(Goal(1, device: "7"))).GoalsAdded);
        Assert.Equal([1], await KeysAsync(new GoalQuery(Profile: 5)));
    }

    [Fact]
    public async Task Stitching_of_a_batch_does_not_touch_the_goals_that_the_batch_adds()
    {
        await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Stitchings = [new Stitching(Customers, "7", 5)],
            Goals = [Goal(1, device: "7")],
        }));

        Assert.Empty(await KeysAsync(new GoalQuery(Profile: 5)));
    }

    [Fact]
    public async Task A_preview_learns_which_goals_are_there()
    {
        await KeepAsync(Goal(1), Goal(UInt128.MaxValue));

        await using IBatchTransaction transaction = await Store.Batches.BeginAsync(CancellationToken.None);
        IReadOnlySet<UInt128> there = await transaction.ExistingGoalsAsync([1, 2, UInt128.MaxValue], CancellationToken.None);
        Assert.Equal(new UInt128[] { 1, UInt128.MaxValue }, there.Order());
    }

    private Task<CommitResult> KeepAsync(params Goal[] goals) => Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }));

    private Task<CommitResult> StitchAsync(params Stitching[] stitchings) =>
        Store.CommitAsync(batch => batch.Write(changes => changes with { Stitchings = stitchings }));

    private Task<List<Goal>> ListAsync(GoalQuery query) => Store.Queries.ListGoalsAsync(query, CancellationToken.None).ToListAsync();

    private async Task<IEnumerable<UInt128>> KeysAsync(GoalQuery query) => (await ListAsync(query)).Select(goal => goal.Key);
}
