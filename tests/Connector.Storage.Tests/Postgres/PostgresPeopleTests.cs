using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Tests.Sqlite;
using Connector.Testing;
using Npgsql;

namespace Connector.Storage.Tests.Postgres;

/// <summary>Several at once who meet on one person: nobody is there twice, no goal is left with somebody who is gone, nobody waits in a circle.</summary>
public sealed class PostgresPeopleTests() : StoreContract(new PostgresBacking())
{
    private const string Sessions = "from pg_stat_activity where datname = current_database() and backend_type = 'client backend'";

    private readonly Random _random = new(20261122);

    [Fact]
    public async Task Four_who_read_at_once_end_like_one_who_read_alone_into_a_file()
    {
        string[] records = PeopleStories.Records(_random, people: 6, count: 500);
        using var file = new SqliteBacking();
        await using OpenStore alone = await file.OpenAsync();
        await alone.PrepareForPeopleAsync();
        await alone.ReadAsync(records);

        await MeetAsync(async (first, second) =>
        {
            OpenStore[] stores = [first, second, first, second];
            for (int round = 0; round < 2; round++)
            {
                // Each has half of all, so that every record is read by two.
                _random.Shuffle(records);
                int half = records.Length / 2;
                await Task.WhenAll(stores.Select((store, i) => Task.Run(() => store.ReadAsync(records.Skip(i / 2 * half).Take(half), batchSize: 4 + i))));
            }
        });

        Assert.Equal(await alone.PeopleAsync(), await Store.PeopleAsync());
        Assert.Empty((await Backing.Url.CheckAsync(PeopleStories.Catalog, PeopleStories.KeysOf, TimeProvider.System, default)).Problems);
    }

