using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>What is PostgreSQL's own: parts of tables, texts it does not know, who may not write or come in at all.</summary>
public sealed class PostgresStoreTests() : StoreContract(new PostgresBacking())
{
    private PostgresBacking Database => (PostgresBacking)Backing;

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
