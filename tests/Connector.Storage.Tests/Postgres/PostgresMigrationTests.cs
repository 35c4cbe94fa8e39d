using Npgsql;

namespace Connector.Storage.Tests.Postgres;

/// <summary>A store of an older release is brought up to date with all it holds.</summary>
public sealed class PostgresMigrationTests : IDisposable
{
    private const int LastInParts = 4;

    private readonly PostgresBacking _database = new();

    [Fact]
    public async Task Profiles_and_keys_that_lay_in_parts_are_kept_in_one_table_each()
    {
        await using var connection = new NpgsqlConnection(_database.Address);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "create table schema_version (version integer primary key, applied_at bigint not null)");
        foreach (MigrationFile file in MigrationFile.All("Postgres").Where(file => file.Version <= LastInParts))
        {
            await ExecuteAsync(connection, file.Sql);
            await ExecuteAsync(connection, $"insert into schema_version values ({file.Version}, 0)");
        }

        await ExecuteAsync(connection, "insert into profile select i, i * 2, i * 3, 1, convert_to(i::text, 'UTF8') from generate_series(1, 500) as i");
        await ExecuteAsync(connection, "insert into profile_key select i % 400, 1, i::text, case when i = 7 then 'all of it' end from generate_series(1, 500) as i");
        await ExecuteAsync(connection, "create temporary table before as select p.*, k.* from (select md5(string_agg(p::text, '|' order by id)) from profile p) p, (select md5(string_agg(k::text, '|' order by value)) as keys from profile_key k) k");

        await using (await _database.OpenAsync())
        {
            // Opening brings it up to date.
        }

        Assert.True(await IsAsync(connection, "select b.md5 = (select md5(string_agg(p::text, '|' order by id)) from profile p) from before b"));
        Assert.True(await IsAsync(connection, "select b.keys = (select md5(string_agg(k::text, '|' order by value)) from profile_key k) from before b"));
        Assert.True(await IsAsync(connection, "select bool_and(relkind = 'r') and count(*) = 2 from pg_class where relname in ('profile', 'profile_key')"));
        Assert.True(await IsAsync(connection, "select not exists (select from pg_class where relname ~ '^(whole_)?profile(_key)?_(\\d+|whole)$')"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "insert into profile_key select * from profile_key limit 1"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "insert into profile select * from profile limit 1"));
    }

    public void Dispose() => _database.Dispose();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<bool> IsAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
