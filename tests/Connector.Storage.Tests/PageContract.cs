using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Lists in pages: put together they are the whole list, whatever the size of a page.</summary>
public abstract class PageContract(StoreBacking backing) : StoreContract(backing)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_of_profiles_make_the_list(int size)
    {
        await Store.CommitAsync(batch =>
        {
            for (int i = 0; i < 7; i++)
            {
                batch.Create();
            }
        });

        IEnumerable<long> paged = (await PagesAsync<ProfileState>(
            size, after => Store.Queries.ListProfilesAsync(new ProfileQuery(Customers, after?.Id, size), default))).Select(one => one.Id);

        Assert.Equal((await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Select(one => one.Id), paged);
        Assert.Equal(7, paged.Count());
        Assert.Empty(await Store.Queries.ListProfilesAsync(new ProfileQuery("suppliers", Limit: size), default).ToListAsync());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(100, true)]
    public async Task Pages_of_goals_make_the_list_either_way_round(int size, bool newestFirst)
    {
        Goal[] goals = [.. Enumerable.Range(0, 12).Select(i => Goal((UInt128)((i * 5) % 12), at: Noon + (i % 3), profile: i % 2 == 0 ? 1 : null))];
        await KeepAsync(goals);

        foreach (long? profile in new long?[] { null, 1 })
        {
            List<Goal> paged = await PagesAsync<Goal>(
                size,
                last => Store.Queries.ListGoalsAsync(
                    new GoalQuery(Profile: profile, NewestFirst: newestFirst, After: last is null ? null : GoalPosition.Of(last), Limit: size), default));

            IEnumerable<Goal> expected = goals.Where(goal => profile is null || goal.Profile == profile).OrderBy(goal => goal.At).ThenBy(goal => goal.Key);
            Assert.Equal(newestFirst ? expected.Reverse() : expected, paged);
        }
    }

    [Fact]
    public async Task Goals_are_listed_by_time_integration_and_hook()
    {
        await KeepAsync(
            Goal(1, at: Noon),
            Goal(2, at: Noon + 1),
            Goal(3, at: Noon + 2) with { Integration = "other-app" },
            Goal(4, at: Noon + 3) with { Hook = "visit" });

        Assert.Equal([2, 3], await KeysAsync(new GoalQuery(From: Noon + 1, To: Noon + 3)));
        Assert.Equal([3], await KeysAsync(new GoalQuery(Integration: "other-app")));
        Assert.Equal([4], await KeysAsync(new GoalQuery(Hook: "visit")));
        Assert.Equal([2], await KeysAsync(new GoalQuery(Integration: "shop-app", Hook: "purchase", From: Noon + 1)));
        Assert.Empty(await KeysAsync(new GoalQuery(From: Noon + 9)));
        Assert.Equal([3, 2], await KeysAsync(new GoalQuery(From: Noon + 1, To: Noon + 3, NewestFirst: true)));
        Assert.Equal([2, 3], await KeysAsync(new GoalQuery(From: Noon + 1, To: Noon + 3, After: new GoalPosition(Noon, 1))));
        Assert.Equal([3], await KeysAsync(new GoalQuery(From: Noon + 1, To: Noon + 3, After: new GoalPosition(Noon + 1, 2))));
        Assert.Equal([2], await KeysAsync(new GoalQuery(From: Noon + 1, To: Noon + 3, NewestFirst: true, After: new GoalPosition(Noon + 2, 3))));
        Assert.Equal([3, 2], await KeysAsync(new GoalQuery(From: Noon + 1, To: Noon + 3, NewestFirst: true, After: new GoalPosition(Noon + 9, 9))));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(100, true)]
    public async Task Pages_of_rejects_make_the_list_either_way_round(int size, bool newestFirst)
    {
        await KeepAsync(Reject(3), Reject(1, "other-app"), Reject(9, reason: "match_ambiguous"), Reject(2), Reject(5, hook: null), Reject(4));

        foreach (RejectQuery query in new RejectQuery[] { new(), new("shop-app"), new("shop-app", "registration", "invalid_value") })
        {
            List<KeptReject> all = await Store.Queries.ListRejectsAsync(query, default).ToListAsync();
            List<KeptReject> paged = await PagesAsync<KeptReject>(
                size, last => Store.Queries.ListRejectsAsync(query with { NewestFirst = newestFirst, After = last?.Id, Limit = size }, default));

            Assert.Equal(newestFirst ? all.AsEnumerable().Reverse() : all, paged);
            Assert.Equal(all.Select(kept => kept.Id).Order().Distinct(), all.Select(kept => kept.Id));
            Assert.Equal(query.Reason is not null ? 3 : query.Integration is not null ? 5 : 6, all.Count);
        }
    }

    [Fact]
    public async Task A_reject_is_found_by_its_id_which_is_never_used_again()
    {
        await KeepAsync(Reject(1), Reject(2));
        KeptReject second = (await Store.Queries.ListRejectsAsync(new RejectQuery(NewestFirst: true), default).ToListAsync())[0];
        Assert.Equal(second, await Store.Queries.GetRejectAsync(second.Id, default));

        await Store.CommitAsync(batch => batch.Write(changes => changes with { ResolvedRejects = [2] }));
        await KeepAsync(Reject(3));

        Assert.Null(await Store.Queries.GetRejectAsync(second.Id, default));
    }

    [Fact]
    public async Task Rejects_are_counted_by_integration_hook_and_reason()
    {
        await KeepAsync(
            Reject(1), Reject(2) with { At = Noon + 5 }, Reject(3, reason: "match_ambiguous"), Reject(4, "other-app"), Reject(5, hook: null, reason: "unreadable"));
        Dictionary<UInt128, long> ids = (await Store.Queries.ListRejectsAsync(new RejectQuery(), default).ToListAsync()).ToDictionary(kept => kept.Reject.Key, kept => kept.Id);

        Assert.Equal(
            [
                new RejectGroup("other-app", "registration", "invalid_value", 1, ids[4], Noon),
                new RejectGroup("shop-app", null, "unreadable", 1, ids[5], Noon),
                new RejectGroup("shop-app", "registration", "invalid_value", 2, ids[2], Noon + 5),
                new RejectGroup("shop-app", "registration", "match_ambiguous", 1, ids[3], Noon),
            ],
            await Store.Queries.GroupRejectsAsync(default));
    }

    /// <summary>Page after page until one is not full.</summary>
    private static async Task<List<T>> PagesAsync<T>(int size, Func<T?, IAsyncEnumerable<T>> page)
        where T : class
    {
        var all = new List<T>();
        List<T> last;
        do
        {
            last = await page(all.LastOrDefault()).ToListAsync();
            Assert.True(last.Count <= size);
            all.AddRange(last);
        }
        while (last.Count == size);
        return all;
    }

    private Task<CommitResult> KeepAsync(params Goal[] goals) => Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }));

    private Task<CommitResult> KeepAsync(params Reject[] rejects) => Store.CommitAsync(batch => batch.Write(changes => changes with { Rejects = rejects }));

    private async Task<IEnumerable<UInt128>> KeysAsync(GoalQuery query) =>
        (await Store.Queries.ListGoalsAsync(query, default).ToListAsync()).Select(goal => goal.Key);
}
