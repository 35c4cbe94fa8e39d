using Connector.Core.Access;
using Connector.Core.Alerts;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Storage.Sqlite;

namespace Connector.Storage;

/// <summary>The store in one SQLite file. Any number of processes may use the file; their batches take turns.</summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteWriter _writer;
    private readonly SqliteTables _tables;
    private readonly RunHolds _holds;

    private readonly TimeProvider _time;

    private SqliteStore(SqliteWriter writer, ReadSessions readers, RunHolds holds, TimeProvider time)
    {
        _time = time;
        _writer = writer;
        _holds = holds;
        _tables = new SqliteTables(writer.Session);
        Progress = new SqliteProgress(writer, _tables.Progress, readers, holds);
        Queries = new SqliteQueries(readers);
        Tokens = new SqliteTokens(writer, readers);
        Audit = new AuditRows(writer, readers);
        Samples = new SampleRows(writer, readers);
        Upkeep = new SqliteUpkeep(writer, readers);
        Alerts = new SqliteAlerts(writer, readers);
        Deliveries = new SqliteDeliveries(writer, readers, _tables.Deliveries, new SenderHolds(writer.Session.Path));
        ExportPlaces = new SqliteExportPlaces(writer.Session.Path);
    }

    public bool IsShared => false;

    public IProgressStore Progress { get; }

    public IStoreQueries Queries { get; }

    public ITokenStore Tokens { get; }

    public IAuditStore Audit { get; }

    public IRecordSamples Samples { get; }

    public IStoreUpkeep Upkeep { get; }

    public IAlertStore Alerts { get; }

    public IDeliveryStore Deliveries { get; }

    public IExportPlaces ExportPlaces { get; }

    /// <remarks>One file is one machine's, and one service's: it reads a backfill by itself.</remarks>
    public IBackfillWindows? BackfillWindows => null;

    /// <summary>Makes folder and file where there are none, and brings an older store up to date.</summary>
    /// <exception cref="StoreException">The file cannot be written, is no store, or is of a newer release.</exception>
    public static async ValueTask<SqliteStore> OpenAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        var queue = new WriteQueue(full);
        SqliteSession session = await SqliteFile.OpenWriterAsync(full, queue, time, cancellationToken);
        return new SqliteStore(new SqliteWriter(session, queue, time), new ReadSessions(full, shared: null), new RunHolds(full), time);
    }

    /// <summary>A store that holds nothing, in memory, and that is only read.</summary>
    internal static async ValueTask<SqliteStore> OpenEmptyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        SqliteSession session = await SqliteFile.OpenEmptyAsync(time, cancellationToken);
        return new SqliteStore(new SqliteWriter(session, queue: null, time), new ReadSessions(session.Path, session), new RunHolds(session.Path), time);
    }

    /// <summary>Writes nothing, ever; a file that is not there is an empty store. Transactions load, and refuse to commit.</summary>
    /// <exception cref="StoreException">The file cannot be read, is no store, or needs an update that only writing makes.</exception>
    public static async ValueTask<SqliteStore> OpenReadOnlyAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(path);
        SqliteSession session = await SqliteFile.OpenForReadingAsync(full, time, cancellationToken);
        return new SqliteStore(new SqliteWriter(session, queue: null, time), new ReadSessions(full, session), new RunHolds(full), time);
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(
        ConnectorCatalog catalog,
        Func<Database, Field, ProfileState, IEnumerable<string>> keysOf,
        CancellationToken cancellationToken)
    {
        await _writer.BeginAsync(cancellationToken);
        try
        {
            var building = new KeyBuilding(_writer.Session, catalog, keysOf, _writer.IsReadOnly);
            if (building.Run(cancellationToken))
            {
                _tables.Spaces.Forget();
                if (!_writer.IsReadOnly)
                {
                    _tables.Spaces.TellAll();
                }
            }

            _tables.Deliveries.Use(Outbox.Of(catalog), _writer.IsReadOnly);
            _writer.Commit();
            DurableSteps.Passed(DurableSteps.KeysBuilt);
        }
        finally
        {
            _writer.End();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IBatchTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await _writer.BeginAsync(cancellationToken);
        try
        {
            _tables.Spaces.Refresh();
            return new SqliteBatch(_writer, _tables, _time);
        }
        catch
        {
            _writer.End();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Flush() => WriteAheadLog.Flush(_writer.Session.Path);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _holds.Dispose();
    }
}
