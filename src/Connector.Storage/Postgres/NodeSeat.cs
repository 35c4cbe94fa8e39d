using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>This process as one node: a connection of its own that holds the node's lock, and says now and then that the process is alive.</summary>
internal sealed class NodeSeat(NpgsqlConnection connection, int id, ExportTurns turns) : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private Task _beating = Task.CompletedTask;
    private bool _isLost;
    private bool _isDisposed;

    public int Id => id;

    /// <summary>Whether the node is no longer this process: it was given up, or the connection broke.</summary>
    public bool IsLost => Volatile.Read(ref _isLost);

    private bool IsOpen => connection.FullState == System.Data.ConnectionState.Open;

    public void Begin() => _beating = Task.Run(BeatAsync, CancellationToken.None);

    public void Lose() => Volatile.Write(ref _isLost, true);

    /// <summary>Says that the process ends, so that nobody has to find out.</summary>
    public async ValueTask LeaveAsync()
    {
        if (!_isDisposed)
        {
            await StopAsync();
            await TellAsync("delete from node where id = $1", id);
            await DisposeAsync();
        }
    }

    /// <summary>For good: in the pool its lock would live on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await StopAsync();
        await TellAsync("select pg_advisory_unlock_all()");
        await connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TellAsync(string sql, params object?[] values)
    {
        try
        {
            if (IsOpen)
            {
                await connection.ExecuteAsync(sql, values, CancellationToken.None);
            }
        }
        catch (Exception e) when (PostgresFault.IsOfStore(e))
        {
            // The lock went with the connection, which says the same.
            Lose();
        }
    }

    private async Task BeatAsync()
    {
        // Real time, even under a clock that a test sets: others judge by the server's.
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                if (await connection.ExecuteAsync("update node set seen_at = clock_timestamp() where id = $1", [id], _stop.Token) == 0)
                {
                    Lose();
                    return;
                }

                await turns.GiveBackOthersAsync(connection, id, _stop.Token);
            }
            catch (Exception e) when (PostgresFault.IsOfStore(e))
            {
                Lose();
                return;
            }
        }
    }
}
