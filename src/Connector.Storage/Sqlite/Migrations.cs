using Connector.Core.Sync;
using Connector.Core.Telemetry;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>Brings a store's tables to the newest version, one numbered file of <c>Migrations/Sqlite</c> after the other.</summary>
internal static class Migrations
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private static readonly MigrationFile[] All = MigrationFile.All("Sqlite");

    /// <summary>The version of a store that this release writes.</summary>
    public static int Newest => All[^1].Version;

    /// <exception cref="StoreException">The store is of a newer release, or no store of ours.</exception>
    public static async ValueTask ApplyAsync(SqliteSession session, Patience patience, TimeProvider time, CancellationToken cancellationToken)
    {
        // What is missing is asked again within each transaction: another process may have been faster.
        while (VersionOf(session) < Newest)
        {
            while (!session.TryExecute("begin immediate"))
            {
                await patience.WaitAsync(Pause, cancellationToken);
            }

            try
            {
                int version = VersionOf(session);
                if (version < Newest)
                {
                    Apply(session, All.First(migration => migration.Version > version), time);
                }

                DurableSteps.Passed(DurableSteps.MigrationWritten);
                session.Execute("commit");
                DurableSteps.Passed(DurableSteps.MigrationCommitted);
            }
            catch
            {
                if (session.InTransaction)
                {
                    session.Execute("rollback");
                }

                throw;
            }
        }
    }

    /// <returns>0: an empty file.</returns>
    /// <exception cref="StoreException">The store is of a newer release, or no store of ours.</exception>
    public static int VersionOf(SqliteSession session)
    {
        using SqliteStatement tables = session.Prepare("select count(*), coalesce(sum(name = 'schema_version'), 0) from sqlite_master");
        tables.Step();
        if (tables.Int64(0) == 0)
        {
            return 0;
        }

        if (tables.Int64(1) == 0)
        {
            throw StoreFault.Of(raw.SQLITE_NOTADB, session.Path);
        }

        using SqliteStatement newest = session.Prepare("select max(version) from schema_version");
        newest.Step();
        int version = (int)newest.Int64(0);
        return version <= Newest
            ? version
            : throw new StoreException(
                $"The store {session.Path} was written by a newer release (its version is {version}, this release knows {Newest}). Use that release, or name another file with --store sqlite:PATH.");
    }

    /// <summary>What to say of a store that was written by an older release, where it is only to be read.</summary>
    public static StoreException Outdated(string path) => new(
        $"The store {path} was written by an older release. Any command that writes, such as sync, brings it up to date; run one first.");

    private static void Apply(SqliteSession session, MigrationFile migration, TimeProvider time)
    {
        session.Execute("create table if not exists schema_version (version integer primary key, applied_at integer not null) strict");
        session.Execute(migration.Sql);
        using SqliteStatement record = session.Prepare("insert into schema_version (version, applied_at) values (?1, ?2)");
        record.Bind(1, (long)migration.Version).Bind(2, time.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }
}
