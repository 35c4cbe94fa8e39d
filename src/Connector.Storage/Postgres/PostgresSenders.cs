using System.Collections.Concurrent;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Who sends to a destination: whoever has a lock of it on a connection of its own, which goes with the process or with the connection.</summary>
/// <remarks>What is to be sent is read over that connection: a process that lost the lock, because it was cut off, learns it before it sends the next messages.</remarks>
internal sealed class PostgresSenders(PostgresLink link)
{
    private readonly ConcurrentDictionary<string, Hold> _holds = new(StringComparer.Ordinal);

    /// <returns>Null: another process, or another sender of this one, has it.</returns>
    public async ValueTask<IAsyncDisposable?> TryTakeAsync(string destination, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await link.OpenAsync(cancellationToken);
        try
        {
            long key = PostgresLocks.OfSender(destination);
            if (await link.GuardAsync(() => connection.ScalarAsync<bool>("select pg_try_advisory_lock($1)", [key], cancellationToken)))
            {
                return _holds[destination] = new Hold(this, destination, key, connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <returns>The connection that holds the destination; null: this process does not.</returns>
    public NpgsqlConnection? Of(string destination) => _holds.TryGetValue(destination, out Hold? hold) ? hold.Connection : null;

    private sealed class Hold(PostgresSenders all, string destination, long key, NpgsqlConnection connection) : IAsyncDisposable
    {
        public NpgsqlConnection Connection { get; } = connection;

        /// <summary>For good: in the pool the lock would live on.</summary>
        public async ValueTask DisposeAsync()
        {
            all._holds.TryRemove(new KeyValuePair<string, Hold>(destination, this));
            bool isUp = Connection.FullState == System.Data.ConnectionState.Open;
            try
            {
                isUp = isUp && await Connection.ScalarAsync<bool>("select pg_advisory_unlock($1)", [key], CancellationToken.None);
            }
            catch (Exception e) when (PostgresFault.IsOfStore(e))
            {
                // The lock went with the connection.
                isUp = false;
            }

            if (!isUp)
            {
                NpgsqlConnection.ClearPool(Connection);
            }

            await Connection.DisposeAsync();
        }
    }
}
