using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Processes that ended, hang or were cut off.</summary>
internal static class GoneNodes
{
    private static readonly string Alive = $"seen_at > clock_timestamp() - interval '{(int)PostgresNode.Lease.TotalSeconds} seconds'";

    /// <summary>A lock that can be had is nobody's: its process is gone.</summary>
    private static readonly string Gone = $"not ({Alive}) or pg_try_advisory_xact_lock({PostgresLocks.Nodes}, id)";

    /// <summary>
    /// Ends those sessions of silent nodes that hold something. A process that is stopped in the middle of sending rows holds its locks for as long as it is
    /// stopped: the server waits for the rest, and takes the session for a busy one. Where only a lock went, the process may live and join again, and is left alone;
    /// so is one that was silent as this node and lives as another.
    /// </summary>
    private static readonly string EndSessions = $"""
        select pg_terminate_backend(a.pid)
        from node n join pg_stat_activity a on a.application_name = n.name and a.usename = current_user and a.datname = current_database()
        where n.id = any ($1) and n.name <> '' and not (n.{Alive}) and not exists (select from node o where o.name = n.name and o.id <> all ($1))
            and a.application_name <> $2 and (a.xact_start is not null or exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.granted))
        """;

    /// <summary>Takes them out of the list, and ends what they hold.</summary>
    /// <param name="own">The sessions of who removes: those are no other node's.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> RemoveAsync(NpgsqlConnection connection, string own, CancellationToken cancellationToken)
    {
        // Whoever just joins as a new node is waited for, and then is not gone.
        List<int> gone = await connection.QueryAsync($"select id from node where {Gone} order by id for no key update", row => row.GetInt32(0), [], cancellationToken);
        if (gone.Count == 0)
        {
            return 0;
        }

        await connection.ExecuteAsync(EndSessions, [gone.ToArray(), own], cancellationToken);
        return await connection.ExecuteAsync($"delete from node where id = any ($1) and ({Gone})", [gone.ToArray()], cancellationToken);
    }
}
