namespace Connector.Core.Sync;

/// <summary>Does the work of a batch in a transaction, and all of it again where it stood in another's way.</summary>
public static class BatchRetry
{
    /// <summary>A store that gave way so often is used by something that never lets go.</summary>
    private const int MostAttempts = 10;

    /// <param name="work">Loads, decides and commits. What it made in an earlier attempt is to be forgotten: the store has nothing of it.</param>
    /// <exception cref="StoreException">The store cannot be reached or written.</exception>
    public static async Task<T> TransactAsync<T>(this IBatchStore store, Func<IBatchTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        int attempt = 1;
        while (true)
        {
            try
            {
                await using IBatchTransaction transaction = await store.BeginAsync(attempt, cancellationToken);
                return await work(transaction);
            }
            catch (StoreConflictException) when (attempt < MostAttempts)
            {
                attempt++;
            }
        }
    }
}
