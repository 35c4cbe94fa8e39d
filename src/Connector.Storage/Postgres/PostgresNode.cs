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

    private static readonly string Alive = $"seen_at > clock_timestamp() - interval '{(int)Lease.TotalSeconds} seconds'";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<long, bool> _runs = [];
    private readonly CancellationTokenSource _stop = new();
    private NpgsqlConnection? _connection;
    private Task _beating = Task.CompletedTask;
    private bool _isLost;

    public int Id { get; private set; }

    /// <summary>Whether this process took the run, and has not let it go: what it writes for the run must be checked.</summary>
    public bool Holds(long run) => _runs.ContainsKey(run);

    /// <summary>Makes the run this process's.</summary>
    /// <exception cref="RunLostException">The run is another's, or was given up.</exception>
    public async ValueTask TakeAsync(long run, CancellationToken cancellationToken)
    {
        await JoinAsync(cancellationToken);
        int taken = await link.ExecuteAsync(
            $"update run set node = $2 where id = $1 and (node = $2 or {(_runs.ContainsKey(run) ? "false" : "node is null")})", cancellationToken, run, Id);
        _runs[run] = true;
        if (taken == 0 && await link.FirstAsync("select 1 from run where id = $1", row => row.GetInt32(0), cancellationToken, run) == 1)
        {
            _runs.TryRemove(run, out _);
            throw new RunLostException(PostgresFault.RunLost);
        }
    }

    public void Release(long run) => _runs.TryRemove(run, out _);

    /// <summary>Gives up the runs of processes that are gone or were silent for too long.</summary>
    /// <returns>Their ids.</returns>
    public ValueTask<List<long>> InterruptAbandonedAsync(long now, CancellationToken cancellationToken) => link.WriteAsync(
        async connection =>
        {
            // A lock that can be had is nobody's: its process is gone.
            await connection.ExecuteAsync($"delete from node where not ({Alive}) or pg_try_advisory_xact_lock({PostgresLocks.Nodes}, id)", [], cancellationToken);
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
                await connection.ExecuteAsync("delete from node where id = $1", [Id], CancellationToken.None);
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
    }

    private async ValueTask JoinAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connection) is not null && !Volatile.Read(ref _isLost))
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref _connection) is not null && !Volatile.Read(ref _isLost))
            {
                return;
            }

            await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_connection is { } broken)
            {
                await CloseAsync(broken);
            }

            NpgsqlConnection connection = await link.OpenAsync(cancellationToken);
            Id = await link.GuardAsync(() => EnterAsync(connection, Id, cancellationToken));
            _beating = Task.Run(() => BeatAsync(connection, Id), CancellationToken.None);

            // Whoever sees these does not wait for the rest.
            Volatile.Write(ref _connection, connection);
            Volatile.Write(ref _isLost, false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Becomes a new node. Runs of the one it was stay its own, if nobody gave them up meanwhile.</summary>
    private static async Task<int> EnterAsync(NpgsqlConnection connection, int before, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        int id = await connection.ScalarAsync<int>("insert into node default values returning id", [], cancellationToken);
        await connection.ExecuteAsync($"select pg_advisory_lock({PostgresLocks.Nodes}, $1)", [id], cancellationToken);
        await connection.ExecuteAsync(
            "with gone as (delete from node where id = $1 returning id) update run set node = $2 where node in (select id from gone)", [before, id], cancellationToken);
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
            }
            catch (Exception e) when (PostgresFault.IsOfStore(e))
            {
                Volatile.Write(ref _isLost, true);
                return;
            }
        }
    }

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
