using System.Collections.Concurrent;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>The turns that this process knows it has. Whatever else is its own in the store, nobody will ever give back: its answer was lost, or it could not be given back in time.</summary>
internal sealed class ExportTurns : IDisposable
{
    private readonly ConcurrentDictionary<long, bool> _known = [];

    /// <summary>Had by who asks for a turn, which is in the store before it is known here.</summary>
    private readonly SemaphoreSlim _asking = new(1, 1);

    /// <param name="ask">Puts a turn into the store.</param>
    public async ValueTask<long> AskAsync(Func<ValueTask<long>> ask, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            long turn = await ask();
            _known[turn] = true;
            return turn;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>The turn is over, whether the store can be told now or not.</summary>
    public void Forget(long turn) => _known.TryRemove(turn, out _);

    /// <summary>Gives back what is this process's and not known to it, unless somebody asks just now.</summary>
    public async Task GiveBackOthersAsync(NpgsqlConnection connection, int node, CancellationToken cancellationToken)
    {
        if (!await _asking.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        try
        {
            await connection.ExecuteAsync("delete from export_turn where node = $1 and id <> all ($2)", [node, _known.Keys.ToArray()], cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();
}
