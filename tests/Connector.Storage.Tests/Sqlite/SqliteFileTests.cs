using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>What can be the matter with a file, and what people are told.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly SqliteBacking _backing = new();

    public void Dispose() => _backing.Dispose();

    [Fact]
    public async Task Opening_makes_folder_and_file_and_closing_leaves_the_log_empty()
    {
        await using (OpenStore store = await _backing.OpenAsync())
        {
            await store.CommitAsync(batch => batch.Create());
        }

        Assert.True(File.Exists(_backing.Path));
        Assert.False(File.Exists(_backing.Path + "-wal"));
    }

    [Fact]
    public async Task Processes_that_start_at_once_on_a_new_file_all_succeed()
    {
        OpenStore[] stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(_backing.OpenAsync)));
        foreach (OpenStore store in stores)
        {
            await store.CommitAsync(batch => batch.Create());
            await store.DisposeAsync();
        }

        Assert.Equal("wal", Ask<string>("pragma journal_mode"));
        Assert.Equal(6, Ask<long>("select count(*) from profile"));
    }

    [Fact]
    public async Task Who_queues_behind_the_end_of_a_store_is_told()
    {
        OpenStore store = await _backing.OpenAsync();
        var session = SqliteSession.Open(_backing.Path, SqliteOpenMode.ReadOnly);
        var writer = new SqliteWriter(session, queue: null, TimeProvider.System);
        await writer.BeginAsync(default);
        ValueTask end = writer.DisposeAsync();
        Task behind = writer.BeginAsync(CancellationToken.None).AsTask();
        Task last = writer.BeginAsync(CancellationToken.None).AsTask();

        writer.End();

        await end;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => behind.WaitAsync(TimeSpan.FromMinutes(1)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => last.WaitAsync(TimeSpan.FromMinutes(1)));
        await store.DisposeAsync();
    }

    [Fact]
    public async Task A_store_of_a_newer_release_is_refused_and_left_alone()
    {
        await (await _backing.OpenAsync()).DisposeAsync();
        Ask<long>("insert into schema_version values (99, 0) returning 1");

        foreach (Func<Task<OpenStore>> open in new[] { _backing.OpenAsync, _backing.OpenReadOnlyAsync })
        {
            Assert.Contains("newer release", (await Assert.ThrowsAsync<StoreException>(open)).Message);
        }
    }

    [Fact]
    public async Task Of_who_is_erased_not_even_the_name_stays_that_others_have_for_them()
    {
        await using (OpenStore store = await _backing.OpenAsync())
        {
            await store.PrepareAsync(DeliveryStories.Altcraft());
            long anna = await store.CreateAsync("anna@example.com");
            await store.CreateAsync("boris@example.com");
            await store.Upkeep.EraseAsync(anna, "cli", Noon, default);
        }

        Assert.Equal(1, Ask<long>("select count(*) from told_profile"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_backing.Path)!);
        string text = string.Concat(Enumerable.Repeat("these are notes, not a store\n", 200));
        await File.WriteAllTextAsync(_backing.Path, text);

        foreach (Func<Task<OpenStore>> open in new[] { _backing.OpenAsync, _backing.OpenReadOnlyAsync })
        {
            Assert.Contains("is not a store", (await Assert.ThrowsAsync<StoreException>(open)).Message);
        }

        Assert.Equal(text, await File.ReadAllTextAsync(_backing.Path));
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_backing.Path)!);
        Ask<long>("create table songs (title text); select 1");

        Assert.Contains("is not a store", (await Assert.ThrowsAsync<StoreException>(_backing.OpenAsync)).Message);
        Assert.Equal(1, Ask<long>("select count(*) from sqlite_master"));
    }

    [Fact]
    public async Task A_damaged_file_is_reported_as_damaged()
    {
        await using (OpenStore store = await _backing.OpenAsync())
        {
            await store.PrepareAsync();
            await store.CommitAsync(batch =>
            {
                for (int i = 0; i < 5000; i++)
                {
                    batch.Create(Device(i.ToString()));
                }
            });
        }

        byte[] file = await File.ReadAllBytesAsync(_backing.Path);
        Array.Fill(file, (byte)0xA5, 4096, file.Length - 4096);
        await File.WriteAllBytesAsync(_backing.Path, file);

        StoreException e = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using OpenStore store = await _backing.OpenAsync();
            await store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync();
        });
        Assert.Contains("damaged", e.Message);
        Assert.Contains(_backing.Path, e.Message);
    }

    [Fact]
    public async Task A_profile_whose_bytes_were_changed_is_refused_by_its_id()
    {
        await using OpenStore store = await _backing.OpenAsync();
        await store.CommitAsync(batch => batch.Create());
        Ask<long>("update profile set state = x'0102030405' returning 1");

        StoreException e = await Assert.ThrowsAsync<StoreException>(() => store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
        Assert.Contains(ProfileState.FormatId(1), e.Message);
    }

    [Fact]
    public async Task A_path_that_cannot_be_made_says_so()
    {
        string file = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(_backing.Path))!, "file");
        await File.WriteAllTextAsync(file, "");

        StoreException e = await Assert.ThrowsAsync<StoreException>(
            async () => await SqliteStore.OpenAsync(Path.Combine(file, "connector.db"), TimeProvider.System, default));
        Assert.Contains("cannot be made", e.Message);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_says_so()
    {
        Directory.CreateDirectory(_backing.Path);
        Assert.Contains("cannot be opened", (await Assert.ThrowsAsync<StoreException>(_backing.OpenAsync)).Message);
    }

    [Fact]
    public async Task A_full_disk_says_so_and_what_was_kept_stays()
    {
        var queue = new WriteQueue(_backing.Path);
        SqliteSession session = await SqliteFile.OpenWriterAsync(_backing.Path, queue, TimeProvider.System, default);
        await using var writer = new SqliteWriter(session, queue, TimeProvider.System);
        var tables = new SqliteTables(session);
        Assert.Equal(1, await CreateAsync(1));
        session.Execute("pragma max_page_count = 60");

        StoreException e = await Assert.ThrowsAsync<StoreException>(() => CreateAsync(5000));
        Assert.Contains("full", e.Message);
        Assert.Equal(1, Ask<long>("select count(*) from profile"));
        Assert.Equal(1, await CreateAsync(1));

        async Task<int> CreateAsync(int profiles)
        {
            await writer.BeginAsync(default);
            await using var transaction = new SqliteBatch(writer, tables, TimeProvider.System);
            var batch = new TestBatch(transaction);
            for (int i = 0; i < profiles; i++)
            {
                batch.Create();
            }

            await transaction.CommitAsync(batch.Changes, default);
            return profiles;
        }
    }

    /// <summary>The disk as a power cut in the middle of a transaction leaves it, pages of that transaction in the log included.</summary>
    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_batch_leaves_nothing_of_it()
    {
        await using OpenStore store = await _backing.OpenAsync();
        await store.CommitAsync(batch => batch.Create());
        string copy = _backing.Path + "-after-the-kill";
        using (SqliteSession killed = SqliteSession.Open(_backing.Path, SqliteOpenMode.ReadWrite))
        {
            killed.Execute("pragma cache_size = 1; begin immediate");
            long before = new FileInfo(_backing.Path + "-wal").Length;
            killed.Execute("""
                insert into cursor values ('shop-app', 'events', 1, 5);
                with recursive n(i) as (select 2 union all select i + 1 from n where i < 5000)
                insert into profile select i, 1, 0, 0, randomblob(200) from n;
                """);
            Assert.True(new FileInfo(_backing.Path + "-wal").Length > before, "The transaction has to be in the log in part.");
            File.Copy(_backing.Path, copy);
            File.Copy(_backing.Path + "-wal", copy + "-wal");
            killed.Execute("rollback");
        }

        await using SqliteStore after = await SqliteStore.OpenAsync(copy, TimeProvider.System, default);
        Assert.Single(await after.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
        Assert.Null(await after.Progress.GetCursorAsync("shop-app", "events", default));
    }

    [Fact]
    public async Task A_process_that_holds_the_store_for_very_long_is_reported()
    {
        await using OpenStore holder = await _backing.OpenAsync();
        await using SqliteStore store = await SqliteStore.OpenAsync(_backing.Path, new HastyTime(), default);
        await using IBatchTransaction held = await holder.Batches.BeginAsync(default);

        StoreException e = await Assert.ThrowsAsync<StoreException>(async () => await store.BeginAsync(default));
        Assert.Contains("Another process", e.Message);
    }

    [Fact]
    public async Task The_log_is_written_back_and_cut_at_a_fixed_size_and_the_cache_is_fixed_too()
    {
        using SqliteSession session = await SqliteFile.OpenWriterAsync(_backing.Path, new WriteQueue(_backing.Path), TimeProvider.System, default);

        Assert.Equal(128 << 20, Setting("wal_autocheckpoint") * Setting("page_size"));
        Assert.Equal(128 << 20, Setting("journal_size_limit"));
        Assert.Equal(-32 << 10, Setting("cache_size"));

        long Setting(string name)
        {
            using SqliteStatement statement = session.Prepare($"pragma {name}");
            statement.Step();
            return statement.Int64(0);
        }
    }

    private T Ask<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_backing.Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>An hour passes between any two looks at it.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency * 3600);
    }
}
