using Connector.Core.Profiles;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Reading behind the locks of keys, which may turn out to be more than was known before.</summary>
internal sealed class LockedReading(NpgsqlConnection connection, PostgresLink link, PostgresLocks locks)
{
    /// <summary>Whose keys were others at every look is changed without end.</summary>
    private const int MostLooks = 8;

    /// <summary>
    /// Where more locks are needed, everything is let go and done again behind all of them: keys are always taken in ascending order, and before
    /// any row, so that nobody waits in a circle.
    /// </summary>
    /// <param name="mayGrow">False: what the work returns does not matter.</param>
    /// <param name="work">Adds its statements, and returns all keys that the batch may come to change. It may be called again.</param>
    public async Task RunAsync(IEnumerable<long> wanted, bool mayGrow, Func<LockingBatch, Task<IEnumerable<ProfileKey>>> work)
    {
        HashSet<long> all = [.. wanted];
        for (int look = 0; look < MostLooks; look++)
        {
            await using var batch = new NpgsqlBatch(connection);
            if (look > 0)
            {
                locks.GiveBack(batch);
            }

            if (link.IsReadOnly)
            {
                batch.Add(PostgresLocks.Plans);
            }

            int passed = link.IsReadOnly ? 0 : locks.AddTo(batch, all, mark: mayGrow && look == 0);
            IEnumerable<ProfileKey> keys = await work(new LockingBatch(batch, passed));
            long[] missing = mayGrow && !link.IsReadOnly ? [.. locks.NotHeld(keys.Select(PostgresLocks.Of))] : [];
            if (missing.Length == 0)
            {
                return;
            }

            all.UnionWith(missing);
        }

        throw new StoreConflictException($"Profiles of the store {link.Name} were others at every look. Start again; nothing that was kept is lost.");
    }
}
