using Connector.Core.Delivery;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Messages on their way: in order, kept whatever happens, and not sent by two.</summary>
public abstract class DeliveryContract(StoreBacking backing) : StoreContract(backing)
{
    // After everything that a store of this moment queues.
    private const long Soon = Noon + 1_000_000_000_000;

    [Fact]
    public async Task A_message_that_waits_holds_up_the_later_ones_of_its_profile_and_nobody_elses()
    {
        (long anna, long boris) = await TwoPeopleAsync();
        List<Delivery> all = await TakeAsync();
        Assert.Equal([anna, anna, boris, boris], all.Select(one => one.Message.Profile));

        await SettleAsync(new Settlement(all[0], DeliveryState.Pending, 2, 1, "503", Soon + 10));
        Assert.Equal([boris, boris], (await TakeAsync()).Select(one => one.Message.Profile));

        List<Delivery> later = await TakeAsync(Soon + 10);
        Assert.Equal([anna, anna, boris, boris], later.Select(one => one.Message.Profile));
        Assert.Equal((2, 1, "503"), (later[0].Attempts, later[0].Answers, later[0].Answer));
        Assert.Equal(all[0].Message, later[0].Message);

        await Store.Deliveries.HurryAsync("altcraft", Soon, default);
        Assert.Equal(4, (await TakeAsync()).Count);
        Assert.Equal(2, (await Store.Deliveries.TakeAsync("altcraft", Soon, 2, default)).Count);
    }

    [Fact]
    public async Task What_became_of_messages_is_kept_and_counted()
    {
        await TwoPeopleAsync();
        List<Delivery> all = await TakeAsync();
        await SettleAsync(
            new Settlement(all[0], DeliveryState.Delivered, 1, 0, null, KnownAs: "5f4f"),
            new Settlement(all[2], DeliveryState.Failed, 1, 1, "400: no"));

        List<Delivery> now = await Store.AllAsync();
        Assert.Equal(
            [(DeliveryState.Delivered, 1, null), (DeliveryState.Pending, 0, null), (DeliveryState.Failed, 1, "400: no"), (DeliveryState.Pending, 0, null)],
            now.Select(one => (one.State, one.Attempts, one.Answer)));
        Assert.Equal(["", all[1].Message.Body], now[..2].Select(one => one.Message.Body));
        Assert.Equal([Soon, null, Soon, null], now.Select(one => one.EndedAt));
        Assert.Equal(["5f4f", null], (await TakeAsync()).Select(one => one.KnownAs));
        Assert.Equal(new DestinationDepth("altcraft", 2, all[1].QueuedAt, 1, "400: no"), Assert.Single(await Store.Deliveries.CountAsync(default)));
        Assert.Equal([now[2].Id], (await Store.Deliveries.ListAsync(new DeliveryQuery(State: DeliveryState.Failed), default).ToListAsync()).Select(one => one.Id));
        Assert.Equal([now[3].Id, now[2].Id], (await Store.Deliveries.ListAsync(new DeliveryQuery(NewestFirst: true, Limit: 2), default).ToListAsync()).Select(one => one.Id));
        Assert.Empty(await Store.Deliveries.ListAsync(new DeliveryQuery("other"), default).ToListAsync());

        await SettleAsync(new Settlement(all[1], DeliveryState.Pending, 1, 1, "404", Soon, ForgetName: true));
        Assert.Equal([null, null], (await TakeAsync()).Select(one => one.KnownAs));
    }

