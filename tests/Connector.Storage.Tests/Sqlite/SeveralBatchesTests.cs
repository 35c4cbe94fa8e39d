using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>Batches that share a transaction: each sees what those before it wrote, and all are kept or none.</summary>
public sealed class SeveralBatchesTests() : StoreContract(new SqliteBacking())
{
    [Fact]
    public async Task A_batch_finds_what_the_one_before_it_wrote_and_both_are_kept()
    {
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            Assert.True(transaction.TakesMore);
            var first = new TestBatch(transaction);
            ProfileState created = first.Create(Device("7"));
            first.Write(changes => changes with { Goals = [Goal(1, profile: created.Id)] });
            Assert.Equal(1, (await transaction.WriteAsync(first.Changes, default)).GoalsAdded);

            var second = new TestBatch(transaction);
            ProfileState found = Assert.Single(await second.LoadAsync(Device("7")));
            Assert.Equal(created.Id, found.Id);
            Assert.NotEqual(created.Id, second.Create(Device("8")).Id);
            second.Write(changes => changes with { Goals = [Goal(1, profile: found.Id), Goal(2, profile: found.Id)] });
            Assert.Equal(1, (await transaction.CommitAsync(second.Changes, default)).GoalsAdded);
        }

        Assert.Equal(2, (await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Count);
        Assert.Equal(2, (await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync()).Count);
    }

    [Fact]
    public async Task A_reject_of_an_earlier_batch_is_known_to_the_next()
    {
        await using IBatchTransaction transaction = await Store.Batches.BeginAsync(default);
        Assert.False(transaction.HasRejects("shop-app"));
        var first = new TestBatch(transaction);
        first.Write(changes => changes with { Rejects = [Reject(5)] });
        await transaction.WriteAsync(first.Changes, default);

        Assert.True(transaction.HasRejects("shop-app"));
    }

    [Fact]
    public async Task What_was_written_and_not_committed_never_was()
    {
        long id;
        await using (IBatchTransaction transaction = await Store.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(transaction);
            id = batch.Create(Device("7")).Id;
            batch.Write(changes => changes with { Goals = [Goal(1, profile: id)], Rejects = [Reject(5)] });
            await transaction.WriteAsync(batch.Changes, default);
        }

        await Store.CommitAsync(async batch =>
        {
            Assert.False(batch.Transaction.HasRejects("shop-app"));
            Assert.Empty(await batch.LoadAsync(Device("7")));
            Assert.Equal(id, batch.Create(Device("7")).Id);
        });
        Assert.Empty(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
    }
}
