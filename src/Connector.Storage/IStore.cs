using Connector.Core.Access;
using Connector.Core.Alerts;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage;

/// <summary>An open store, whatever its database. Any number of processes may have the same one open.</summary>
public interface IStore : IBatchStore, IAsyncDisposable
{
    /// <summary>Services of several machines may have it open, and take up each other's work.</summary>
    bool IsShared { get; }

    IProgressStore Progress { get; }

    IStoreQueries Queries { get; }

    ITokenStore Tokens { get; }

    IAuditStore Audit { get; }

    IRecordSamples Samples { get; }

    IStoreUpkeep Upkeep { get; }

    IAlertStore Alerts { get; }

    IDeliveryStore Deliveries { get; }

    /// <summary>For whoever asks for exports while it has the store open.</summary>
    IExportPlaces ExportPlaces { get; }

    /// <summary>Where services share a backfill; null: one process reads it.</summary>
    IBackfillWindows? BackfillWindows { get; }

    /// <summary>
    /// Tells the store by what profiles are found, and who is told of them: called once the config is read, and again when it changed. A field that became
    /// matchable gets its keys from the profiles there are, all of which are read; one that ceased loses them.
    /// </summary>
    /// <param name="keysOf">The comparable forms of a field's value in a profile; none for an empty or blocked one.</param>
    ValueTask PrepareAsync(
        ConnectorCatalog catalog,
        Func<Database, Field, ProfileState, IEnumerable<string>> keysOf,
        CancellationToken cancellationToken);

    /// <summary>Puts on the disk what was committed so far, where a power cut could take it back else.</summary>
    /// <exception cref="StoreException">The disk failed, or the store cannot be reached.</exception>
    void Flush();
}
