using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>A SQLite file in a folder of its own.</summary>
public sealed class SqliteBacking : StoreBacking
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-store-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "data", "connector.db");

    public override async Task<OpenStore> OpenAsync() => new Open(await SqliteStore.OpenAsync(Path, TimeProvider.System, default));

    public async Task<OpenStore> OpenReadOnlyAsync() => new Open(await SqliteStore.OpenReadOnlyAsync(Path, TimeProvider.System, default));

    public override void Dispose() => _folder.Delete(recursive: true);

    private sealed class Open(SqliteStore store) : OpenStore
    {
        public override IBatchStore Batches => store;

        public override IProgressStore Progress => store.Progress;

        public override IStoreQueries Queries => store.Queries;

        public override ITokenStore Tokens => store.Tokens;

        public override IAuditStore Audit => store.Audit;

        public override IRecordSamples Samples => store.Samples;

        public override IStoreUpkeep Upkeep => store.Upkeep;

        public override IDeliveryStore Deliveries => store.Deliveries;

        public override ValueTask PrepareAsync(ConnectorCatalog catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf) =>
            store.PrepareAsync(catalog, keysOf, default);

        public override ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
