using Connector.Core.Sync;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>SQLite has one writer at a time, and whoever came first is next.</summary>
public sealed class SqliteQueueTests() : StoreContract(new SqliteBacking())
{
    [Fact]
    public async Task A_process_that_writes_batch_after_batch_lets_one_that_waits_go_first()
    {
        await using OpenStore other = await Backing.OpenAsync();
        IBatchTransaction first = await Store.Batches.BeginAsync(default);
        Task<IBatchTransaction> waiting = other.Batches.BeginAsync(default).AsTask();

        await first.DisposeAsync();
        Task<IBatchTransaction> next = Store.Batches.BeginAsync(default).AsTask();

        Assert.Same(waiting, await Task.WhenAny(waiting, next));
        Assert.False(next.IsCompleted);
        await (await waiting).DisposeAsync();
        await (await next).DisposeAsync();
    }

    [Fact]
    public async Task A_store_that_is_closed_waits_for_the_batch_that_is_written_just_now()
    {
        OpenStore other = await Backing.OpenAsync();
        await other.PrepareAsync();
        IBatchTransaction transaction = await other.Batches.BeginAsync(default);
        Task closing = other.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);

        var batch = new TestBatch(transaction);
        batch.Create(Sample.Device("7"));
        await transaction.CommitAsync(batch.Changes, default);
        await transaction.DisposeAsync();
        await closing;

        Assert.Single(await Store.Queries.FindProfilesAsync(Sample.Device("7"), default));
    }
}