    [Fact]
    public async Task A_failed_message_goes_out_again_under_its_id_and_says_what_the_profile_is_now()
    {
        (long anna, _) = await TwoPeopleAsync();
        List<Delivery> all = await TakeAsync();
        await SettleAsync([.. all.Select(one => new Settlement(one, DeliveryState.Failed, 1, 1, "400"))]);
        await Store.ChangeAsync(anna, profile => profile.SetField("_fname", "Anna"));

        Assert.Equal(0, await Store.Deliveries.RetryAsync("other", null, Soon, default));
        Assert.Equal(1, await Store.Deliveries.RetryAsync(null, all[0].Id, Soon, default));
        Assert.Equal(0, await Store.Deliveries.RetryAsync(null, all[0].Id, Soon, default));
        Delivery again = (await TakeAsync())[0];
        Assert.Equal(all[0].Message with { Body = again.Message.Body }, again.Message);
        Assert.Equal("Anna", MessageBody.Read(again.Message.Body).Person.First("_fname"));
        Assert.Equal((Soon, 1, 1), (again.QueuedAt, again.Attempts, again.Answers));

        Assert.Equal(3, await Store.Deliveries.RetryAsync("altcraft", null, Soon, default));
        Assert.Equal(all[1].Message, (await TakeAsync())[1].Message);
    }

    [Fact]
    public async Task A_message_that_was_settled_meanwhile_stays_as_it_is()
    {
        await TwoPeopleAsync();
        Delivery first = (await TakeAsync())[0];
        await SettleAsync(new Settlement(first, DeliveryState.Delivered, 1, 0, null));
        await SettleAsync(new Settlement(first, DeliveryState.Failed, 1, 1, "400"));

        Assert.Equal(DeliveryState.Delivered, (await Store.AllAsync())[0].State);
    }

    [Fact]
    public async Task One_at_a_time_sends_to_a_destination()
    {
        await using OpenStore other = await Backing.OpenAsync();
        IAsyncDisposable? hold = await Store.Deliveries.HoldAsync("altcraft", default);
        Assert.NotNull(hold);
        Assert.Null(await other.Deliveries.HoldAsync("altcraft", default));
        Assert.Null(await Store.Deliveries.HoldAsync("altcraft", default));
        await using (await other.Deliveries.HoldAsync("metrix", default))
        {
            await hold.DisposeAsync();
        }

        IAsyncDisposable? next = await other.Deliveries.HoldAsync("altcraft", default);
        Assert.NotNull(next);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Messages_about_a_person_who_is_erased_go_sent_or_not()
    {
        (long anna, long boris) = await TwoPeopleAsync();
        await SettleAsync(new Settlement((await TakeAsync())[0], DeliveryState.Delivered, 1, 0, null, KnownAs: "5f4f"));

        Assert.Equal(2, (await Store.Upkeep.EraseAsync(anna, "boris", Noon, default))!.Deliveries);

        Assert.Equal([boris, boris], (await Store.AllAsync()).Select(one => one.Message.Profile));
    }

    [Fact]
    public async Task Delivered_messages_go_after_their_days_and_failed_ones_after_those_of_rejects()
    {
        await TwoPeopleAsync();
        List<Delivery> all = await TakeAsync();
        await SettleAsync(new Settlement(all[0], DeliveryState.Delivered, 1, 0, null), new Settlement(all[2], DeliveryState.Failed, 1, 1, "400"));
        var retention = new Retention(RejectsDays: 3, DeliveriesDays: 2);
        const long Day = 86_400_000;

        Assert.Equal(0, (await Store.Upkeep.TidyAsync(retention, Soon + (2 * Day), default)).Deliveries);
        Assert.Equal(1, (await Store.Upkeep.TidyAsync(retention, Soon + (2 * Day) + 1, default)).Deliveries);
        Assert.Equal(1, (await Store.Upkeep.TidyAsync(retention, Soon + (3 * Day) + 1, default)).Deliveries);
        Assert.Equal(2, (await Store.AllAsync()).Count);
    }

    private async Task<(long Anna, long Boris)> TwoPeopleAsync()
    {
        await Store.PrepareAsync(DeliveryStories.Altcraft());
        long anna = await Store.CreateAsync("anna@example.com", Goal(1));
        return (anna, await Store.CreateAsync("boris@example.com", Goal(2)));
    }

    private async Task<List<Delivery>> TakeAsync(long due = Soon) => [.. await Store.Deliveries.TakeAsync("altcraft", due, 100, default)];

    private ValueTask SettleAsync(params Settlement[] settlements) => Store.Deliveries.SettleAsync(settlements, Soon, default);
}
