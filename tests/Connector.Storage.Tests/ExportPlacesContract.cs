namespace Connector.Storage.Tests;

/// <summary>Several processes that ask one source for exports.</summary>
public abstract class ExportPlacesContract(StoreBacking backing) : StoreContract(backing)
{
    private const string Shop = "https://api.example.test 1111";

    [Fact]
    public async Task Processes_together_have_no_more_places_than_the_application_has()
    {
        await using OpenStore other = await Backing.OpenAsync();
        int now = 0;
        int most = 0;

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            await using IAsyncDisposable place = await (i % 2 == 0 ? Store : other).ExportPlaces.TakeAsync(Shop, 2, default);
            int inside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, inside);
            await Task.Yield();
            Interlocked.Decrement(ref now);
        })));

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Who_asked_first_has_the_place_first_and_another_application_does_not_wait()
    {
        await using OpenStore other = await Backing.OpenAsync();
        IAsyncDisposable held = await Store.ExportPlaces.TakeAsync(Shop, 1, default);
        Task<IAsyncDisposable> waiting = other.ExportPlaces.TakeAsync(Shop, 1, default).AsTask();
        await (await Store.ExportPlaces.TakeAsync("https://api.example.test 2222", 1, default)).DisposeAsync();
        Assert.False(waiting.IsCompleted);

        await held.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_in_nobodys_way()
    {
        await using OpenStore other = await Backing.OpenAsync();
        IAsyncDisposable held = await Store.ExportPlaces.TakeAsync(Shop, 1, default);
        using var stop = new CancellationTokenSource();
        Task<IAsyncDisposable> waiting = other.ExportPlaces.TakeAsync(Shop, 1, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        await held.DisposeAsync();
        await (await Store.ExportPlaces.TakeAsync(Shop, 1, default)).DisposeAsync();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
