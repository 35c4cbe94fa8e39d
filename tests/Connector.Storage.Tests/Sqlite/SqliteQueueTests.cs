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
}
