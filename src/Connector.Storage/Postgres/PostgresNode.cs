using System.Collections.Concurrent;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>This process, as the others see it: alive as long as it holds a lock on a connection of its own and says now and then that it is.</summary>
/// <remarks>
/// The lock goes with a process that dies, at once. The word goes with one that hangs or was cut off: after <see cref="Lease"/> anybody may give
/// its runs up. It finds that out before it commits anything for them: see <c>check_run</c>.
/// </remarks>
internal sealed class PostgresNode(PostgresLink link) : IAsyncDisposable
{
    /// <summary>For how long a process may be silent and keep its runs.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>Where rows name the node that is busy with them.</summary>
    private static readonly string[] Held = ["run", "backfill_window", "export_turn"];

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<long, bool> _runs = [];

    /// <summary>The newest one, be it lost: what was written as that node is this process's until somebody gives it up.</summary>
    private volatile NodeSeat? _seat;

    /// <summary>Zero: this process never joined.</summary>
    public int Id => _seat?.Id ?? 0;

    /// <summary>The turns that this process has asked for at sources.</summary>
    public ExportTurns Turns { get; } = new();

    /// <summary>How people know this process.</summary>
    public static string Name { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Whether this process took the run, and has not let it go: what it writes for the run must be checked.</summary>
    public bool Holds(long run) => _runs.ContainsKey(run);

    /// <summary>Makes the run this process's.</summary>
    /// <exception cref="RunLostException">The run is another's, or was given up.</exception>
    public async ValueTask TakeAsync(long run, CancellationToken cancellationToken)
    {
        int taken = await EnrolledAsync(
            id => link.WriteAsync(
                async connection =>
                {
                    await RequireAsync(connection, id, cancellationToken);
                    return await connection.ExecuteAsync(
                        $"update run set node = $2 where id = $1 and (node = $2 or {(_runs.ContainsKey(run) ? "false" : "node is null")})", [run, id], cancellationToken);
                },
                cancellationToken),
            cancellationToken);
        _runs[run] = true;
        if (taken == 0 && await link.FirstAsync("select 1 from run where id = $1", row => row.GetInt32(0), cancellationToken, run) == 1)
        {
            _runs.TryRemove(run, out _);
            throw new RunLostException(PostgresFault.RunLost);
        }
    }

    /// <summary>Writes rows that refer to this process, which joins first if it is not known, or, having been silent for too long, not any more.</summary>
    /// <param name="work">Gets the id; done twice at most.</param>
    public async ValueTask<T> EnrolledAsync<T>(Func<int, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        NodeSeat seat = await SitAsync(cancellationToken);
        try
        {
            return await work(seat.Id);
        }
        catch (StoreException e) when (e is NodeGoneException or { InnerException: PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } })
        {
            // Only this one: another statement that failed with it may have had the process join again long ago.
            seat.Lose();
            return await work(await JoinAsync(cancellationToken));
        }
    }

    public void Release(long run) => _runs.TryRemove(run, out _);

    /// <summary>Takes processes that are gone or were silent for too long out of the list, and with them their turns and windows; their runs are given up by <see cref="InterruptAbandonedAsync"/>.</summary>
    public async ValueTask RemoveGoneAsync(CancellationToken cancellationToken) =>
        await link.WriteAsync(connection => GoneNodes.RemoveAsync(connection, link.Session, cancellationToken), cancellationToken);

    /// <summary>Gives up the runs of processes that are gone or were silent for too long.</summary>
    /// <returns>Their ids.</returns>
    public ValueTask<List<long>> InterruptAbandonedAsync(long now, CancellationToken cancellationToken) => link.WriteAsync(
        async connection =>
        {
            await GoneNodes.RemoveAsync(connection, link.Session, cancellationToken);
            return await connection.QueryAsync(
                """
                update run set status = 'interrupted', finished_at = $1, node = null
                where status = 'running' and not exists (select from node where node.id = run.node)
                returning id
                """,
                row => row.GetInt64(0),
                [now],
                cancellationToken);
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_seat is { } seat)
        {
            await seat.LeaveAsync();
        }

        _turn.Dispose();
        Turns.Dispose();
    }

    /// <summary>Becomes known to the others, if it is not.</summary>
    /// <returns>Its id.</returns>
    public async ValueTask<int> JoinAsync(CancellationToken cancellationToken) => (await SitAsync(cancellationToken)).Id;

    private async ValueTask<NodeSeat> SitAsync(CancellationToken cancellationToken)
    {
        if (_seat is { IsLost: false } known)
        {
            return known;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_seat is { IsLost: false } meanwhile)
            {
                return meanwhile;
            }

            if (_seat is { } lost)
            {
                await lost.DisposeAsync();
            }

            NpgsqlConnection connection = await link.OpenAsync(cancellationToken);
            try
            {
                int id = await link.GuardAsync(() => EnterAsync(connection, cancellationToken));
                var seat = new NodeSeat(connection, id, Turns);
                seat.Begin();
                _seat = seat;
                return seat;
            }
            catch
            {
                // The lock, if it was had, lives on in the pool until the connection is used again: whose it was is rolled back, or given up after the lease.
                await connection.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>For rows that name a node without referring to it.</summary>
    private static async Task RequireAsync(NpgsqlConnection connection, int id, CancellationToken cancellationToken)
    {
        if ((await connection.QueryAsync("select id from node where id = $1 for key share", row => row.GetInt32(0), [id], cancellationToken)).Count == 0)
        {
            throw new NodeGoneException();
        }
    }

    /// <summary>Becomes a new node. What the ones it was held stays its own, if nobody gave it up meanwhile.</summary>
    /// <remarks>
    /// The ones it was are found by name: it may not know of the last, whose commit was not answered. Locked, nobody takes them for gone; but not for long, for
    /// what this waits for may be a session of this very process, which is stopped.
    /// </remarks>
    private async Task<int> EnterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync($"set local lock_timeout = {(long)Lease.TotalMilliseconds}", [], cancellationToken);
        List<int> before = await connection.QueryAsync(
            "select id from node where name = $1 order by id for update", row => row.GetInt32(0), [link.Session], cancellationToken);
        int id = await connection.ScalarAsync<int>("insert into node (name) values ($1) returning id", [link.Session], cancellationToken);
        await connection.ExecuteAsync($"select pg_advisory_lock({PostgresLocks.Nodes}, $1)", [id], cancellationToken);
        if (before.Count > 0)
        {
            foreach (string table in Held)
            {
                await connection.ExecuteAsync($"update {table} set node = $2 where node = any ($1)", [before.ToArray(), id], cancellationToken);
            }

            await connection.ExecuteAsync("delete from node where id = any ($1)", [before.ToArray()], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>This process was given up, and joins again.</summary>
    private sealed class NodeGoneException() : StoreException(PostgresFault.RunLost);
}
