using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Merges: the row goes, the id leads on, goals move and return.</summary>
public abstract class MergeContract(StoreBacking backing) : StoreContract(backing)
{
    private const string Record = """{"event_name":"login"}""";

    [Fact]
    public async Task A_merged_profile_is_gone_and_its_id_leads_to_the_other()
    {
        (long from, long into) = await TwoAsync();
        await MergeAsync(from, into);

        Assert.Equal([into], (await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Select(profile => profile.Id));
        Assert.Equal(into, (await Store.Queries.GetProfileAsync(from, default))!.Id);
        Assert.Equal(into, (await Store.Queries.GetProfileAsync(into, default))!.Id);
        Assert.Null(await Store.Queries.GetProfileAsync(into + 1000, default));
    }

    [Fact]
    public async Task Goals_of_a_merged_profile_become_the_others_and_return_when_it_is_split()
    {
        (long from, long into) = await TwoAsync();
        await CommitAsync(goals: [Goal(1, profile: from), Goal(2, profile: into), Goal(3)]);
        await MergeAsync(from, into);
        await CommitAsync(goals: [Goal(4, profile: into) with { Part = from }, Goal(5, profile: into)]);

        Assert.Equal([1, 2, 4, 5], await GoalsAsync(into));
        Assert.Equal([from, null, from, null], (await Store.Queries.ListGoalsAsync(new GoalQuery(Profile: into), default).ToListAsync()).Select(goal => goal.Part));

        await SplitAsync();

        Assert.Equal([1, 4], await GoalsAsync(from));
        Assert.Equal([2, 5], await GoalsAsync(into));
        Assert.Equal(from, (await Store.Queries.GetProfileAsync(from, default))!.Id);
        Assert.All(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync(), goal => Assert.Null(goal.Part));
    }

    [Fact]
    public async Task Goals_that_waited_for_a_device_of_a_profile_merged_in_the_same_batch_are_the_others()
    {
        (long from, long into) = await TwoAsync();
        await CommitAsync(goals: [Goal(1, device: "7")]);
        await CommitAsync(stitchings: [new Stitching(Customers, "7", from)], merges: [Merge(from, into)]);
        Assert.Equal([1], await GoalsAsync(into));
    }

    [Fact]
    public async Task Merges_are_listed_by_database_and_profile_in_pages()
    {
        (long from, long into) = await TwoAsync();
        await MergeAsync(from, into);
        await CommitAsync(merges: [Merge(from + 100, into + 100), Merge(from + 101, into, MergeRefusal.Devices)]);

        List<KeptMerge> all = await Store.Queries.ListMergesAsync(new MergeQuery(), default).ToListAsync();
        Assert.Equal([1, 2, 3], all.Select(merge => merge.Id));
        Assert.Equal(Merge(from, into), all[0].Merge);
        Assert.Equal([3, 2, 1], await IdsAsync(new MergeQuery(NewestFirst: true)));
        Assert.Equal([1, 3], await IdsAsync(new MergeQuery(Profile: into)));
        Assert.Equal([1], await IdsAsync(new MergeQuery(Profile: from)));
        Assert.Equal([1, 2, 3], await IdsAsync(new MergeQuery(Customers)));
        Assert.Empty(await IdsAsync(new MergeQuery("suppliers")));
        Assert.Equal([2], await IdsAsync(new MergeQuery(After: 1, Limit: 1)));
    }

    [Fact]
    public async Task A_refused_merge_is_logged_once_and_moves_nothing()
    {
        (long from, long into) = await TwoAsync();
        await CommitAsync(goals: [Goal(1, profile: from)]);
        await CommitAsync(merges: [Merge(from, into, MergeRefusal.Merges)]);
        await CommitAsync(merges: [Merge(from, into, MergeRefusal.Merges)]);

        Assert.Single(await IdsAsync(new MergeQuery()));
        Assert.Equal(from, (await Store.Queries.GetProfileAsync(from, default))!.Id);
        Assert.Equal([1], await GoalsAsync(from));
    }

    [Fact]
    public async Task A_profile_can_be_merged_again_after_a_split()
    {
        (long from, long into) = await TwoAsync();
        await MergeAsync(from, into);
        await SplitAsync();
        Assert.Equal(2, (await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Count);
        await MergeAsync(from, into);

        Assert.Equal(into, (await Store.Queries.GetProfileAsync(from, default))!.Id);
        Assert.Equal([(1, true), (2, false)], (await Store.Queries.ListMergesAsync(new MergeQuery(), default).ToListAsync()).Select(merge => (merge.Id, merge.SplitAt == Noon && merge.SplitBy == "anna")));
    }

    [Fact]
    public async Task Who_is_erased_leaves_neither_merges_nor_the_ids_that_led_there()
    {
        (long from, long into) = await TwoAsync();
        await MergeAsync(from, into);
        await Store.Upkeep.EraseAsync(into, "cli", Noon, default);

        Assert.Empty(await IdsAsync(new MergeQuery()));
        Assert.Null(await Store.Queries.GetProfileAsync(from, default));
    }

    [Fact]
    public async Task A_user_is_found_by_id_and_a_metrix_device_is_no_appmetrica_device()
    {
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var set = new WorkingSet();
            var profile = new ProfileState(transaction.NewProfileId(), Customers, Noon) { IsNew = true, IsDirty = true };
            profile.Read().CustomUserId = "anna";
            profile.Devices.Add(new DeviceState(new DeviceId(DeviceKind.Metrix, "7"), At(1)) { SignIns = [At(0), At(1)] });
            set.Add(profile);
            set.AddKey(new ProfileKey(KeySpace.ForCustomUser(Customers), "anna"), profile);
            set.AddKey(new ProfileKey(KeySpace.ForDevice(Customers, DeviceKind.Metrix), "7"), profile);
            await transaction.CommitAsync(new BatchChanges(set, [], [], [], [], null, null), default);
        }

        ProfileState found = Assert.Single(await Store.Queries.FindProfilesAsync(new ProfileKey(KeySpace.ForCustomUser(Customers), "anna"), default));
        Assert.Equal(("anna", At(0)), (found.CustomUserId, found.Devices[0].First));
        Assert.Single(await Store.Queries.FindProfilesAsync(new ProfileKey(KeySpace.ForDevice(Customers, DeviceKind.Metrix), "7"), default));
        Assert.Empty(await Store.Queries.FindProfilesAsync(Device("7"), default));
    }

    [Fact]
    public async Task Anonymous_goals_of_a_metrix_device_stay_as_long_as_another_profile_has_it()
    {
        var device = new DeviceId(DeviceKind.Metrix, "7");
        long erased;
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var set = new WorkingSet();
            erased = transaction.NewProfileId();
            foreach (long id in new[] { erased, transaction.NewProfileId() })
            {
                var profile = new ProfileState(id, Customers, Noon) { IsNew = true, IsDirty = true };
                profile.Devices.Add(new DeviceState(device, At(1)) { SignIns = [At(1)] });
                set.Add(profile);
                set.AddKey(new ProfileKey(KeySpace.ForDevice(Customers, DeviceKind.Metrix), device.Id), profile);
            }

            await transaction.CommitAsync(new BatchChanges(set, [], [Goal(1, device: device.Id)], [], [], null, null), default);
        }

        await Store.Upkeep.EraseAsync(erased, "cli", Noon, default);

        Assert.Equal("7", Assert.Single(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync()).AnonymousId);
    }

