using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Brings a store's tables to the newest version, one numbered file of <c>Migrations/Postgres</c> after the other.</summary>
internal static class PostgresMigrations
{
    private static readonly MigrationFile[] All = MigrationFile.All("Postgres");

    /// <summary>The version of a store that this release writes.</summary>
    public static int Newest => All[^1].Version;

    /// <exception cref="StoreException">The store is of a newer release.</exception>
    public static async ValueTask ApplyAsync(PostgresLink link, TimeProvider time, CancellationToken cancellationToken)
    {
        while (await VersionAsync(link, cancellationToken) < Newest)
        {
            await link.WriteAsync(
                async connection =>
                {
                    // Another process may have been faster: what is missing is asked again behind the lock.
                    await connection.ExecuteAsync($"select pg_advisory_xact_lock({PostgresLocks.Class}, {PostgresLocks.Migration})", [], cancellationToken);
                    int version = await VersionAsync(connection, link.Name, cancellationToken);
                    int applied = version < Newest ? await ApplyAsync(connection, All.First(file => file.Version > version), time, cancellationToken) : 0;
                    DurableSteps.Passed(DurableSteps.MigrationWritten);
                    return applied;
                },
                cancellationToken);
            DurableSteps.Passed(DurableSteps.MigrationCommitted);
        }
    }

    /// <returns>0: there are no tables of ours.</returns>
    /// <exception cref="StoreException">The store is of a newer release.</exception>
    public static ValueTask<int> VersionAsync(PostgresLink link, CancellationToken cancellationToken) =>
        link.RunAsync(connection => VersionAsync(connection, link.Name, cancellationToken), cancellationToken);

    /// <summary>What to say of a store that was written by an older release, where it is only to be read.</summary>
    public static StoreException Outdated(string store) => new(
        $"The store {store} was written by an older release. Any command that writes, such as sync, brings it up to date; run one first.");

    private static async Task<int> VersionAsync(NpgsqlConnection connection, string store, CancellationToken cancellationToken)
    {
        if (!await connection.ScalarAsync<bool>("select to_regclass('schema_version') is not null", [], cancellationToken))
        {
            return 0;
        }

        int version = await connection.ScalarAsync<int>("select coalesce(max(version), 0) from schema_version", [], cancellationToken);
        return version <= Newest
            ? version
            : throw new StoreException(
                $"The store {store} was written by a newer release (its version is {version}, this release knows {Newest}). Use that release, or name another store.");
    }

    private static async Task<int> ApplyAsync(NpgsqlConnection connection, MigrationFile file, TimeProvider time, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync("create table if not exists schema_version (version integer primary key, applied_at bigint not null)", [], cancellationToken);
        await connection.ExecuteAsync(file.Sql, [], cancellationToken);
        return await connection.ExecuteAsync(
            "insert into schema_version (version, applied_at) values ($1, $2)", [file.Version, time.GetUtcNow().ToUnixTimeMilliseconds()], cancellationToken);
    }
}
