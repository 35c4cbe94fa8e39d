using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Tests;

/// <summary>A database to keep stores in, made for one test and gone with it. A subclass for each kind of database.</summary>
public abstract class StoreBacking : IDisposable
{
    public abstract StoreUrl Url { get; }

    /// <summary>Opens what is one more process to the store.</summary>
    public async Task<OpenStore> OpenAsync() => new(await Url.OpenAsync(TimeProvider.System, default));

    public async Task<OpenStore> OpenReadOnlyAsync() => new(await Url.OpenReadOnlyAsync(TimeProvider.System, default));

    public abstract void Dispose();
}

/// <summary>An open store, whatever its database.</summary>
public sealed class OpenStore(IStore store) : IAsyncDisposable
{
    public IBatchStore Batches => store;

    public IProgressStore Progress => store.Progress;

    public IStoreQueries Queries => store.Queries;

    public ITokenStore Tokens => store.Tokens;

    public IAuditStore Audit => store.Audit;

    public IRecordSamples Samples => store.Samples;

    public IStoreUpkeep Upkeep => store.Upkeep;

    public IDeliveryStore Deliveries => store.Deliveries;

    public IExportPlaces ExportPlaces => store.ExportPlaces;

    public IBackfillWindows? BackfillWindows => store.BackfillWindows;

    public ValueTask PrepareAsync(ConnectorCatalog catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf) =>
        store.PrepareAsync(catalog, keysOf, default);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Prepares for the catalog of <see cref="Sample"/>.</summary>
    public ValueTask PrepareAsync(params Field[] matchable) => PrepareAsync(Sample.Catalog(matchable), Sample.KeysOf);

    /// <summary>One batch that loads, lets the test decide, and commits what it decided.</summary>
    public async Task<CommitResult> CommitAsync(Func<TestBatch, Task> decide)
    {
        await using IBatchTransaction transaction = await Batches.BeginAsync(CancellationToken.None);
        var batch = new TestBatch(transaction);
        await decide(batch);
        return await transaction.CommitAsync(batch.Changes, CancellationToken.None);
    }

    public Task<CommitResult> CommitAsync(Action<TestBatch> decide) => CommitAsync(batch =>
    {
        decide(batch);
        return Task.CompletedTask;
    });
}

/// <summary>What a test decides in one batch.</summary>
public sealed class TestBatch(IBatchTransaction transaction)
{
    public WorkingSet Set { get; } = new();

    public BatchChanges Changes { get; set; } = new(new WorkingSet(), [], [], [], [], null, null);

    public IBatchTransaction Transaction { get; } = transaction;

    /// <summary>A new profile with the keys given, to be written.</summary>
    public ProfileState Create(params ProfileKey[] keys)
    {
        var profile = new ProfileState(Transaction.NewProfileId(), Sample.Customers, Sample.Noon) { IsNew = true, IsDirty = true };
        Set.Add(profile);
        foreach (ProfileKey key in keys)
        {
            Set.AddKey(key, profile);
        }

        Write(changes => changes);
        return profile;
    }

    public async Task<IReadOnlyList<ProfileState>> LoadAsync(ProfileKey key)
    {
        Set.Want(key);
        await Transaction.LoadAsync(Set, CancellationToken.None);
        return Set[key];
    }

    public void Write(Func<BatchChanges, BatchChanges> change) => Changes = change(Changes with { Set = Set });
}
