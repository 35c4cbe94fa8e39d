using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>What is older than anybody wants to keep goes.</summary>
public abstract class TidyingContract(StoreBacking backing) : StoreContract(backing)
{
    private const long Day = 86_400_000;
    private const long Now = Noon + (1000 * Day);

    [Fact]
    public async Task Old_runs_go_but_the_newest_of_each_integration_and_kind_and_those_that_have_not_ended()
    {
        long old = await RunAsync("shop-app", "sync", Noon);
        long queued = await Store.Progress.AddRunAsync("shop-app", "sync", RunStatus.Queued, Noon, null, default);
        long recent = await RunAsync("shop-app", "sync", Now - (10 * Day));
        long last = await RunAsync("shop-app", "sync", Noon);
        long import = await RunAsync("shop-app", "import", Noon);

        Assert.Equal(new Tidied(1, 0, 0, 0), await Store.Upkeep.TidyAsync(new Retention(RunsDays: 30), Now, default));

        Assert.Equal([import, last, recent, queued], (await Store.Queries.ListRunsAsync(new RunQuery(), default).ToListAsync()).Select(run => run.Id));
        Assert.Null(await Store.Queries.GetRunAsync(old, default));
    }

    [Fact]
    public async Task Old_rejects_samples_and_audit_entries_go_however_many()
    {
        Reject[] rejects = [.. Enumerable.Range(0, 1700).Select(i => Reject((UInt128)i) with { At = i % 3 == 0 ? Now - (2 * Day) : Noon })];
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Rejects = rejects }));
        await Store.Samples.KeepAsync("shop-app", "events", ["{}", "{}"], Noon, default);
        await Store.Samples.KeepAsync("shop-app", "events", ["""{"new":1}"""], Now, default);
        await Store.Audit.AppendAsync("cli", "a", "old", null, Now - (5 * Day), default);
        await Store.Audit.AppendAsync("cli", "a", "exactly", null, Now - (4 * Day), default);

        Assert.Equal(new Tidied(0, 1133, 1, 2), await Store.Upkeep.TidyAsync(new Retention(30, 3, 4), Now, default));

        Assert.Equal(567, (await Store.Queries.ListRejectsAsync(new RejectQuery(), default).ToListAsync()).Count);
        Assert.Equal(["""{"new":1}"""], await Store.Samples.LastAsync("shop-app", "events", 9, default));
        Assert.Equal(["exactly"], (await Store.Audit.ListAsync(9, null, default)).Select(entry => entry.Subject));
    }

    [Fact]
    public async Task Nought_days_keep_for_ever()
    {
        await RunAsync("shop-app", "sync", Noon);
        await RunAsync("shop-app", "sync", Noon);
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Rejects = [Reject(1)] }));
        await Store.Audit.AppendAsync("cli", "a", "b", null, Noon, default);

        Assert.Equal(new Tidied(0, 0, 0, 0), await Store.Upkeep.TidyAsync(new Retention(0, 0, 0), Now, default));
    }

    [Fact]
    public async Task Others_write_in_between()
    {
        Reject[] rejects = [.. Enumerable.Range(0, 1200).Select(i => Reject((UInt128)i))];
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Rejects = rejects }));
        await using OpenStore other = await Backing.OpenAsync();

        Task<Tidied> tidying = Store.Upkeep.TidyAsync(new Retention(), Now, default).AsTask();
        for (int i = 0; i < 5; i++)
        {
            await other.CommitAsync(batch => batch.Create());
        }

        Assert.Equal(1200, (await tidying).Rejects);
    }

    private async Task<long> RunAsync(string integration, string kind, long at)
    {
        long id = await Store.Progress.StartRunAsync(integration, kind, at, default);
        await Store.Progress.SaveRunAsync(new RunState(id, integration, kind, RunStatus.Done, at, at + 1, RunCounts.Zero, null), default);
        return id;
    }
}
