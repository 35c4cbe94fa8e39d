using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>Batches that share a transaction: each sees what those before it wrote, and all are kept or none.</summary>
public sealed class SeveralBatchesTests() : StoreContract(new SqliteBacking())
{
    [Fact]
    public async Task A_batch_finds_what_the_one_before_it_wrote_and_both_are_kept()
    {
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            Assert.True(transaction.TakesMore);
            var first = new TestBatch(transaction);
            ProfileState created = first.Create(Device("7"));
            first.Write(changes => changes with { Goals = [Goal(1, profile: created.Id)] });
            Assert.Equal(1, (await transaction.WriteAsync(transaction.Prepare(first.Changes), default)).GoalsAdded);

            var second = new TestBatch(transaction);
            ProfileState found = Assert.Single(await second.LoadAsync(Device("7")));
            Assert.Equal(created.Id, found.Id);
            Assert.NotEqual(created.Id, second.Create(Device("8")).Id);
            second.Write(changes => changes with { Goals = [Goal(1, profile: found.Id), Goal(2, profile: found.Id)] });
            Assert.Equal(1, (await transaction.CommitAsync(second.Changes, default)).GoalsAdded);
        }

        Assert.Equal(2, (await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Count);
        Assert.Equal(2, (await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync()).Count);
    }

    [Fact]
    public async Task A_reject_of_an_earlier_batch_is_known_to_the_next()
    {
        await using IBatchTransaction transaction = await Store.Batches.BeginAsync(default);
        Assert.False(transaction.HasRejects("shop-app"));
        var first = new TestBatch(transaction);
        first.Write(changes => changes with { Rejects = [Reject(5)] });
        await transaction.WriteAsync(transaction.Prepare(first.Changes), default);

        Assert.True(transaction.HasRejects("shop-app"));
    }

    [Fact]
    public async Task What_was_written_and_not_committed_never_was()
    {
        long id;
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(transaction);
            id = batch.Create(Device("7")).Id;
            batch.Write(changes => changes with { Goals = [Goal(1, profile: id)], Rejects = [Reject(5)] });
            await transaction.WriteAsync(transaction.Prepare(batch.Changes), default);
        }

        await Store.CommitAsync(async batch =>
        {
            Assert.False(batch.Transaction.HasRejects("shop-app"));
            Assert.Empty(await batch.LoadAsync(Device("7")));
            Assert.Equal(id, batch.Create(Device("7")).Id);
        });
        Assert.Empty(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
    }

    [Fact]
    public async Task A_set_that_follows_another_knows_what_that_changed_before_it_is_written()
    {
        await Store.CommitAsync(batch =>
        {
            batch.Create(Device("7"), Email("a@x.io"));
            batch.Create(Device("8"));
            batch.Create(Device("8"), Device("9"));
        });

        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var first = new TestBatch(transaction);
            ProfileState ann = Assert.Single(await first.LoadAsync(Email("a@x.io")));
            SetCity(ann, "Tver");
            first.Set.RemoveKey(Email("a@x.io"), ann);
            first.Set.AddKey(Device("8"), ann);
            ProfileState bob = first.Create(Email("b@x.io"), Device("10"));

            var second = new TestBatch(transaction);
            foreach (ProfileKey key in new[] { Device("7"), Device("8"), Device("10"), Email("a@x.io"), Email("b@x.io") })
            {
                second.Set.Want(key);
            }

            second.Set.Follow(first.Set);
            await transaction.LoadAsync(second.Set, default);
            Assert.Same(ann, Assert.Single(second.Set[Device("7")]));
            Assert.Equal(3, second.Set[Device("8")].Count);
            Assert.Same(ann, second.Set[Device("8")][0]);
            Assert.Same(bob, Assert.Single(second.Set[Device("10")]));
            Assert.Empty(second.Set[Email("a@x.io")]);
            Assert.Same(bob, Assert.Single(second.Set[Email("b@x.io")]));

            first.Write(changes => changes);
            Task<CommitResult> writing = transaction.WriteAsync(transaction.Prepare(first.Changes), default).AsTask();
            SetCity(bob, "Omsk");
            second.Set.RemoveKey(Device("8"), ann);
            await writing;

            var third = new TestBatch(transaction);
            third.Set.Want(Email("b@x.io"));
            third.Set.Follow(second.Set);
            await transaction.LoadAsync(third.Set, default);
            second.Write(changes => changes);
            writing = transaction.WriteAsync(transaction.Prepare(second.Changes), default).AsTask();
            SetCity(Assert.Single(third.Set[Email("b@x.io")]), "Kazan");
            third.Write(changes => changes);
            await writing;
            await transaction.CommitAsync(third.Changes, default);
        }

        Assert.Equal("Tver", await CityAsync(Device("7")));
        Assert.Equal("Kazan", await CityAsync(Device("10")));
        Assert.Empty(await Store.Queries.FindProfilesAsync(Email("a@x.io"), default));
        Assert.Equal(2, (await Store.Queries.FindProfilesAsync(Device("8"), default)).Count);
    }

    [Fact]
    public async Task A_profile_is_written_as_it_was_when_its_batch_was_handed_over()
    {
        ProfileState profile;
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var first = new TestBatch(transaction);
            profile = first.Create(Device("7"));
            SetCity(profile, "Tver");
            first.Write(changes => changes);
            Task<CommitResult> writing = transaction.WriteAsync(transaction.Prepare(first.Changes), default).AsTask();
            SetCity(profile, "Omsk");
            await writing;

            var second = new TestBatch(transaction);
            second.Write(changes => changes);
            await transaction.CommitAsync(second.Changes, default);
        }

        Assert.Equal("Tver", await CityAsync(Device("7")));
    }

    [Fact]
    public async Task A_write_that_fails_is_told_and_nothing_of_its_transaction_is_kept()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7")));
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(transaction);
            ProfileState profile = Assert.Single(await batch.LoadAsync(Device("7")));
            batch.Create(Device("8"));

            // A second row under one id.
            profile.IsNew = true;
            batch.Write(changes => changes);
            await Assert.ThrowsAsync<StoreException>(async () => await transaction.WriteAsync(transaction.Prepare(batch.Changes), default));
            await Assert.ThrowsAsync<StoreException>(async () => await transaction.LoadAsync(new WorkingSet(), default));
        }

        await Store.CommitAsync(async batch => Assert.Empty(await batch.LoadAsync(Device("8"))));
    }

    [Fact]
    public async Task What_one_transaction_read_and_did_not_look_at_is_not_what_a_later_one_sees()
    {
        long id = 0;
        await Store.CommitAsync(batch => id = batch.Create(Device("7")).Id);
        await Store.CommitAsync(async batch =>
        {
            await batch.LoadAsync(Device("7"));
            batch.Write(changes => changes);
        });
        await using (OpenStore other = await Backing.OpenAsync())
        {
            await other.PrepareAsync();
            await other.CommitAsync(async batch =>
            {
                SetCity(Assert.Single(await batch.LoadAsync(Device("7"))), "Tver");
                batch.Write(changes => changes);
            });
        }

        await Store.CommitAsync(async batch =>
        {
            ProfileState? found = await batch.Transaction.LoadAsync(batch.Set, id, default);
            Assert.Equal("Tver", found!.Fields["_city"].Plain);
        });
    }

    private static void SetCity(ProfileState profile, string city)
    {
        profile.Fields["_city"] = new FieldState { Plain = city, PlainStamp = At(5) };
        profile.IsDirty = true;
    }

    private async Task<string?> CityAsync(ProfileKey key) => Assert.Single(await Store.Queries.FindProfilesAsync(key, default)).Fields["_city"].Plain;
}
