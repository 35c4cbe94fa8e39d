using System.Collections.Immutable;
using Connector.Core.Access;
using Connector.Core.Goals;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Copying;
using Connector.Storage.Sqlite;
using Connector.Storage.Tests.Postgres;
using Connector.Storage.Tests.Sqlite;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Copying;

public sealed class StoreCopyTests : IDisposable
{
    private const int Many = 4500;

    private readonly SqliteBacking _file = new();
    private readonly SqliteBacking _back = new();
    private readonly PostgresBacking _database = new();

    public void Dispose()
    {
        _file.Dispose();
        _back.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task A_store_goes_to_PostgreSQL_and_back_and_is_what_it_was()
    {
        await FillAsync();
        IReadOnlyList<CopiedTable> there = await CopyAsync(_file, _database);
        IReadOnlyList<CopiedTable> back = await CopyAsync(_database, _back);

        Assert.Equal(there, back);
        Assert.Equal(CopyTable.All.Select(table => table.Name), there.Where(table => table.Rows > 0).Select(table => table.Name));
        await using OpenStore store = await _back.OpenAsync();
        await store.PrepareAsync();
        Assert.Single(await store.Queries.FindProfilesAsync(Device(new string('d', 900)), default));
        Assert.Equal("pur\0chase", (await store.Queries.ListGoalsAsync(new GoalQuery(Limit: 1), default).ToListAsync())[0].Name);
    }

    [Fact]
    public async Task Ids_go_on_behind_those_that_were_copied()
    {
        await FillAsync();
        await CopyAsync(_file, _database);

        await using OpenStore store = await _database.OpenAsync();
        await store.PrepareAsync();
        ProfileState added = null!;
        await store.CommitAsync(batch => added = batch.Create(Device("new")));
        Assert.True(added.Id > Many);
        Assert.Equal(2, await store.Progress.StartRunAsync("shop-app", "sync", 1, default));
        Assert.NotNull(await store.Tokens.CreateAsync("boris", Role.Viewer, _ => [1], "cli", 1, default));
    }

    [Fact]
    public async Task A_copy_that_was_broken_off_goes_on_and_any_other_store_is_left_alone()
    {
        await FillAsync();
        await CopyAsync(_file, _database);
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => CopyAsync(_file, _database));
        Assert.Contains("holds something already", refused.Message);

        await ExecuteAsync("insert into counter (name, value) values ('copying', 1); delete from profile where id > 3000; delete from goal; delete from cursor; delete from profile_key where profile > 4000");
        Assert.Equal(Many, (await CopyAsync(_file, _database)).Single(table => table.Name == "profile").Rows);
    }

    [Fact]
    public async Task A_difference_is_found()
    {
        await FillAsync();
        await CopyAsync(_file, _database);
        await ExecuteAsync("insert into counter (name, value) values ('copying', 1); update profile set updated_at = updated_at + 1 where id = 7");

        StoreException e = await Assert.ThrowsAsync<StoreException>(() => CopyAsync(_file, _database));
        Assert.Contains("differ in the table profile", e.Message);
    }

    [Fact]
    public async Task Every_table_and_column_of_a_store_is_copied()
    {
        await FillAsync();
        await using (await _database.OpenAsync())
        {
            // Made by opening.
        }

        string[] passed = ["counter.name", "counter.value", "schema_version.version", "schema_version.applied_at", "run.node", "profile_key.long_value"];
        string[] copied = [.. CopyTable.All.SelectMany(table => table.Names.Select(name => $"{table.Name}.{name}")).Order(StringComparer.Ordinal)];
        List<string> postgres = await AskAsync("""
            select c.table_name || '.' || c.column_name
            from information_schema.columns c join pg_class t on t.oid = c.table_name::regclass
            where c.table_schema = 'public' and not t.relispartition and c.table_name not in ('node', 'export_turn', 'backfill_window')
            """);
        Assert.Equal(copied, postgres.Except(passed).Order(StringComparer.Ordinal));

        var sqlite = new List<string>();
        using (SqliteSession session = SqliteFile.OpenReader(_file.Path))
        using (SqliteStatement rows = session.Prepare("""
            select t.name || '.' || c.name from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%'
            """))
        {
            while (rows.Step())
            {
                sqlite.Add(rows.Text(0));
            }
        }

        Assert.Equal(copied, sqlite.Except([.. passed, "goal.id"]).Order(StringComparer.Ordinal));
    }

    private static Task<IReadOnlyList<CopiedTable>> CopyAsync(StoreBacking from, StoreBacking to) =>
        StoreCopy.RunAsync(from.Url, to.Url, TimeProvider.System, _ => { }, default);

    /// <summary>Something in every table.</summary>
    private async Task FillAsync()
    {
        await using IStore store = await _file.Url.OpenAsync(TimeProvider.System, default);
        await store.PrepareAsync(Catalog(Card), KeysOf, default);
        await using var open = new OpenStore(store);
        await open.CommitAsync(batch =>
        {
            for (int i = 0; i < Many; i++)
            {
                batch.Create(Device($"d{i}"), Email($"p{i}@x.io")).Fields["email"] = new FieldState { Plain = $"p{i}@x.io", PlainStamp = At(i) };
            }

            batch.Set.AddKey(Device(new string('d', 900)), batch.Set.Profiles.First());
            batch.Set.AddKey(Device("n\0l"), batch.Set.Profiles.First());
            ImmutableArray<UInt128> users = [5, 6];
            batch.Write(changes => changes with
            {
                Goals =
                [
                    Goal(UInt128.MaxValue, "pur\0chase", at: 1, device: "gone", value: "1.50"),
                    .. Enumerable.Range(1, Many).Select(i => Goal(((UInt128)(1_790_000_000 + i) << 96) | (UInt128)i, profile: i)),
                ],
                Rejects = [Reject(1), Reject(2, hook: null)],
                Cursor = new ProgressMove.Sync("shop-app", "events", 1, 2),
                Messages = new MessageChanges([(7, 8)], 9, [10], [new WaitingMessage(0, "server", "action", users, 11, "{}")], []),
            });
        });
        await open.PrepareAsync(DeliveryStories.Altcraft());
        await open.ChangeAsync(1, profile => profile.SetField("_fname", "Anna"));
        await open.CommitAsync(batch => batch.Write(changes => changes with
        {
            Merges = [new ProfileMerge(Customers, 2, 3, new DeviceId(DeviceKind.Metrix, "d"), "{}", Noon, MergeRefusal.Devices)],
        }));
        await store.Progress.MoveAsync(new ProgressMove.Backfill("b", "events", 3), default);
        await store.Progress.MoveAsync(new ProgressMove.Inbox("i", 4), default);
        await store.Progress.SavePendingExportAsync(new PendingExport("shop-app", "events", "https://x", 1, 2, 3), default);
        await store.Progress.SaveTimeZoneAsync("shop-app", "Europe/Moscow", default);
        await store.Progress.AddRunAsync("shop-app", "sync", RunStatus.Done, Noon, new RunOrder(Hook: "h"), default);
        await store.Tokens.CreateAsync("anna", Role.Admin, _ => [1, 2, 3], "cli", Noon, default);
        await store.Samples.KeepAsync("shop-app", "events", ["{}"], Noon, default);
        var alert = new Core.Alerts.OpenAlert("shop-app", "lag", Noon);
        await store.Alerts.TellAsync(new Core.Alerts.AlertNews("lag", alert, "Late.", []), [new Core.Alerts.AlertDelivery(0, "w", Noon, "{}")], default);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Address);
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
