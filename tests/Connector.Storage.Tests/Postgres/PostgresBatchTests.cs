using Connector.Core.Goals;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>Batches run side by side: those that meet lose nothing, whoever has to give way.</summary>
public sealed class PostgresBatchTests() : StoreContract(new PostgresBacking())
{
    [Fact]
    public async Task Batches_that_have_nobody_in_common_run_side_by_side()
    {
        await using IBatchTransaction first = await Store.Batches.BeginAsync(default);
        await new TestBatch(first).LoadAsync(Device("7"));

        await Store.CommitAsync(async batch =>
        {
            await batch.LoadAsync(Device("8"));
            batch.Create(Device("8"));
        });

        Assert.Single(await Store.Queries.FindProfilesAsync(Device("8"), default));
    }

    [Fact]
    public async Task Two_who_find_one_person_by_different_keys_lose_nothing()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7"), Email("anna@x.io")));
        await using OpenStore other = await Backing.OpenAsync();

        await Task.WhenAll(CountAsync(Store, Device("7")), CountAsync(other, Email("anna@x.io")));

        ProfileState anna = Assert.Single(await Store.Queries.FindProfilesAsync(Device("7"), default));
        Assert.Equal("60", anna.Fields["visits"].Plain);

        static async Task CountAsync(OpenStore store, ProfileKey key)
        {
            for (int i = 0; i < 30; i++)
            {
                // Who comes second when both have read is told so, and begins again.
                await store.Batches.TransactAsync(CountOnceAsync, CancellationToken.None);
            }

            async Task<CommitResult> CountOnceAsync(IBatchTransaction transaction)
            {
                var batch = new TestBatch(transaction);
                ProfileState profile = (await batch.LoadAsync(key))[0];
                int visits = profile.Fields.TryGetValue("visits", out FieldState? field) ? int.Parse(field.Plain!) : 0;
                profile.Fields["visits"] = new FieldState { Plain = (visits + 1).ToString(), PlainStamp = At(visits) };
                profile.IsDirty = true;
                batch.Write(changes => changes);
                return await transaction.CommitAsync(batch.Changes, CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Who_was_overtaken_by_another_key_writes_nothing_and_is_told_so()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7"), Email("anna@x.io")));
        await using IBatchTransaction slow = await Store.Batches.BeginAsync(default);
        var first = new TestBatch(slow);
        Change((await first.LoadAsync(Device("7")))[0], "slow");
        first.Write(changes => changes with { Goals = [Goal(1)] });

        await Store.CommitAsync(async batch =>
        {
            Change((await batch.LoadAsync(Email("anna@x.io")))[0], "fast");
            batch.Write(changes => changes);
        });

        await Assert.ThrowsAsync<StoreConflictException>(async () => await slow.CommitAsync(first.Changes, default));
        Assert.Equal("fast", Assert.Single(await Store.Queries.FindProfilesAsync(Device("7"), default)).Fields["name"].Plain);
        Assert.Empty(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());

        static void Change(ProfileState profile, string name)
        {
            profile.Fields["name"] = new FieldState { Plain = name, PlainStamp = At(1) };
            profile.IsDirty = true;
        }
    }

    [Fact]
    public async Task Who_merges_a_profile_that_was_changed_by_another_key_meanwhile_is_told_so_and_loses_nothing()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7"), Email("anna@x.io")));
        await using IBatchTransaction slow = await Store.Batches.BeginAsync(default);
        var first = new TestBatch(slow);
        ProfileState anonymous = (await first.LoadAsync(Email("anna@x.io")))[0];
        anonymous.Read();
        ProfileState user = first.Create(Email("user@x.io"));
        anonymous.MergedInto = user;
        first.Set.RemoveKey(Email("anna@x.io"), anonymous);
        first.Write(changes => changes with { Merges = [new ProfileMerge(Customers, anonymous.Id, user.Id, new DeviceId(DeviceKind.AppMetrica, "7"), "{}", Noon)] });

        await Store.CommitAsync(async batch =>
        {
            ProfileState found = (await batch.LoadAsync(Device("7")))[0];
            found.Fields["name"] = new FieldState { Plain = "fast", PlainStamp = At(1) };
            found.IsDirty = true;
            batch.Set.AddKey(Email("new@x.io"), found);
            batch.Write(changes => changes);
        });

        await Assert.ThrowsAsync<StoreConflictException>(async () => await slow.CommitAsync(first.Changes, default));
        Assert.Equal("fast", Assert.Single(await Store.Queries.FindProfilesAsync(Email("new@x.io"), default)).Fields["name"].Plain);
    }

    [Fact]
    public async Task A_goal_that_waits_and_a_profile_that_gains_its_device_find_each_other_whoever_is_first()
    {
        await using OpenStore other = await Backing.OpenAsync();
        for (int i = 0; i < 20; i++)
        {
            string device = $"d{i}";
            UInt128 key = (UInt128)(i + 1);
            await Task.WhenAll(
                BatchRetry.TransactAsync(Store.Batches, transaction => GoalAsync(transaction, key, device), default),
                BatchRetry.TransactAsync(other.Batches, transaction => PersonAsync(transaction, device), default));
        }

        List<Goal> goals = await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync();
        Assert.Equal(20, goals.Count);
        Assert.DoesNotContain(goals, goal => goal.Profile is null);

        static async Task<int> GoalAsync(IBatchTransaction transaction, UInt128 key, string device)
        {
            var batch = new TestBatch(transaction);
            IReadOnlyList<ProfileState> owners = await batch.LoadAsync(Device(device));
            batch.Write(changes => changes with { Goals = [Goal(key, device: device, profile: owners.Count > 0 ? owners[0].Id : null)] });
            await transaction.CommitAsync(batch.Changes, default);
            return 0;
        }

        static async Task<int> PersonAsync(IBatchTransaction transaction, string device)
        {
            var batch = new TestBatch(transaction);
            await batch.LoadAsync(Email(device + "@x.io"));
            ProfileState person = batch.Create(Email(device + "@x.io"), Device(device));
            batch.Write(changes => changes with { Stitchings = [new Stitching(Customers, device, person.Id)] });
            await transaction.CommitAsync(batch.Changes, default);
            return 0;
        }
    }

    [Fact]
    public async Task Two_who_want_each_others_keys_end_with_one_giving_way_and_trying_again()
    {
        await using OpenStore other = await Backing.OpenAsync();
        using var both = new Barrier(2);

        await Task.WhenAll(CrossAsync(Store, "a", "b"), CrossAsync(other, "b", "a"));

        Assert.Equal(2, (await Store.Queries.FindProfilesAsync(Device("a"), default)).Count);
        Assert.Equal(2, (await Store.Queries.FindProfilesAsync(Device("b"), default)).Count);

        Task CrossAsync(OpenStore store, string own, string others) => Task.Run(async () =>
        {
            bool isFirst = true;
            await store.Batches.TransactAsync(
                async transaction =>
                {
                    var batch = new TestBatch(transaction);
                    await batch.LoadAsync(Device(own));
                    if (isFirst)
                    {
                        isFirst = false;
                        both.SignalAndWait();
                    }

                    batch.Create(Device(own), Device(others));
                    return await transaction.CommitAsync(batch.Changes, default);
                },
                default);
        });
    }

    [Fact]
    public async Task A_batch_of_more_keys_than_the_server_has_locks_for_goes_alone()
    {
        string[] devices = [.. Enumerable.Range(0, 20_000).Select(i => $"many-{i}")];
        await Store.CommitAsync(async batch =>
        {
            foreach (string device in devices)
            {
                batch.Set.Want(Device(device));
            }

            await batch.Transaction.LoadAsync(batch.Set, default);
            foreach (string device in devices)
            {
                batch.Create(Device(device));
            }
        });

        Assert.Single(await Store.Queries.FindProfilesAsync(Device("many-19999"), default));
    }

    [Fact]
    public async Task A_message_that_two_nodes_took_counts_once_and_an_event_meets_its_user()
    {
        await using OpenStore other = await Backing.OpenAsync();
        for (int i = 1; i <= 20; i++)
        {
            UInt128 user = (UInt128)i << 70;
            int[] applied = await Task.WhenAll(EventAsync(Store, (UInt128)i, user), EventAsync(other, (UInt128)i, user), RegisterAsync(other, user));
            Assert.Equal(1, applied[0] + applied[1] + applied[2]);
        }

        // Of each event it was told either that its user is there, or the user that it waits.
        static Task<int> EventAsync(OpenStore store, UInt128 message, UInt128 user) => store.Batches.TransactAsync(
            async transaction =>
            {
                MessageFacts facts = await transaction.LoadMessagesAsync(new MessageQuestion([message], [user], []), default);
                bool isNew = !facts.Seen.ContainsKey(message);
                bool waits = isNew && !facts.Registered.Contains(user);
                var messages = new MessageChanges(isNew ? [(message, 1)] : [], 5, [], waits ? [new WaitingMessage(0, "a", "action", [user], 5, "{}")] : [], []);
                await transaction.CommitAsync(new BatchChanges(new WorkingSet(), [], [], [], [], null, null) { Messages = messages }, default);
                return isNew && !waits ? 1 : 0;
            },
            default);

        static Task<int> RegisterAsync(OpenStore store, UInt128 user) => store.Batches.TransactAsync(
            async transaction =>
            {
                MessageFacts facts = await transaction.LoadMessagesAsync(new MessageQuestion([], [], [user]), default);
                var messages = new MessageChanges([], 5, [user], [], [.. facts.Waiting.Select(one => one.Id)]);
                await transaction.CommitAsync(new BatchChanges(new WorkingSet(), [], [], [], [], null, null) { Messages = messages }, default);
                return facts.Waiting.Count;
            },
            default);
    }
}
