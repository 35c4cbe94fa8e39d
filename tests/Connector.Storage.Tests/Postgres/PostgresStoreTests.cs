using Connector.Core.Goals;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>What is PostgreSQL's own: batches side by side, parts of tables, processes that are gone.</summary>
public sealed class PostgresStoreTests() : StoreContract(new PostgresBacking())
{
    private PostgresBacking Database => (PostgresBacking)Backing;

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
    public async Task Goals_lie_in_parts_by_the_month_in_which_they_were_received()
    {
        UInt128 october = (UInt128)(uint)new DateTimeOffset(2026, 10, 31, 23, 59, 59, TimeSpan.Zero).ToUnixTimeSeconds() << 96;
        UInt128 november = (UInt128)(uint)new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() << 96;
        await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Goals = [Goal(october | 1), Goal(november), Goal(november | 1), Goal(5), Goal(UInt128.MaxValue)],
        }));

        Assert.Equal(
            ["goal_2026_10 1", "goal_2026_11 2", "goal_far 1", "goal_undated 1"],
            await AskAsync("""
                select part || ' ' || count(*)
                from (select regexp_replace(tableoid::regclass::text, '(undated)_\d', '\1') as part from goal) g
                group by part order by part
                """));
        Assert.Equal(0, (await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(october | 1, at: Noon + 99_000_000)] }))).GoalsAdded);
    }

    [Fact]
    public async Task Texts_that_PostgreSQL_does_not_know_come_back_as_they_were()
    {
        string[] names = ["a\0b", "\uE0001", "\uE000", "\0\uE0000", "plain", ""];
        string huge = new('k', 20_000);
        await Store.CommitAsync(batch =>
        {
            batch.Create([.. names.Select(Device), Device(huge), Device(huge + "2")]);
            batch.Write(changes => changes with { Goals = [.. names.Select((name, i) => Goal((UInt128)i, name, device: huge + name))] });
        });

        List<Goal> goals = await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync();
        Assert.Equal(names, goals.Select(goal => goal.Name));
        Assert.Equal(names.Select(name => huge + name), goals.Select(goal => goal.AnonymousId));
        foreach (string key in names.Append(huge))
        {
            await Store.CommitAsync(async batch => Assert.Single(await batch.LoadAsync(Device(key))));
        }

        await Store.CommitAsync(batch => batch.Write(changes => changes with { Stitchings = [new Stitching(Customers, huge + "plain", 1)] }));
        Assert.Equal(["plain"], (await Store.Queries.ListGoalsAsync(new GoalQuery(Profile: 1), default).ToListAsync()).Select(goal => goal.Name));
        Assert.Equal("\uFFFD", await RoundTripAsync("\uD800"));

        async Task<string> RoundTripAsync(string text)
        {
            await Store.Progress.SaveTimeZoneAsync("odd", text, default);
            return (await Store.Progress.GetTimeZoneAsync("odd", default))!;
        }
    }

    [Fact]
    public async Task A_process_that_was_silent_for_longer_than_its_lease_writes_no_more_for_its_run()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long id = await other.Progress.StartRunAsync("shop-app", "sync", 1, default);
        RunState run = (await Store.Queries.GetRunAsync(id, default))!;
        await other.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(1)], Run = run }));
        await AskAsync("with silent as (update node set seen_at = seen_at - interval '16 seconds' returning 1) select count(*)::text from silent");
        Assert.Equal([id], await Store.Progress.InterruptAbandonedAsync(9, default));

        await Assert.ThrowsAsync<RunLostException>(() => other.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(2)], Run = run })));
        await Assert.ThrowsAsync<RunLostException>(async () => await other.Progress.SaveRunAsync(run with { Status = RunStatus.Done }, default));

        Assert.Single(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
        Assert.Equal(RunStatus.Interrupted, (await Store.Queries.GetRunAsync(id, default))!.Status);

        // Whoever takes the run up now is not disturbed.
        await Store.Progress.SaveRunAsync(run, default);
        await Assert.ThrowsAsync<RunLostException>(() => other.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(3)], Run = run })));
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(4)], Run = run }));
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

    [Fact]
    public async Task A_store_opened_for_reading_answers_by_keys_it_was_not_prepared_for_and_refuses_to_write()
    {
        await Store.CommitAsync(batch => batch.Create().Fields[Card.Name] = new FieldState { Plain = "gold", PlainStamp = At(0) });
        await using OpenStore reader = await Backing.OpenReadOnlyAsync();
        await reader.PrepareAsync(Card);

        Assert.Single(await reader.Queries.FindProfilesAsync(CardKey("gold"), default));
        await using IBatchTransaction transaction = await reader.Batches.BeginAsync(default);
        var batch = new TestBatch(transaction);
        ProfileState found = Assert.Single(await batch.LoadAsync(CardKey("gold")));
        Assert.True(batch.Create().Id > found.Id);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.CommitAsync(batch.Changes, default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.Progress.SaveTimeZoneAsync("shop-app", "UTC", default));
    }

    [Fact]
    public async Task A_database_without_tables_reads_as_an_empty_store_and_gets_none()
    {
        using var fresh = new PostgresBacking();
        await using OpenStore reader = await fresh.OpenReadOnlyAsync();
        await reader.PrepareAsync();

        Assert.Empty(await reader.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
        Assert.Equal(["0"], await AskAsync("select count(*)::text from pg_tables where schemaname = 'public'", fresh.Address));
    }

    [Fact]
    public async Task A_check_finds_what_contradicts_itself()
    {
        await Store.CommitAsync(batch =>
        {
            ProfileState profile = batch.Create(Email("anna@x.io"));
            profile.Fields["email"] = new FieldState { Plain = "anna@x.io", PlainStamp = At(0) };
            batch.Write(changes => changes with { Goals = [Goal(1, profile: profile.Id)] });
        });
        StoreHealth sound = await Database.Url.CheckAsync(Catalog(), KeysOf, TimeProvider.System, default);
        Assert.Empty(sound.Problems);
        Assert.Equal((1, 1, 1), (sound.Profiles, sound.Keys, sound.Goals));

        await AskAsync("with stale as (update profile_key set value = 'boris@x.io' returning 1) select count(*)::text from stale");
        await AskAsync("with astray as (update goal set profile = 99 returning 1) select count(*)::text from astray");

        StoreHealth broken = await Database.Url.CheckAsync(Catalog(), KeysOf, TimeProvider.System, default);
        Assert.Equal(
            [
                "A goal belongs to the profile 0000000000000063, which is not there.",
                "The profile 0000000000000001 is not found by a value it has.",
                "The profile 0000000000000001 is found by a value it has not.",
            ],
            broken.Problems);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=connector;Username=u;Password=pass-word", "cannot be reached")]
    [InlineData(null, "does not let this user in")]
    public async Task A_server_that_is_not_there_or_does_not_let_us_in_is_said_without_the_password(string? store, string said)
    {
        store ??= new NpgsqlConnectionStringBuilder(Database.Address) { Password = "pass-word" }.ConnectionString;
        StoreException e = await Assert.ThrowsAsync<StoreException>(async () => await StoreUrl.Parse(store).OpenAsync(TimeProvider.System, default));
        Assert.Contains(said, e.Message);
        Assert.DoesNotContain("pass-word", e.ToString());
    }

    private async Task<List<string>> AskAsync(string sql, string? address = null)
    {
        await using var connection = new NpgsqlConnection(address ?? Database.Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add(rows.GetString(0));
        }

        return lines;
    }
}
