using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Profiles and their keys: what one batch writes the next one finds.</summary>
public abstract class ProfileStoreContract(StoreBacking backing) : StoreContract(backing)
{
    [Fact]
    public async Task A_profile_comes_back_as_it_was_written()
    {
        await Store.CommitAsync(batch => Describe(batch.Create(Device("7"))));

        await Store.CommitAsync(async batch =>
        {
            ProfileState found = Assert.Single(await batch.LoadAsync(Device("7")));
            ProfileState expected = Describe(new ProfileState(found.Id, Customers, Noon));
            Assert.Equivalent(expected, found, strict: true);
        });
    }

    [Fact]
    public async Task Changes_to_a_loaded_profile_are_kept()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7")));
        await Store.CommitAsync(async batch =>
        {
            ProfileState profile = (await batch.LoadAsync(Device("7")))[0];
            profile.Fields["_city"] = new FieldState { Plain = "Kazan", PlainStamp = At(5) };
            profile.UpdatedAt = Noon + 5;
            profile.IsDirty = true;
            batch.Write(changes => changes);
        });

        ProfileState after = Assert.Single(await Store.Queries.FindProfilesAsync(Device("7"), CancellationToken.None));
        Assert.Equal("Kazan", after.Fields["_city"].Plain);
        Assert.Equal(At(5), after.Fields["_city"].PlainStamp);
        Assert.Equal((Noon, Noon + 5), (after.CreatedAt, after.UpdatedAt));
    }

    [Fact]
    public async Task A_profile_that_is_not_dirty_is_not_written()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7")));
        await Store.CommitAsync(async batch =>
        {
            (await batch.LoadAsync(Device("7")))[0].UpdatedAt = 1;
            batch.Write(changes => changes);
        });

        Assert.Equal(Noon, (await Store.Queries.FindProfilesAsync(Device("7"), CancellationToken.None))[0].UpdatedAt);
    }

    [Fact]
    public async Task Two_keys_of_one_profile_lead_to_one_object_and_a_key_to_all_its_profiles_by_id()
    {
        await Store.CommitAsync(batch =>
        {
            batch.Create(Device("7"), Email("a@x.io"));
            batch.Create(Device("7"));
            batch.Create(Device("7"), Email("c@x.io"));
        });

        await Store.CommitAsync(async batch =>
        {
            batch.Set.Want(Email("c@x.io"));
            batch.Set.Want(Email("nobody@x.io"));
            IReadOnlyList<ProfileState> byDevice = await batch.LoadAsync(Device("7"));
            Assert.Equal(3, byDevice.Count);
            Assert.Equal(byDevice.OrderBy(profile => profile.Id), byDevice);
            Assert.Same(byDevice[2], Assert.Single(batch.Set[Email("c@x.io")]));
            Assert.Empty(batch.Set[Email("nobody@x.io")]);
            Assert.Empty(batch.Set.Wanted);
        });
    }

    [Fact]
    public async Task A_profile_asked_for_by_its_id_alone_has_its_contents_when_they_are_wanted_after_all()
    {
        long id = 0;
        await Store.CommitAsync(batch =>
        {
            ProfileState profile = batch.Create(Email("late@x.io"));
            profile.Fields["_city"] = new FieldState { Plain = "Kazan", PlainStamp = At(5) };
            id = profile.Id;
        });
        await Store.CommitAsync(async batch =>
        {
            batch.Set.Want(Email("late@x.io"), contents: false);
            ProfileState profile = Assert.Single(await batch.LoadAsync(Email("late@x.io")));
            Assert.Equal((id, false, false), (profile.Id, profile.IsNew, profile.IsDirty));
            Assert.Equal("Kazan", profile.Fields["_city"].Plain);
            profile.Fields["_city"].Plain = "Ufa";
            profile.IsDirty = true;
            batch.Write(changes => changes);
        });
        Assert.Equal("Ufa", (await Store.Queries.GetProfileAsync(id, CancellationToken.None))!.Fields["_city"].Plain);
    }

    [Fact]
    public async Task A_key_asked_for_after_the_batch_changed_it_shows_the_change()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7"), Email("old@x.io")));
        await Store.CommitAsync(async batch =>
        {
            ProfileState first = (await batch.LoadAsync(Device("7")))[0];
            batch.Set.RemoveKey(Email("old@x.io"), first);
            batch.Set.AddKey(Email("new@x.io"), first);
            ProfileState second = batch.Create(Email("new@x.io"));

            Assert.Empty(await batch.LoadAsync(Email("old@x.io")));
            Assert.Equal([first, second], await batch.LoadAsync(Email("new@x.io")));
        });
    }

    [Fact]
    public async Task Keys_are_kept_as_what_their_changes_amount_to()
    {
        await Store.CommitAsync(batch => batch.Create(Device("1"), Device("2"), Email("a@x.io")));
        await Store.CommitAsync(async batch =>
        {
            ProfileState profile = (await batch.LoadAsync(Device("1")))[0];
            batch.Set.RemoveKey(Email("a@x.io"), profile);
            batch.Set.AddKey(Email("b@x.io"), profile);
            batch.Set.RemoveKey(Email("b@x.io"), profile);
            batch.Set.AddKey(Email("c@x.io"), profile);
            batch.Set.RemoveKey(Device("1"), profile);
            batch.Set.AddKey(Device("1"), profile);
            batch.Set.RemoveKey(Device("2"), profile);
            batch.Write(changes => changes);
        });

        Assert.Equal(
            [Email("c@x.io"), Device("1")],
            await HavingAsync(Email("a@x.io"), Email("b@x.io"), Email("c@x.io"), Device("1"), Device("2")));
    }

    [Fact]
    public async Task Keys_with_any_characters_are_found_by_exactly_these()
    {
        string[] values = ["é@x.io", "e\u0301@x.io", "a\0b", "a", "\U0001F600", "ї'\"--", "A", " a"];
        await Store.CommitAsync(batch =>
        {
            foreach (string value in values)
            {
                batch.Create(Email(value)).Fields["_fname"] = new FieldState { Plain = value, PlainStamp = At(0) };
            }
        });

        foreach (string value in values)
        {
            ProfileState found = Assert.Single(await Store.Queries.FindProfilesAsync(Email(value), CancellationToken.None));
            Assert.Equal(value, found.Fields["_fname"].Plain);
        }
    }

    [Fact]
    public async Task A_batch_that_is_not_committed_leaves_the_store_as_it_was()
    {
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(CancellationToken.None))
        {
            new TestBatch(transaction).Create(Device("7"));
        }

        Assert.Empty(await Store.Queries.ListProfilesAsync(new ProfileQuery(), CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_batch_that_fails_midway_leaves_nothing_and_the_next_one_succeeds()
    {
        var unknown = new ProfileKey(KeySpace.ForDevice("suppliers"), "7");
        await Assert.ThrowsAsync<StoreException>(() => Store.CommitAsync(batch =>
        {
            batch.Create(Device("7"), unknown);
            batch.Write(changes => changes with { Goals = [Goal(1)], Cursor = new ProgressMove.Sync("shop-app", "events", 1, Noon) });
        }));

        Assert.Empty(await Store.Queries.ListProfilesAsync(new ProfileQuery(), CancellationToken.None).ToListAsync());
        Assert.Null(await Store.Progress.GetCursorAsync("shop-app", "events", CancellationToken.None));

        CommitResult result = await Store.CommitAsync(batch =>
        {
            batch.Create(Device("7"));
            batch.Write(changes => changes with { Goals = [Goal(1)] });
        });
        Assert.Equal(1, result.GoalsAdded);
        ProfileState kept = Assert.Single(await Store.Queries.ListProfilesAsync(new ProfileQuery(Customers), CancellationToken.None).ToListAsync());
        Assert.Equal(Customers, kept.Database);
    }

    [Fact]
    public async Task Ids_grow_and_go_on_in_the_next_process()
    {
        var ids = new List<long>();
        await Store.CommitAsync(batch => ids.AddRange([batch.Create().Id, batch.Create().Id]));
        await using (OpenStore other = await Backing.OpenAsync())
        {
            await other.CommitAsync(batch => ids.Add(batch.Create().Id));
        }

        await Store.CommitAsync(batch => ids.Add(batch.Create().Id));
        Assert.Equal(ids.Distinct().Order(), ids);
    }

    [Fact]
    public async Task Profiles_are_listed_by_id_of_one_database_or_all_over_many_pages()
    {
        await Store.CommitAsync(batch =>
        {
            for (int i = 0; i < 2500; i++)
            {
                batch.Set.Add(new ProfileState(batch.Transaction.NewProfileId(), i % 5 == 0 ? "suppliers" : Customers, Noon + i) { IsNew = true });
            }

            batch.Write(changes => changes);
        });

        List<ProfileState> all = await Store.Queries.ListProfilesAsync(new ProfileQuery(), CancellationToken.None).ToListAsync();
        Assert.Equal(2500, all.Count);
        Assert.Equal(all.Select(profile => profile.Id).Distinct().Order(), all.Select(profile => profile.Id));
        List<ProfileState> some = await Store.Queries.ListProfilesAsync(new ProfileQuery("suppliers"), CancellationToken.None).ToListAsync();
        Assert.Equal(all.Where(profile => profile.Database == "suppliers").Select(profile => profile.Id), some.Select(profile => profile.Id));
        Assert.Equal(500, some.Count);
        Assert.Empty(await Store.Queries.ListProfilesAsync(new ProfileQuery("nobody"), CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_profile_is_found_by_its_id()
    {
        long id = 0;
        await Store.CommitAsync(batch => id = Describe(batch.Create()).Id);

        Assert.Equal("a@x.io", (await Store.Queries.GetProfileAsync(id, CancellationToken.None))!.Fields["email"].Plain);
        Assert.Null(await Store.Queries.GetProfileAsync(id + 1, CancellationToken.None));
    }

    private static ProfileState Describe(ProfileState profile)
    {
        profile.UpdatedAt = Noon + 9;
        profile.Fields["email"] = new FieldState { Plain = "a@x.io", PlainStamp = At(1) };
        profile.Fields["_fname"] = new FieldState { Plain = "", PlainStamp = At(2), Fill = "Ann", FillStamp = At(-3) };
        profile.Fields["phones"] = new FieldState { Elements = [new ListElement("+79990000001", At(1)), new ListElement("+79990000002", At(4))] };
        profile.Devices.Add(new DeviceState("18446744073709551615", At(3)));
        profile.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Push, "ios_ifa", "AB-CD", At(1))
        {
            Set = SubscriptionStatus.Unsubscribed,
            SetStamp = At(2),
            Kept = SubscriptionStatus.Unconfirmed,
            KeptStamp = At(-7),
        });
        profile.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Email, null, "A@x.io", At(1)));
        return profile;
    }

    private async Task<List<ProfileKey>> HavingAsync(params ProfileKey[] keys)
    {
        var having = new List<ProfileKey>();
        foreach (ProfileKey key in keys)
        {
            if ((await Store.Queries.FindProfilesAsync(key, CancellationToken.None)).Count > 0)
            {
                having.Add(key);
            }
        }

        return having;
    }
}
