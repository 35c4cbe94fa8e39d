using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Runs: what was asked of them and how they went.</summary>
public abstract class RunContract(StoreBacking backing) : StoreContract(backing)
{
    private static readonly ReceiveWindow Range = new(DateTimeOffset.FromUnixTimeMilliseconds(Noon), DateTimeOffset.FromUnixTimeMilliseconds(Noon + 86_400_000));

    [Fact]
    public async Task A_queued_run_tells_at_once_what_it_is_to_do_and_keeps_that_when_it_is_saved()
    {
        var order = new RunOrder(Range, "purchase", "anna");
        long id = await Store.Progress.AddRunAsync("shop-app", "backfill", RunStatus.Queued, Noon, order, default);
        Assert.Equivalent(
            new RunState(id, "shop-app", "backfill", RunStatus.Queued, Noon, null, RunCounts.Zero, null, order),
            await Store.Queries.GetRunAsync(id, default),
            strict: true);

        var saved = new RunState(id, "shop-app", "backfill", RunStatus.Cancelled, Noon + 1, Noon + 2, RunCounts.Zero with { Records = 5 }, "no");
        await Store.Progress.SaveRunAsync(saved, default);

        Assert.Equivalent(saved with { Order = order }, await Store.Queries.GetRunAsync(id, default), strict: true);
        Assert.Null(await Store.Queries.GetRunAsync(id + 1, default));
    }

    [Fact]
    public async Task A_run_that_was_only_started_has_no_order()
    {
        long id = await Store.Progress.StartRunAsync("shop-app", "sync", Noon, default);
        RunState run = (await Store.Queries.GetRunAsync(id, default))!;
        Assert.Equal((RunStatus.Running, null), (run.Status, run.Order));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_in_pages_by_integration_kind_and_status()
    {
        long[] ids =
        [
            await AddAsync("shop-app", "sync", RunStatus.Done),
            await AddAsync("other-app", "sync", RunStatus.Failed),
            await AddAsync("shop-app", "backfill", RunStatus.Queued),
            await AddAsync("shop-app", "sync", RunStatus.Failed),
        ];

        Assert.Equal([ids[3], ids[2], ids[1], ids[0]], await IdsAsync(new RunQuery()));
        Assert.Equal([ids[3], ids[2]], await IdsAsync(new RunQuery(Limit: 2)));
        Assert.Equal([ids[1], ids[0]], await IdsAsync(new RunQuery(After: ids[2], Limit: 2)));
        Assert.Equal([ids[3], ids[2], ids[0]], await IdsAsync(new RunQuery("shop-app")));
        Assert.Equal([ids[3], ids[1]], await IdsAsync(new RunQuery(Status: RunStatus.Failed)));
        Assert.Equal([ids[3]], await IdsAsync(new RunQuery("shop-app", RunStatus.Failed, "sync")));
        Assert.Equal([ids[0]], await IdsAsync(new RunQuery("shop-app", Kind: "sync", After: ids[3])));
    }

    private async Task<IEnumerable<long>> IdsAsync(RunQuery query) => (await Store.Queries.ListRunsAsync(query, default).ToListAsync()).Select(run => run.Id);

    private async Task<long> AddAsync(string integration, string kind, string status) =>
        await Store.Progress.AddRunAsync(integration, kind, status, Noon, null, default);
}
