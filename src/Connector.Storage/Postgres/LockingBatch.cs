using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Statements that go out behind those that take locks, in one round trip.</summary>
/// <param name="Passed">How many of those before give rows.</param>
internal readonly record struct LockingBatch(NpgsqlBatch Batch, int Passed)
{
    /// <returns>At the rows of the first statement that was added.</returns>
    public async Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken)
    {
        NpgsqlDataReader rows = await Batch.ExecuteReaderAsync(cancellationToken);
        for (int i = 0; i < Passed; i++)
        {
            await rows.NextResultAsync(cancellationToken);
        }

        return rows;
    }
}
