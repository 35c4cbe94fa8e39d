using System.Globalization;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Testing;
using Npgsql;

namespace Connector.Benchmarks.Scale;

/// <summary>A PostgreSQL server with the settings that src/SCALE.md recommends, whose files are flushed, and what it costs.</summary>
internal sealed class DatabaseServer : IDisposable
{
    private readonly PostgresServer _server;

    public DatabaseServer()
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        Settings =
        [
            Megabytes("shared_buffers", memory / 4),
            Megabytes("effective_cache_size", memory / 2),
            Megabytes("maintenance_work_mem", Math.Clamp(memory / 16, 64, 2048)),
            "max_locks_per_transaction=1024",
            "max_wal_size=8GB",
            "checkpoint_timeout=15min",
            "wal_compression=lz4",
            "random_page_cost=1.1",
            "max_connections=200",
        ];
        _server = PostgresServer.StartWith(Settings);
    }

    public IReadOnlyList<string> Settings { get; }

    /// <summary>A new store whose tables are there.</summary>
    public async Task<string> NewStoreAsync()
    {
        string store = _server.CreateDatabase();
        await using IStore made = await StoreUrl.Parse(store).OpenAsync(TimeProvider.System, CancellationToken.None);
        return store;
    }

    /// <summary>How many batches a transaction has at most.</summary>
    public static async Task<int> BatchesTogetherAsync(string store)
    {
        await using IStore opened = await StoreUrl.Parse(store).OpenAsync(TimeProvider.System, CancellationToken.None);
        return opened.BatchesTogether;
    }

    /// <summary>All of a store that nobody has open.</summary>
    public string NewCopy(string store)
    {
        NpgsqlConnection.ClearAllPools();
        return _server.CreateCopy(store);
    }

    /// <summary>The same tables, indexes and parts as a store that nobody has open, and no rows.</summary>
    public string NewLike(string store)
    {
        NpgsqlConnection.ClearAllPools();
        return _server.CreateLike(store);
    }

    public void Remove(string store)
    {
        NpgsqlConnection.ClearAllPools();
        _server.DropDatabase(store);
    }

    /// <summary>What was written before is not to be paid for in what is measured next.</summary>
    public void Settle() => _server.Checkpoint();

    /// <summary>Processor time of the server so far, sessions and background processes alike, those that ended too.</summary>
    public TimeSpan ProcessorTime() => ServerProcesses.ProcessorTime(_server.ProcessId);

    public static async Task<long> WrittenAsync(string store) =>
        (long)await ScalarAsync<decimal>(store, "select pg_current_wal_insert_lsn() - '0/0'");

    public static async Task<T> ScalarAsync<T>(string store, string sql)
    {
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(string store, string sql)
    {
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => _server.Dispose();

    private static string Megabytes(string setting, long megabytes) => string.Create(CultureInfo.InvariantCulture, $"{setting}={megabytes}MB");
}
