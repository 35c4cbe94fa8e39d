using Connector.Core.Sync;

namespace Connector.Storage.Postgres;

/// <summary>Places in the queues of sources, as turns that processes take one behind the other: the first of an application have a place.</summary>
/// <remarks>A turn goes with its node, so a process that dies, hangs or is cut off gives its places back as it gives up its runs.</remarks>
internal sealed class PostgresExportPlaces(PostgresLink link, PostgresNode node) : IExportPlaces
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async ValueTask<IAsyncDisposable> TakeAsync(string application, int places, CancellationToken cancellationToken)
    {
        long turn = await AskAsync(application, cancellationToken);
        try
        {
            TimeSpan pause = FirstPause;
            while (true)
            {
                long? ahead = await link.FirstAsync(
                    "select (select count(*) from export_turn o where o.application = t.application and o.id < t.id) from export_turn t where t.id = $1",
                    row => (long?)row.GetInt64(0),
                    cancellationToken,
                    turn);
                if (ahead < places)
                {
                    return new Place(this, turn);
                }

                if (ahead is null)
                {
                    // This process was silent for too long and lost its turn: it begins again behind the others.
                    node.Turns.Forget(turn);
                    turn = await AskAsync(application, cancellationToken);
                }

                await Task.Delay(pause, TimeProvider.System, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                if (pause == LongestPause)
                {
                    // Where no service runs, nobody else looks whether those ahead still live.
                    await node.RemoveGoneAsync(cancellationToken);
                }
            }
        }
        catch
        {
            await LeaveAsync(turn);
            throw;
        }
    }

    /// <summary>Behind a lock, so that nobody who is committed later has a smaller number.</summary>
    private ValueTask<long> AskAsync(string application, CancellationToken cancellationToken) => node.Turns.AskAsync(
        () => node.EnrolledAsync(
            id => link.WriteAsync(
                async connection =>
                {
                    await connection.ExecuteAsync("select pg_advisory_xact_lock($1)", [PostgresLocks.OfSource(application)], cancellationToken);
                    return await connection.ScalarAsync<long>(
                        "insert into export_turn (application, node) values ($1, $2) returning id", [application, id], cancellationToken);
                },
                cancellationToken),
            cancellationToken),
        cancellationToken);

    private async ValueTask LeaveAsync(long turn)
    {
        node.Turns.Forget(turn);
        try
        {
            await link.ExecuteAsync("delete from export_turn where id = $1", CancellationToken.None, turn);
        }
        catch (StoreException)
        {
            // Nothing of the run depends on it; the node's next sign of life gives it back.
        }
    }

    private sealed class Place(PostgresExportPlaces all, long turn) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => all.LeaveAsync(turn);
    }
}
