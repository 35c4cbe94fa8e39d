using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Microsoft.Data.Sqlite;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>Backing up, checking and vacuuming the file, and what erasing leaves in it.</summary>
public sealed class StoreFileTests : IDisposable
{
    private readonly SqliteBacking _backing = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-backup-");

    private StoreFile File => new(_backing.Path, TimeProvider.System);

    private string Target => Path.Combine(_folder.FullName, "copy.db");

    public void Dispose()
    {
        _backing.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_backup_is_the_store_as_it_stood_while_others_go_on_writing()
    {
        await using OpenStore store = await OpenWithAsync(300);
        await using (IBatchTransaction open = await store.Batches.BeginAsync(default))
        {
            new TestBatch(open).Create(Device("unfinished"));
            Assert.Equal(File.Backup(Target, default), new FileInfo(Target).Length);
        }

        await store.CommitAsync(batch => batch.Create());

        await using SqliteStore copy = await SqliteStore.OpenAsync(Target, TimeProvider.System, default);
        Assert.Equal(300, (await copy.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Count);
        Assert.Equal(["copy.db", "copy.db-queue", "copy.db-shm", "copy.db-wal"], _folder.EnumerateFiles().Select(file => file.Name).Order());
    }

    [Fact]
    public async Task A_backup_replaces_the_one_before_only_when_it_is_whole()
    {
        await (await OpenWithAsync(3)).DisposeAsync();
        await System.IO.File.WriteAllTextAsync(Target, "the one before");

        Assert.Throws<OperationCanceledException>(() => File.Backup(Target, new CancellationToken(canceled: true)));
        Assert.Equal("the one before", await System.IO.File.ReadAllTextAsync(Target));
        Assert.Single(_folder.EnumerateFiles());

        File.Backup(Target, default);
        Assert.Equal(3, new StoreFile(Target, TimeProvider.System).Check(null, KeysOf, default).Profiles);
    }

    [Fact]
    public void What_is_not_there_is_neither_backed_up_nor_checked_nor_vacuumed()
    {
        Assert.Contains("There is no store", Assert.Throws<StoreException>(() => File.Backup(Target, default)).Message);
        Assert.Contains("There is no store", Assert.Throws<StoreException>(() => File.Check(null, KeysOf, default)).Message);
        Assert.Contains("There is no store", Assert.Throws<StoreException>(() => File.VacuumAsync(default).AsTask().GetAwaiter().GetResult()).Message);
        Assert.Empty(_folder.EnumerateFiles());
        Assert.False(Directory.Exists(Path.GetDirectoryName(_backing.Path)));
    }

    [Fact]
    public async Task A_backup_into_a_folder_that_is_not_there_says_so()
    {
        await (await OpenWithAsync(1)).DisposeAsync();
        StoreException e = Assert.Throws<StoreException>(() => File.Backup(Path.Combine(_folder.FullName, "no", "copy.db"), default));
        Assert.Contains("See that its folder exists", e.Message);
    }

    [Fact]
    public async Task A_sound_store_has_no_problems()
    {
        await using OpenStore store = await OpenWithAsync(20);
        await store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Goals = [Goal(1, profile: 1), Goal(2, device: "7")],
            Rejects = [Reject(1)],
        }));

        StoreHealth health = File.Check(Catalog(Card), KeysOf, default);