    [Fact]
    public Task A_goal_that_comes_while_its_profile_is_merged_is_the_others() => MeetAsync(async (first, second) =>
    {
        await first.ReadAsync([PeopleStories.Record(1, "", "1001"), PeopleStories.Record(2, "anna", "")]);
        long anonymous = await IdOfAsync("1001");
        await first.CommitAsync(async batch =>
        {
            // Another device of the anonymous profile, which the one who merges does not ask for.
            ProfileState profile = (await batch.LoadAsync(Sample.Device("1001")))[0];
            profile.Devices.Add(new DeviceState(new DeviceId(DeviceKind.AppMetrica, "1002"), new Stamp(1, 1)));
            profile.IsDirty = true;
            batch.Set.AddKey(Sample.Device("1002"), profile);
            batch.Write(changes => changes);
        });

        Task merging;
        await using (IBatchTransaction held = await first.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(held);
            batch.Set.Want(Sample.Device("1002"), contents: false);
            await held.LoadAsync(batch.Set, default);
            merging = Task.Run(() => second.ReadAsync([PeopleStories.Record(3, "anna", "1001")]));
            await WaitingAsync(merging);

            // What the other waits for is not waited for in turn.
            Assert.Equal(2, batch.Set[Sample.Device("1002")][0].Devices.Count);
            batch.Write(changes => changes with { Goals = [Sample.Goal(1, profile: anonymous)] });
            await held.CommitAsync(batch.Changes, default);
        }

        await merging;
        ProfileState anna = Assert.Single(await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
        Goal goal = Assert.Single(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
        Assert.Equal((anna.Id, anonymous), (goal.Profile, goal.Part));
        Assert.Equal(anna.Id, await IdOfAsync("1002"));
    });

    [Fact]
    public Task Who_finds_a_profile_that_is_being_merged_finds_the_other() => MeetAsync(async (first, second) =>
    {
        await first.ReadAsync([PeopleStories.Record(1, "", "1001"), PeopleStories.Record(2, "anna", "")]);
        Task reading;
        await using (IBatchTransaction held = await first.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(held);
            ProfileState anonymous = (await batch.LoadAsync(Sample.Device("1001")))[0];
            ProfileState anna = (await batch.LoadAsync(new ProfileKey(KeySpace.ForCustomUser(Sample.Customers), "anna")))[0];
            reading = Task.Run(() => second.ReadAsync([PeopleStories.Record(3, "", "1001", "buy", "\"city\":\"Omsk\"")]));
            await WaitingAsync(reading);
            new IdentityLinking(batch.Set, _ => { }, Sample.Noon).Link(
                anna, new DeviceId(DeviceKind.AppMetrica, "1001"), new Stamp(4, 4), PeopleStories.People, () => "{}", null, (_, _) => { });
            batch.Write(changes => changes with { Merges = [new ProfileMerge(Sample.Customers, anonymous.Id, anna.Id, new DeviceId(DeviceKind.AppMetrica, "1001"), "{}", Sample.Noon)] });
            await held.CommitAsync(batch.Changes, default);
        }

        await reading;
        ProfileState one = Assert.Single(await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
        Assert.Equal(("anna", "Omsk"), (one.CustomUserId, one.Fields["_city"].Visible()));
        Assert.Equal(one.Id, Assert.Single(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync()).Profile);
    });

    [Fact]
    public Task A_goal_that_comes_while_its_profile_is_split_off_goes_with_it() => MeetAsync(async (first, second) =>
    {
        await first.ReadAsync([PeopleStories.Record(1, "", "1001"), PeopleStories.Record(2, "anna", ""), PeopleStories.Record(3, "anna", "1001")]);
        KeptMerge merge = Assert.Single(await Store.Queries.ListMergesAsync(new MergeQuery(), default).ToListAsync());
        Task<KeptMerge>[] splits;
        await using (IBatchTransaction held = await first.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(held);
            batch.Set.Want(Sample.Device("1001"), contents: false);
            await held.LoadAsync(batch.Set, default);
            splits = [.. new[] { first, second }.Select(store =>
                Task.Run(() => new ProfileSplitting(store.Batches, PeopleStories.Catalog, TimeProvider.System).SplitAsync(merge.Id, "anna", default)))];
            await WaitingAsync([.. splits]);
            Assert.Single(batch.Set[Sample.Device("1001")][0].Parts);
            batch.Write(changes => changes with { Goals = [Sample.Goal(1, profile: merge.Merge.Into) with { Part = merge.Merge.From }] });
            await held.CommitAsync(batch.Changes, default);
        }

        // Of two who undo it one does.
        Exception?[] refusals = [await Record.ExceptionAsync(() => splits[0]), await Record.ExceptionAsync(() => splits[1])];
        Assert.IsType<SplitRefusedException>(Assert.Single(refusals, refusal => refusal is not null));
        Goal goal = Assert.Single(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
        Assert.Equal((merge.Merge.From, null), (goal.Profile, goal.Part));
        Assert.Empty((await Backing.Url.CheckAsync(PeopleStories.Catalog, PeopleStories.KeysOf, TimeProvider.System, default)).Problems);
    });

    /// <summary>Two processes that never stand in each other's way for good: the server counted no circle.</summary>
    private async Task MeetAsync(Func<OpenStore, OpenStore, Task> story)
    {
        string before = await AskAsync($"select string_agg(pid::text, ',') {Sessions}");
        await using (OpenStore first = await OpenAsync())
        await using (OpenStore second = await OpenAsync())
        {
            await story(first, second);
        }

        // What a session counted is told when it has ended.
        await LookAgain.UntilAsync(
            "both sessions have ended", () => AskAsync($"select count(*)::text {Sessions} and pid <> pg_backend_pid() and pid not in ({before})"), left => left == "0");

        Assert.Equal("0", await AskAsync("select deadlocks::text from pg_stat_database where datname = current_database()"));
    }

    private async Task<OpenStore> OpenAsync()
    {
        OpenStore store = await Backing.OpenAsync();
        await store.PrepareForPeopleAsync();
        return store;
    }

    private async Task<long> IdOfAsync(string device) => Assert.Single(await Store.Queries.FindProfilesAsync(Sample.Device(device), default)).Id;

    [Fact]
    public async Task A_batch_that_gave_way_often_goes_alone_whatever_others_of_its_process_do()
    {
        await Store.CommitAsync(batch => batch.Create(Sample.Device("7")));
        await using IBatchTransaction alone = await Store.Batches.BeginAsync(attempt: 4, default);
        var first = new TestBatch(alone);
        await first.LoadAsync(Sample.Device("7"));

        Task<CommitResult> other = Store.CommitAsync(async batch =>
        {
            await batch.LoadAsync(Sample.Device("8"));
            batch.Write(changes => changes);
        });
        await WaitingAsync(other);
        first.Write(changes => changes);
        await alone.CommitAsync(first.Changes, default);
        await other;
    }

    /// <summary>Until each of them waits for a lock of somebody.</summary>
    private async Task WaitingAsync(params Task[] tasks) => await LookAgain.UntilAsync(
        $"{tasks.Length} wait for a lock",
        () => AskAsync("select count(*)::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
        waiting =>
        {
            Assert.DoesNotContain(tasks, task => task.IsCompleted);
            return waiting == tasks.Length.ToString();
        });

    private async Task<string> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(((PostgresBacking)Backing).Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
