using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>The store follows the config in what profiles are found by.</summary>
public abstract class KeySpaceContract(StoreBacking backing) : StoreContract(backing)
{
    [Fact]
    public async Task A_field_that_becomes_matchable_is_found_in_the_profiles_there_are()
    {
        await CreateAsync("GOLD-1", "GOLD-2");
        Assert.Empty(await FindAsync("gold-1"));

        await Store.PrepareAsync(Card);

        Assert.Equal("GOLD-1", Assert.Single(await FindAsync("gold-1")).Fields[Card.Name].Plain);
        await Store.CommitAsync(async batch => Assert.Single(await batch.LoadAsync(CardKey("gold-2"))));
    }

    [Fact]
    public async Task A_field_that_ceases_to_be_matchable_is_no_longer_found_and_is_built_anew_when_it_comes_back()
    {
        await Store.PrepareAsync(Card);
        await Store.CommitAsync(batch => batch.Create(CardKey("stale")));
        await CreateAsync("fresh");

        await Store.PrepareAsync();
        Assert.Empty(await FindAsync("stale"));

        await Store.PrepareAsync(Card);
        Assert.Empty(await FindAsync("stale"));
        Assert.Single(await FindAsync("fresh"));
    }

    [Fact]
    public async Task A_field_whose_type_changed_gets_the_keys_of_the_new_type()
    {
        await Store.PrepareAsync(Card);
        await Store.CommitAsync(batch => batch.Create(CardKey("as-string")));
        await CreateAsync("+7999");

        await Store.PrepareAsync(Card with { Type = FieldType.Phone });

        Assert.Empty(await FindAsync("as-string"));
        Assert.Single(await FindAsync("+7999"));
    }

    [Fact]
    public async Task Preparing_again_keeps_the_keys_there_are()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7"), Email("kept@x.io")));

        await Store.PrepareAsync();

        Assert.Single(await Store.Queries.FindProfilesAsync(Device("7"), CancellationToken.None));
        Assert.Single(await Store.Queries.FindProfilesAsync(Email("kept@x.io"), CancellationToken.None));
    }

    [Fact]
    public async Task A_config_without_a_database_leaves_its_keys_alone()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7")));

        await Store.PrepareAsync(Catalog("suppliers"), KeysOf);

        Assert.Single(await Store.Queries.FindProfilesAsync(Device("7"), CancellationToken.None));
    }

    [Fact]
    public async Task A_database_that_is_new_to_the_config_gets_devices_subscriptions_and_email_from_its_profiles()
    {
        await Store.CommitAsync(batch =>
        {
            var profile = new ProfileState(batch.Transaction.NewProfileId(), "suppliers", Noon) { IsNew = true };
            profile.Devices.Add(new DeviceState("7", At(0)));
            profile.Fields["email"] = new FieldState { Plain = "Main@x.io", PlainStamp = At(0) };
            profile.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Email, null, " News@X.io", At(0)));
            profile.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Sms, null, "+7999", At(0)));
            batch.Set.Add(profile);
            batch.Write(changes => changes);
        });

        await Store.PrepareAsync(Catalog("suppliers"), KeysOf);

        ProfileKey[] keys =
        [
            new(KeySpace.ForDevice("suppliers"), "7"),
            new(KeySpace.ForField("suppliers", "email"), "main@x.io"),
            new(KeySpace.ForSubscriptionEmail("suppliers"), "news@x.io"),
        ];
        foreach (ProfileKey key in keys)
        {
            Assert.Single(await Store.Queries.FindProfilesAsync(key, CancellationToken.None));
        }

        Assert.Empty(await Store.Queries.FindProfilesAsync(new ProfileKey(KeySpace.ForSubscriptionEmail("suppliers"), "+7999"), CancellationToken.None));
    }

    [Fact]
    public async Task A_process_sees_the_spaces_that_another_one_prepared()
    {
        await CreateAsync("gold");
        await using OpenStore other = await Backing.OpenAsync();
        await other.PrepareAsync(Card);

        await Store.CommitAsync(async batch => Assert.Single(await batch.LoadAsync(CardKey("gold"))));
    }

    [Fact]
    public async Task A_process_whose_field_another_one_dropped_is_told_so_rather_than_finding_nobody()
    {
        await Store.PrepareAsync(Card);
        await using OpenStore other = await Backing.OpenAsync();
        await other.PrepareAsync();

        StoreException e = await Assert.ThrowsAsync<StoreException>(() => Store.CommitAsync(batch => batch.LoadAsync(CardKey("gold"))));
        Assert.Contains("loyalty_card", e.Message);
    }

    private Task<CommitResult> CreateAsync(params string[] cards) => Store.CommitAsync(batch =>
    {
        foreach (string card in cards)
        {
            batch.Create().Fields[Card.Name] = new FieldState { Plain = card, PlainStamp = At(0) };
        }
    });

    private ValueTask<IReadOnlyList<ProfileState>> FindAsync(string card) => Store.Queries.FindProfilesAsync(CardKey(card), CancellationToken.None);
}