        Assert.Empty(health.Problems);
        Assert.Empty(health.Notes);
        Assert.Equal((20L, 20L, 2L, 1L), (health.Profiles, health.Keys, health.Goals, health.Rejects));
    }

    [Theory]
    [InlineData("delete from profile where id = 5", "A key leads to the profile 0000000000000005, which is not there.")]
    [InlineData("update goal set profile = 77", "A goal belongs to the profile 000000000000004d, which is not there.")]
    [InlineData("update goal set waiting = 1", "waits for a profile, though it has one")]
    [InlineData("update goal set kind = 9", "The goal in row 1 has no kind.")]
    [InlineData("delete from profile_key where profile = 5", "The profile 0000000000000005 is not found by a value it has.")]
    [InlineData("insert into profile_key (space, value, profile) select space, 'other', 5 from profile_key where profile = 5", "The profile 0000000000000005 is found by a value it has not.")]
    [InlineData("insert into profile_merge (database, from_profile, into_profile, device_kind, device, record, at) values (1, 70, 71, 0, 'd', '{}', 1)", "The profile 0000000000000046 was merged into one that is not there.")]
    [InlineData("insert into profile_merge (database, from_profile, into_profile, device_kind, device, record, at) values (1, 4, 5, 0, 'd', '{}', 1)", "The profile 0000000000000004 was merged into another and is there all the same.")]
    [InlineData("update goal set part = 4", "A goal came through the profile 0000000000000004, which is not merged into the goal's.")]
    [InlineData("delete from key_space", "is in a space that is not there.")]
    [InlineData("update key_space set database = 'suppliers'", "A key of another database leads to the profile")]
    [InlineData("update profile set database = 9 where id = 5", "The profile 0000000000000005 is in a database that has no name.")]
    [InlineData("update counter set value = 5 where name = 'profile'", "The profile 0000000000000005 has an id that a new profile may get.")]
    [InlineData("update profile set state = x'01020304' where id = 5", "The profile 0000000000000005 is damaged in the store.")]
    public async Task What_does_not_fit_together_is_told(string damage, string problem)
    {
        await using (OpenStore store = await OpenWithAsync(6))
        {
            await store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(1, profile: 1)] }));
        }

        Execute(damage);

        Assert.Contains(File.Check(Catalog(Card), KeysOf, default).Problems, told => told.Contains(problem));
    }

    [Fact]
    public async Task Of_many_problems_of_a_kind_some_are_told_and_the_number_of_all()
    {
        await (await OpenWithAsync(30)).DisposeAsync();
        Execute("delete from profile");

        StoreHealth health = File.Check(Catalog(Card), KeysOf, default);

        Assert.Equal(11, health.Problems.Count);
        Assert.Equal("The same of 20 more.", health.Problems[^1]);
    }

    [Fact]
    public async Task A_damaged_file_is_told_as_damaged()
    {
        await (await OpenWithAsync(500)).DisposeAsync();
        byte[] bytes = await System.IO.File.ReadAllBytesAsync(_backing.Path);
        Array.Fill(bytes, (byte)0x5a, bytes.Length * 3 / 4, 8192);
        await System.IO.File.WriteAllBytesAsync(_backing.Path, bytes);

        Assert.Contains(File.Check(Catalog(Card), KeysOf, default).Problems, told => told.StartsWith("The file is damaged: "));
    }

    [Fact]
    public async Task What_the_config_no_longer_has_is_noted_and_not_compared()
    {
        await (await OpenWithAsync(2)).DisposeAsync();
        Execute("delete from profile_key");

        StoreHealth without = File.Check(Catalog(), KeysOf, default);
        Assert.Contains(without.Notes, note => note.Contains("the field loyalty_card"));
        Assert.Empty(without.Problems);
        Assert.Contains("a config without errors", Assert.Single(File.Check(null, KeysOf, default).Notes));
    }

    [Fact]
    public async Task Vacuuming_gives_room_back_and_keeps_everything()
    {
        await using OpenStore store = await OpenWithAsync(100);
        Reject[] rejects = [.. Enumerable.Range(0, 500).Select(i => Reject((UInt128)i) with { Record = $$"""{"x":"{{new string('x', 3000)}}"}""" })];
        await store.CommitAsync(batch => batch.Write(changes => changes with { Rejects = rejects }));
        await store.CommitAsync(batch => batch.Write(changes => changes with { ResolvedRejects = [.. rejects.Select(reject => reject.Key)] }));

        (long before, long after) = await File.VacuumAsync(default);

        Assert.True(after < before / 2, $"{before} to {after}");
        Assert.Empty(File.Check(Catalog(Card), KeysOf, default).Problems);
        await store.CommitAsync(batch => batch.Create());
    }

    [Fact]
    public async Task Nothing_of_an_erased_person_is_left_in_the_file_once_it_is_vacuumed()
    {
        const string Address = "anna.who.wants.to.be.forgotten@example.com";
        await using OpenStore store = await OpenWithAsync(50);
        await store.CommitAsync(batch =>
        {
            ProfileState anna = batch.Create(Email(Address));
            anna.Fields["email"] = new FieldState { Plain = Address, PlainStamp = At(1) };
            batch.Write(changes => changes with
            {
                Rejects = [.. Enumerable.Range(0, 9).Select(i => Reject((UInt128)i) with { Record = $$"""{"e":"{{Address}}","more":"{{new string('m', 4000)}}"}""" })],
            });
        });
        await store.Samples.KeepAsync("shop-app", "events", [$$"""{"e":"{{Address}}"}"""], Noon, default);
        Assert.True(Holds(Address));

        Assert.NotNull(await store.Upkeep.EraseAsync(51, "cli", Noon, default));

        await File.VacuumAsync(default);
        Assert.False(Holds(Address));
    }

    [Fact]
    public async Task A_store_of_the_first_release_keeps_its_rejects_and_runs()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_backing.Path)!);
        using (var reader = new StreamReader(typeof(SqliteStore).Assembly.GetManifestResourceStream("Connector.Storage.Migrations.Sqlite.0001_first.sql")!))
        {
            Execute(
                "create table schema_version (version integer primary key, applied_at integer not null) strict; insert into schema_version values (1, 0);"
                + await reader.ReadToEndAsync());
        }

        Execute($$"""
            insert into reject (id, key, integration, hook, resource, reason, detail, record, at, occurrence, read_at)
            values (41, x'00000000000000000000000000000009', 'shop-app', 'registration', 'events', 'invalid_value', 'no', '{"a":1}', {{Noon}}, 2, {{Noon - 1}});
            insert into run (integration, kind, status, started_at) values ('shop-app', 'sync', 'running', {{Noon}});
            """);

        await using OpenStore store = await _backing.OpenAsync();

        KeptReject kept = Assert.Single(await store.Queries.ListRejectsAsync(new RejectQuery(), default).ToListAsync());
        Assert.Equal(new KeptReject(41, new Reject(9, "shop-app", "registration", "events", "invalid_value", "no", """{"a":1}""", Noon, 2, Noon - 1)), kept);
        Assert.Equal("running", Assert.Single(await store.Queries.ListRunsAsync(new RunQuery(), default).ToListAsync()).Status);
    }

    /// <summary>Profiles that are found by a card.</summary>
    private async Task<OpenStore> OpenWithAsync(int profiles)
    {
        OpenStore store = await _backing.OpenAsync();
        await store.PrepareAsync(Card);
        await store.CommitAsync(batch =>
        {
            for (int i = 0; i < profiles; i++)
            {
                batch.Create(CardKey($"card-{i}")).Fields[Card.Name] = new FieldState { Plain = $"Card-{i}", PlainStamp = At(i) };
            }
        });
        return store;
    }

    private bool Holds(string text) => new[] { "", "-wal" }.Select(end => _backing.Path + end).Where(System.IO.File.Exists).Any(path =>
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_backing.Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
