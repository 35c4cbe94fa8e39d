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

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    /// <summary>Where rows name the node that is busy with them.</summary>
    private static readonly string[] Held = ["run", "backfill_window", "export_turn"];

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<long, bool> _runs = [];
    private readonly CancellationTokenSource _stop = new();
    private NpgsqlConnection? _connection;
    private Task _beating = Task.CompletedTask;
    private bool _isLost;

    public int Id { get; private set; }

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
        try
        {
            return await work(await JoinAsync(cancellationToken));
        }
        catch (StoreException e) when (e is NodeGoneException or { InnerException: PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } })
        {
            Volatile.Write(ref _isLost, true);
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
        await _stop.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connection is { } connection)
        {
            try
            {
                if (connection.FullState == System.Data.ConnectionState.Open)
                {
                    await connection.ExecuteAsync("delete from node where id = $1", [Id], CancellationToken.None);
                }
            }
            catch (Exception e) when (PostgresFault.IsOfStore(e))
            {
                // The lock went with the connection, which says the same.
                _isLost = true;
            }

            await CloseAsync(connection);
        }

        _stop.Dispose();
        _turn.Dispose();
        Turns.Dispose();
    }

    /// <summary>Becomes known to the others, if it is not.</summary>
    /// <returns>Its id.</returns>
    public async ValueTask<int> JoinAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connection) is not null && !Volatile.Read(ref _isLost))
        {
            return Id;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref _connection) is not null && !Volatile.Read(ref _isLost))
            {
                return Id;
            }

            await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_connection is { } broken)
            {
                await CloseAsync(broken);
            }

            NpgsqlConnection connection = await link.OpenAsync(cancellationToken);
            try
            {
                Id = await link.GuardAsync(() => EnterAsync(connection, Id, cancellationToken));
            }
            catch
            {
                // With it goes the lock, if it was had.
                await connection.DisposeAsync();
                throw;
            }

            _beating = Task.Run(() => BeatAsync(connection, Id), CancellationToken.None);

            // Whoever sees these does not wait for the rest.
            Volatile.Write(ref _connection, connection);
            Volatile.Write(ref _isLost, false);
            return Id;
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

    /// <summary>Becomes a new node. What the one it was held stays its own, if nobody gave it up meanwhile.</summary>
    private async Task<int> EnterAsync(NpgsqlConnection connection, int before, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        int id = await connection.ScalarAsync<int>("insert into node (name) values ($1) returning id", [link.Session], cancellationToken);
        await connection.ExecuteAsync($"select pg_advisory_lock({PostgresLocks.Nodes}, $1)", [id], cancellationToken);
        if ((await connection.QueryAsync("select id from node where id = $1 for update", row => row.GetInt32(0), [before], cancellationToken)).Count > 0)
        {
            foreach (string table in Held)
            {
                await connection.ExecuteAsync($"update {table} set node = $2 where node = $1", [before, id], cancellationToken);
            }

            await connection.ExecuteAsync("delete from node where id = $1", [before], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    private async Task BeatAsync(NpgsqlConnection connection, int id)
    {
        // Real time, even under a clock that a test sets: others judge by the server's.
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                if (await connection.ExecuteAsync("update node set seen_at = clock_timestamp() where id = $1", [id], _stop.Token) == 0)
                {
                    Volatile.Write(ref _isLost, true);
                    return;
                }

                await Turns.GiveBackOthersAsync(connection, id, _stop.Token);
            }
            catch (Exception e) when (PostgresFault.IsOfStore(e))
            {
                Volatile.Write(ref _isLost, true);
                return;
            }
        }
    }

    /// <summary>This process was given up, and joins again.</summary>
    private sealed class NodeGoneException() : StoreException(PostgresFault.RunLost);

    /// <summary>For good: in the pool its lock would live on.</summary>
    private static async Task CloseAsync(NpgsqlConnection connection)
    {
        if (connection.FullState == System.Data.ConnectionState.Open)
        {
            await connection.ExecuteAsync("select pg_advisory_unlock_all()", [], CancellationToken.None);
        }

        await connection.DisposeAsync();
    }
}
