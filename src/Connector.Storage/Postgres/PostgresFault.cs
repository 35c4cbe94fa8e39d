using System.Net.Sockets;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>What PostgreSQL's faults mean to the person who runs the connector. Its own words are left out: they may hold values.</summary>
internal static class PostgresFault
{
    public const string RunLost =
        "This run was ended or taken up elsewhere: somebody cancelled it, or this process was silent for longer than the store waits for one. Nothing that was kept is lost.";

    /// <summary>Raised by <c>check_run</c>.</summary>
    private const string NotThisNodes = "CN001";

    /// <summary>
    /// PostgreSQL's own: a session that did nothing within a transaction was ended, for as long a silence as others wait for a process. It tells
    /// nothing of the run: nobody need have missed the process.
    /// </summary>
    private const string SilentForTooLong = "25P03";

    public static bool IsOfStore(Exception e) => e is NpgsqlException or SocketException or TimeoutException or IOException;

    public static StoreException Of(Exception error, string store) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.OutOfMemory } =>
            Conflict(error, store),
        PostgresException { SqlState: NotThisNodes } => new RunLostException(RunLost, error),
        PostgresException refused => new StoreException(Describe(refused.SqlState, store), error),
        TimeoutException or NpgsqlException { InnerException: TimeoutException } => new StoreException(
            $"The store {store} did not answer in time. See that PostgreSQL runs there, that the network lets this machine in, and in pg_stat_activity what it waits for, then start again; nothing that was kept is lost.",
            error),
        _ => new StoreException(
            $"The store {store} cannot be reached, or the connection to it broke. See that PostgreSQL runs there and that the network and its pg_hba.conf let this machine in, then start again; nothing that was kept is lost.",
            error),
    };

    /// <summary>The batch is done again, by whoever began it.</summary>
    public static StoreConflictException Conflict(Exception error, string store) =>
        new($"Batches stood in each other's way in the store {store} again and again. Start again; nothing that was kept is lost.", error);

    private static string Describe(string code, string store) => code switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The store {store} does not let this user in. See its name and password in --store, and the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => $"There is no database of the store {store} yet. Make it: createdb --owner=USER NAME.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The user of the store {store} may not do that. Make it the owner of the database; no superuser is needed.",
        PostgresErrorCodes.DiskFull => $"The disk of the store {store} is full. Free some space and start again; nothing that was kept is lost.",
        PostgresErrorCodes.TooManyConnections => $"The store {store} has no connection left. Raise its max_connections, or lower Maximum Pool Size in --store.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"The store {store} may only be read: it is a standby, or was set so. Name the one that is written.",
        PostgresErrorCodes.AdminShutdown =>
            $"The server of the store {store} ended the connection: it is going down, somebody told it to, or this process was silent for so long that others took it for dead. Start again when it is there; nothing that was kept is lost.",
        SilentForTooLong =>
            $"This process stood still in the middle of a batch for longer than the store {store} waits, which gave the batch up. Start again; nothing that was kept is lost.",
        PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            $"The server of the store {store} is going down or coming up. Start again when it is there; nothing that was kept is lost.",
        PostgresErrorCodes.QueryCanceled => $"The store {store} took too long to answer. See what it is busy with, then start again.",
        PostgresErrorCodes.LockNotAvailable =>
            $"Somebody else has held a lock in the store {store} for long. See in pg_stat_activity who, wait for them or end them, then start again; nothing that was kept is lost.",
        PostgresErrorCodes.UndefinedTable => $"The store {store} lacks a table. Another release has changed it, or the user sees another schema; see Search Path in --store.",
        _ => $"The store {store} refused a statement (PostgreSQL code {code}).",
    };
}
