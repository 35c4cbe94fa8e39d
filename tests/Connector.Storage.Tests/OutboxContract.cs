using Connector.Core.Delivery;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>A change and the messages that tell of it are one transaction.</summary>
public abstract class OutboxContract(StoreBacking backing) : StoreContract(backing)
{
    [Fact]
    public async Task A_changed_profile_gives_every_destination_one_message_that_says_what_it_is_after_the_batch()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft(), DeliveryStories.Metrix());
        long id = await Store.CreateAsync("anna@example.com");
        await Store.ChangeAsync(id, profile =>
        {
            profile.SetField("_fname", "Ann");
            profile.SetField("_fname", "Anna");
        });

        foreach (string destination in new[] { "altcraft", "metrix" })
        {
            List<Delivery> all = await Store.AllAsync(destination);
            Assert.Equal([(id, MessageKind.Profile), (id, MessageKind.Profile)], all.Select(one => (one.Message.Profile, one.Message.Kind)));
            Assert.Equal("Anna", MessageBody.Read(all[1].Message.Body).Person.First("_fname"));
            Assert.Equal(2, all.Select(one => one.Message.MessageId).Distinct().Count());
            Assert.True(all[0].Message.At < all[1].Message.At);
        }
    }

    [Fact]
    public async Task A_batch_that_is_not_committed_tells_nobody()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            new TestBatch(transaction).Create(Email("anna@example.com")).HasNews = true;
        }

        Assert.Empty(await Store.AllAsync());
    }

    [Fact]
    public async Task A_change_that_nobody_can_see_is_not_told()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long id = await Store.CreateAsync("anna@example.com");
        await Store.CommitAsync(async batch =>
        {
            (await batch.Transaction.LoadAsync(batch.Set, id, default))!.IsDirty = true;
            batch.Write(changes => changes);
        });

        Assert.Single(await Store.AllAsync());
    }

    [Fact]
    public async Task Only_goals_that_were_really_added_are_told_and_only_of_pixels_that_are_sent()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long id = await Store.CreateAsync("anna@example.com");
        await Store.AddGoalsAsync(Goal(1, "buy", profile: id), Goal(2, "view", "other", profile: id), Goal(3, "walk", device: "77"));
        await Store.AddGoalsAsync(Goal(1, "buy", profile: id));

        Assert.Equal(["profile", "buy"], await Store.TellAsync());
    }

    [Fact]
    public async Task An_anonymous_goal_is_told_once_when_it_gains_its_profile()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long id = await Store.CreateAsync("anna@example.com");
        await Store.AddGoalsAsync(Goal(1, "walk", device: "77", at: Noon - 5, value: "2.50"));
        for (int i = 0; i < 2; i++)
        {
            await Store.CommitAsync(batch => batch.Write(changes => changes with { Stitchings = [new Stitching(Customers, "77", id)] }));
        }

        Delivery walk = (await Store.AllAsync())[1];
        Assert.Equal((id, Noon - 5, new GoalBody("app", "walk", "2.50")), (walk.Message.Profile, walk.Message.At, MessageBody.Read(walk.Message.Body).Goal));
        Assert.Equal(2, (await Store.AllAsync()).Count);
    }

    [Fact]
    public async Task Two_events_of_one_profile_in_one_millisecond_are_moved_apart_with_room_between_them_and_those_of_others_are_not()
    {
        await Store.PrepareAsync(DeliveryStories.Metrix());
        long anna = await Store.CreateAsync("anna@example.com");
        long boris = await Store.CreateAsync("boris@example.com");
        await Store.AddGoalsAsync(Goal(1, "a", profile: anna), Goal(2, "b", profile: anna), Goal(3, "c", profile: boris));
        await Store.AddGoalsAsync(Goal(4, "d", profile: anna));

        Assert.Equal(
            [(anna, Noon), (anna, Noon + 2), (boris, Noon), (anna, Noon + 4)],
            (await Store.AllAsync()).Where(one => one.Message.Kind == MessageKind.Goal).Select(one => (one.Message.Profile, one.Message.At)));
    }

    [Fact]
    public async Task Goals_of_one_time_are_told_in_the_order_in_which_they_came()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long told = await Store.CreateAsync("anna@example.com");
        await Store.AddGoalsAsync(Goal(3, "a", profile: told), Goal(1, "b", profile: told), Goal(2, "c", profile: told), Goal(4, "before", profile: told, at: Noon - 5));
        await Store.CreateAsync("boris@example.com", Goal(7, "d"), Goal(5, "e"), Goal(6, "f"));

        Assert.Equal(["profile", "before", "a", "b", "c", "profile", "d", "e", "f"], await Store.TellAsync());
    }

    [Fact]
    public async Task A_profile_that_could_not_be_found_is_told_with_its_goals_once_it_can()
    {
        await Store.AddGoalsAsync(Goal(9, "before", profile: await Store.CreateAsync(null)));
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long id = (await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Single().Id;
        await Store.AddGoalsAsync(Goal(2, "later", profile: id, at: Noon + 5), Goal(1, "first", profile: id));
        Assert.Empty(await Store.AllAsync());

        await Store.ChangeAsync(id, profile => profile.SetField("email", "anna@example.com"));
        await Store.AddGoalsAsync(Goal(3, "last", profile: id));

        Assert.Equal(["profile", "first", "later", "last"], await Store.TellAsync());
    }

    [Fact]
    public async Task Messages_and_goals_follow_a_profile_into_another()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft(), DeliveryStories.Metrix());
        long anonymous = await Store.CreateAsync(null, Goal(1, "walk"));
        long user = await Store.CreateAsync("anna@example.com", Goal(2, "buy"));
        Assert.Equal(["profile", "buy"], await Store.TellAsync());

        await MergeAsync(anonymous, user);

        // Altcraft hears of the goal only now, Metrix heard of it under the other profile.
        Assert.Equal(["profile", "buy", "profile", "walk"], await Store.TellAsync());
        Assert.Equal(["profile", "walk", "profile", "buy", "profile"], await Store.TellAsync("metrix"));
        Assert.All(await Store.AllAsync(), one => Assert.Equal(user, one.Message.Profile));
        Assert.Equal(5, (await Store.AllAsync("metrix")).Select(one => one.Message.At).Distinct().Count());
    }

    [Fact]
    public async Task What_was_not_delivered_goes_back_to_a_profile_that_is_split_off_and_the_other_ones_says_nothing_of_it_any_more()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long from = await Store.CreateAsync("anna@example.com", Goal(1, "walk"));
        long into = await Store.CreateAsync("boris@example.com");
        await Store.ChangeAsync(into, profile => profile.SetField("_fname", "Anna"));
        await MergeAsync(from, into);
        await Store.CommitAsync(async batch =>
        {
            KeptMerge kept = (await batch.Transaction.GetMergeAsync(1, default))!;
            ProfileState stays = (await batch.Transaction.LoadAsync(batch.Set, into, default))!;
            stays.SetField("_fname", "Boris");
            stays.IsDirty = stays.HasNews = true;
            batch.Set.Add(new ProfileState(from, Customers, Noon) { IsNew = true, IsDirty = true });
            batch.Write(changes => changes with { Splits = [new ProfileSplit(kept, Noon, "anna")] });
        });

        List<Delivery> all = await Store.AllAsync();
        Assert.Equal([from, from, into, into, into, into], all.Select(one => one.Message.Profile));
        Assert.All(all.Where(one => one.Message.Profile == into), one => Assert.Equal("Boris", MessageBody.Read(one.Message.Body).Person.First("_fname")));
        Assert.Equal(2, (await Store.Upkeep.EraseAsync(from, "boris", Noon, default))!.Deliveries);
    }

    [Fact]
    public async Task A_goal_has_the_field_by_which_its_destination_tells_whose_it_is_matchable_or_not()
    {
        await Store.PrepareAsync(DeliveryStories.Metrix() with { UserId = "_fname" });
        long id = await Store.CreateAsync("anna@example.com");
        await Store.ChangeAsync(id, profile => profile.SetField("_fname", "u-1"));
        await Store.AddGoalsAsync(Goal(1, profile: id));

        Assert.Equal("u-1", MessageBody.Read((await Store.AllAsync())[^1].Message.Body).Person.First("_fname"));
    }

    [Fact]
    public async Task A_name_that_comes_late_does_not_take_the_place_of_the_one_that_the_profile_it_went_into_has()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long from = await Store.CreateAsync("anna@example.com");
        long into = await Store.CreateAsync("boris@example.com");
        List<Delivery> sent = await Store.AllAsync();
        await Store.Deliveries.SettleAsync([new Settlement(sent[1], DeliveryState.Delivered, 1, 0, null, KnownAs: "boris there")], Noon, default);
        await MergeAsync(from, into);
        await Store.Deliveries.SettleAsync([new Settlement(sent[0], DeliveryState.Delivered, 1, 0, null, KnownAs: "anna there")], Noon, default);

        Assert.Equal("boris there", Assert.Single(await Store.Deliveries.TakeAsync("altcraft", long.MaxValue, 10, default)).KnownAs);
    }

    [Fact]
    public async Task Nothing_is_made_without_an_active_destination()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft(active: false));
        await Store.CreateAsync("anna@example.com", Goal(1));

        Assert.Empty(await Store.AllAsync());
        Assert.Empty(await Store.Deliveries.CountAsync(default));
    }

    private async Task MergeAsync(long from, long into) => await Store.CommitAsync(async batch =>
    {
        ProfileState gone = (await batch.Transaction.LoadAsync(batch.Set, from, default))!;
        ProfileState stays = (await batch.Transaction.LoadAsync(batch.Set, into, default))!;
        gone.MergedInto = stays;
        stays.HasNews = true;
        batch.Write(changes => changes with
        {
            Merges = [new ProfileMerge(Customers, from, into, new DeviceId(DeviceKind.AppMetrica, "77"), "{}", Noon)],
        });
    });
}