    private static ProfileMerge Merge(long from, long into, string? refused = null) =>
        new(Customers, from, into, new DeviceId(DeviceKind.Metrix, "d"), Record, Noon, refused);

    private async Task<(long From, long Into)> TwoAsync()
    {
        await using IBatchTransaction transaction = await Store.Batches.BeginAsync(default);
        var set = new WorkingSet();
        long[] ids = [transaction.NewProfileId(), transaction.NewProfileId()];
        foreach (long id in ids)
        {
            set.Add(new ProfileState(id, Customers, Noon) { IsNew = true, IsDirty = true });
        }

        await transaction.CommitAsync(new BatchChanges(set, [], [], [], [], null, null), default);
        return (ids[0], ids[1]);
    }

    private Task MergeAsync(long from, long into) => CommitAsync(merges: [Merge(from, into)]);

    /// <summary>Undoes the first merge.</summary>
    private async Task SplitAsync()
    {
        await using IBatchTransaction transaction = await Store.Batches.BeginAsync(default);
        KeptMerge kept = (await transaction.GetMergeAsync(1, default))!;
        var set = new WorkingSet();
        Assert.NotNull(await transaction.LoadAsync(set, kept.Merge.Into, default));
        Assert.Null(await transaction.LoadAsync(set, kept.Merge.From, default));
        set.Add(new ProfileState(kept.Merge.From, Customers, Noon) { IsNew = true, IsDirty = true });
        await transaction.CommitAsync(new BatchChanges(set, [], [], [], [], null, null) { Splits = [new ProfileSplit(kept, Noon, "anna")] }, default);
    }

    private async Task CommitAsync(Goal[]? goals = null, Stitching[]? stitchings = null, ProfileMerge[]? merges = null)
    {
        await using IBatchTransaction transaction = await Store.Batches.BeginAsync(default);
        await transaction.CommitAsync(new BatchChanges(new WorkingSet(), stitchings ?? [], goals ?? [], [], [], null, null) { Merges = merges ?? [] }, default);
    }

    private async Task<IEnumerable<UInt128>> GoalsAsync(long profile) =>
        (await Store.Queries.ListGoalsAsync(new GoalQuery(Profile: profile), default).ToListAsync()).Select(goal => goal.Key);

    private async Task<IEnumerable<long>> IdsAsync(MergeQuery query) =>
        (await Store.Queries.ListMergesAsync(query, default).ToListAsync()).Select(merge => merge.Id);
}
