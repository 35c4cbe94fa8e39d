namespace Connector.Storage.Tests;

/// <summary>What every test of a store begins with: a new store, prepared for one database.</summary>
public abstract class StoreContract(StoreBacking backing) : IAsyncLifetime
{
    protected StoreBacking Backing { get; } = backing;

    protected OpenStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await Backing.OpenAsync();
        await Store.PrepareAsync();
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        Backing.Dispose();
    }
}
