using Connector.Core.Access;
using Connector.Core.Alerts;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Storage.Postgres;
using Npgsql;

namespace Connector.Storage;

/// <summary>The store in a PostgreSQL database. Any number of processes on any number of machines may use it; batches that have nobody in common run side by side.</summary>
public sealed class PostgresStore : IStore
{
    /// <summary>A batch that had to give way so often goes alone.</summary>
    private const int MostConflicts = 3;

    /// <summary>
    /// Every statement looks for its parts and every commit waits for the disk, however few rows there are. Eight would save the server some more, and take
    /// the process over 200 MB.
    /// </summary>
    private const int ManyBatches = 6;

    private readonly PostgresParts _parts;

    private PostgresStore(PostgresLink link, int lockShare, TimeProvider time)
    {
        _parts = new PostgresParts(link, new PostgresNode(link), lockShare, time);
        Progress = new PostgresProgress(link, _parts.Node);
        Queries = new PostgresQueries(_parts);
        Tokens = new PostgresTokens(link);
        Audit = new PostgresAudit(link);
        Samples = new PostgresSamples(link);
        Upkeep = new PostgresUpkeep(link);
        Alerts = new PostgresAlerts(link);
        Deliveries = new PostgresDeliveries(_parts);
        BackfillWindows = new PostgresBackfillWindows(link, _parts.Node);
        ExportPlaces = new PostgresExportPlaces(link, _parts.Node);
    }

    public bool IsShared => true;

    /// <summary>More only where there is room to lock what each hit wants, a user and a device at most, so that none goes alone for its size.</summary>
    public int BatchesTogether => _parts.LockShare >= 2 * ManyBatches * Synchronizer.DefaultBatchSize ? ManyBatches : RecordPipeline.BatchesTogether;

    public IProgressStore Progress { get; }

    public IStoreQueries Queries { get; }

    public ITokenStore Tokens { get; }

    public IAuditStore Audit { get; }

    public IRecordSamples Samples { get; }

    public IStoreUpkeep Upkeep { get; }

    public IAlertStore Alerts { get; }

    public IDeliveryStore Deliveries { get; }

    public IExportPlaces ExportPlaces { get; }

    public IBackfillWindows? BackfillWindows { get; }

    /// <summary>Makes the tables where there are none, and brings older ones up to date. The database itself must be there.</summary>
    /// <exception cref="StoreException">The database cannot be reached or written, or its tables are of a newer release.</exception>
    public static async ValueTask<PostgresStore> OpenAsync(PostgresUrl url, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = PostgresLink.To(url, isReadOnly: false);
        try
        {
            await PostgresMigrations.ApplyAsync(link, time, cancellationToken);
            return new PostgresStore(link, await LockShareAsync(link, cancellationToken), time);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes nothing, ever; a database without tables is an empty store. Transactions load, and refuse to commit.</summary>
    /// <exception cref="StoreException">The database cannot be reached, or its tables are of another release.</exception>
    public static async ValueTask<IStore> OpenReadOnlyAsync(PostgresUrl url, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = PostgresLink.To(url, isReadOnly: true);
        try
        {
            int version = await PostgresMigrations.VersionAsync(link, cancellationToken);
            if (version == PostgresMigrations.Newest)
            {
                return new PostgresStore(link, lockShare: 0, time);
            }

            if (version > 0)
            {
                throw PostgresMigrations.Outdated(link.Name);
            }
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }

        await link.DisposeAsync();
        return await SqliteStore.OpenEmptyAsync(time, cancellationToken);
    }

    /// <inheritdoc cref="StoreUrl.CheckAsync"/>
    internal static async ValueTask<StoreHealth> CheckAsync(
        PostgresUrl url, ConnectorCatalog? catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf, CancellationToken cancellationToken)
    {
        await using var link = PostgresLink.To(url, isReadOnly: true);
        return await PostgresMigrations.VersionAsync(link, cancellationToken) switch
        {
            0 => throw new StoreException($"There is no store in {link.Name} yet: it has no tables."),
            int version when version < PostgresMigrations.Newest => throw PostgresMigrations.Outdated(link.Name),
            _ => await new PostgresCheck(link, catalog, keysOf).RunAsync(cancellationToken),
        };
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(
        ConnectorCatalog catalog,
        Func<Database, Field, ProfileState, IEnumerable<string>> keysOf,
        CancellationToken cancellationToken)
    {
        await new PostgresKeyBuilding(_parts, catalog, keysOf).RunAsync(cancellationToken);
        Outbox? outbox = _parts.Link.IsReadOnly ? null : Outbox.Of(catalog);
        if (outbox is not null)
        {
            // Asked first: what is refused as a double uses up a number all the same.
            await _parts.Link.ExecuteAsync(
                """
                insert into destination (name)
                select w.name from unnest($1::text[]) with ordinality as w (name, n)
                where not exists (select from destination d where d.name = w.name collate "C")
                order by w.n
                on conflict do nothing
                """,
                cancellationToken,
                [outbox.Destinations.ToArray()]);
        }

        (_parts.Keys, _parts.Outbox) = (new EveryKey(catalog, keysOf), outbox);
        DurableSteps.Passed(DurableSteps.KeysBuilt);
    }

    /// <inheritdoc/>
    public ValueTask<IBatchTransaction> BeginAsync(CancellationToken cancellationToken) => BeginAsync(attempt: 1, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IBatchTransaction> BeginAsync(int attempt, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await _parts.Link.OpenAsync(cancellationToken);
        try
        {
            NpgsqlTransaction transaction = await _parts.Link.GuardAsync(async () => await connection.BeginTransactionAsync(
                _parts.Link.IsReadOnly ? System.Data.IsolationLevel.RepeatableRead : System.Data.IsolationLevel.ReadCommitted, cancellationToken));
            return new PostgresBatch(_parts, connection, transaction, isAlone: attempt > MostConflicts);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A commit waits for the disk as a rule; where the server was told otherwise, this one does, and for all that came before it.</remarks>
    public void Flush()
    {
        using NpgsqlConnection connection = _parts.Link.Open();
        _parts.Link.Guard(() =>
        {
            using NpgsqlBatch batch = new(connection);
            batch.Add("begin");
            batch.Add("set local synchronous_commit = on");
            batch.Add("update counter set value = value + 1 where name = 'flush'");
            batch.Add("commit");
            return batch.ExecuteNonQuery();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _parts.Node.DisposeAsync();
        await _parts.Link.DisposeAsync();
    }

    private static async ValueTask<int> LockShareAsync(PostgresLink link, CancellationToken cancellationToken)
    {
        const int Share = 8;
        long room = await link.RunAsync(
            connection => connection.ScalarAsync<long>(
                """
                select current_setting('max_locks_per_transaction')::bigint
                    * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint)
                """,
                [],
                cancellationToken),
            cancellationToken);
        return (int)Math.Min(room / Share, int.MaxValue);
    }
}
