using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Cursors, backfills, pending exports, zones, runs and rejects.</summary>
public abstract class ProgressStoreContract(StoreBacking backing) : StoreContract(backing)
{
    private IProgressStore Progress => Store.Progress;

    [Fact]
    public async Task A_cursor_moves_with_a_batch_or_alone_and_never_back()
    {
        Assert.Null(await Progress.GetCursorAsync("shop-app", "events", default));

        await Progress.MoveAsync(new ProgressMove.Sync("shop-app", "events", 60, 100), default);
        await CommitAsync(new ProgressMove.Sync("shop-app", "events", 1, 300));
        await CommitAsync(new ProgressMove.Sync("shop-app", "events", 1, 200));
        await Progress.MoveAsync(new ProgressMove.Sync("shop-app", "events", 1, 250), default);
        await Progress.MoveAsync(new ProgressMove.Sync("shop-app", "installations", 1, 7), default);

        Assert.Equal(new Cursor(60, 300), await Progress.GetCursorAsync("shop-app", "events", default));
        Assert.Equal(new Cursor(1, 7), await Progress.GetCursorAsync("shop-app", "installations", default));
        Assert.Null(await Progress.GetCursorAsync("other-app", "events", default));
    }

    [Fact]
    public async Task A_backfill_has_progress_of_its_own_until_it_ends()
    {
        await CommitAsync(new ProgressMove.Backfill("shop-app/1/2", "events", 300));
        await CommitAsync(new ProgressMove.Backfill("shop-app/1/2", "events", 200));
        await CommitAsync(new ProgressMove.Backfill("shop-app/3/4", "events", 5));

        Assert.Equal(300, await Progress.GetBackfillAsync("shop-app/1/2", "events", default));
        Assert.Null(await Progress.GetBackfillAsync("shop-app/1/2", "installations", default));
        Assert.Null(await Progress.GetCursorAsync("shop-app", "events", default));

        await Progress.EndBackfillAsync("shop-app/1/2", default);
        Assert.Null(await Progress.GetBackfillAsync("shop-app/1/2", "events", default));
        Assert.Equal(5, await Progress.GetBackfillAsync("shop-app/3/4", "events", default));
    }

    [Fact]
    public async Task One_pending_export_is_remembered_per_owner_and_resource()
    {
        var first = new PendingExport("shop-app", "events", "http://x/1", 1, 2, 3);
        PendingExport second = first with { Url = "http://x/2", From = 4 };
        await Progress.SavePendingExportAsync(first, default);
        await Progress.SavePendingExportAsync(first with { Resource = "installations" }, default);
        await Progress.SavePendingExportAsync(second, default);

        Assert.Equal(second, await Progress.GetPendingExportAsync("shop-app", "events", default));
        await Progress.RemovePendingExportAsync("shop-app", "events", default);
        Assert.Null(await Progress.GetPendingExportAsync("shop-app", "events", default));
        Assert.NotNull(await Progress.GetPendingExportAsync("shop-app", "installations", default));
    }

    [Fact]
    public async Task A_time_zone_is_remembered_and_replaced()
    {
        Assert.Null(await Progress.GetTimeZoneAsync("shop-app", default));
        await Progress.SaveTimeZoneAsync("shop-app", "Europe/Moscow", default);
        await Progress.SaveTimeZoneAsync("shop-app", "Asia/Omsk", default);
        Assert.Equal("Asia/Omsk", await Progress.GetTimeZoneAsync("shop-app", default));
    }

    [Fact]
    public async Task Status_shows_cursors_rejects_and_the_newest_run_of_each_integration_and_kind()
    {
        await Progress.StartRunAsync("shop-app", "sync", Noon - 5, default);
        long sync = await Progress.StartRunAsync("shop-app", "sync", Noon, default);
        long import = await Progress.StartRunAsync("shop-app", "import", Noon, default);
        var counts = new RunCounts(1, 2, 3, 4, 5, 6, 7, 8, RunCounts.Zero.Warnings.Add("event_json_invalid", 9));
        var running = new RunState(sync, "shop-app", "sync", "running", Noon, null, counts, null);
        RunState failed = running with { Id = import, Kind = "import", Status = "failed", FinishedAt = Noon + 9, Error = "the disk is full" };
        await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Run = running,
            Cursor = new ProgressMove.Sync("shop-app", "events", 1, 5),
            Rejects = [Reject(1), Reject(2), Reject(3, reason: "match_ambiguous"), Reject(4, "other-app")],
        }));
        await Progress.SaveRunAsync(failed, default);

        StoreStatus status = await Store.Queries.GetStatusAsync(default);

        Assert.Equal([new CursorState("shop-app", "events", 5)], status.Cursors);
        Assert.Equivalent(new[] { failed, running }, status.LastRuns, strict: true);
        Assert.Equal(
            [new RejectCount("other-app", "invalid_value", 1), new RejectCount("shop-app", "invalid_value", 2), new RejectCount("shop-app", "match_ambiguous", 1)],
            status.Rejects);
    }

    [Fact]
    public async Task Rejects_are_kept_whole_once_with_the_latest_reason_and_in_the_order_they_came()
    {
        Reject unreadable = Reject(9, hook: null) with { Record = """{"text":"\u0000"}""", Detail = "a\0b" };
        CommitResult result = await KeepAsync(unreadable, Reject(1), Reject(9, reason: "again"));
        Assert.Equal(2, result.RejectsAdded);
        Assert.Equal(1, (await KeepAsync(Reject(1, reason: "again"), Reject(5, "other-app", "visit", "goal_name_empty"))).RejectsAdded);

        Assert.Equal(
            [unreadable with { Reason = "again", Detail = Reject(9).Detail }, Reject(1, reason: "again"), Reject(5, "other-app", "visit", "goal_name_empty")],
            await ListAsync(new RejectQuery()));
        Assert.Equal([9, 1], await KeysAsync(new RejectQuery(Integration: "shop-app")));
        Assert.Equal([1], await KeysAsync(new RejectQuery(Hook: "registration")));
        Assert.Equal([5], await KeysAsync(new RejectQuery(Reason: "goal_name_empty")));
    }

    [Fact]
    public async Task Rejects_are_listed_over_many_pages()
    {
        Reject[] rejects = [.. Enumerable.Range(0, 2100).Select(i => Reject((UInt128)i))];
        await KeepAsync(rejects);
        Assert.Equal(rejects, await ListAsync(new RejectQuery()));
    }

    [Fact]
    public async Task A_reject_goes_away_when_its_record_succeeds()
    {
        await KeepAsync(Reject(1), Reject(2));
        await Store.CommitAsync(batch => batch.Write(changes => changes with { ResolvedRejects = [1, 77] }));
        Assert.Equal([2], await KeysAsync(new RejectQuery()));
    }

    [Fact]
    public async Task A_batch_knows_whether_its_integration_has_rejects()
    {
        await KeepAsync(Reject(1));
        await Store.CommitAsync(batch =>
        {
            Assert.True(batch.Transaction.HasRejects("shop-app"));
            Assert.False(batch.Transaction.HasRejects("other-app"));
            batch.Write(changes => changes with { ResolvedRejects = [1] });
        });
        await Store.CommitAsync(batch => Assert.False(batch.Transaction.HasRejects("shop-app")));
    }

    private Task<CommitResult> CommitAsync(ProgressMove move) => Store.CommitAsync(batch => batch.Write(changes => changes with { Cursor = move }));

    private Task<CommitResult> KeepAsync(params Reject[] rejects) =>
        Store.CommitAsync(batch => batch.Write(changes => changes with { Rejects = rejects }));

    private async Task<List<Reject>> ListAsync(RejectQuery query) =>
        [.. (await Store.Queries.ListRejectsAsync(query, default).ToListAsync()).Select(kept => kept.Reject)];

    private async Task<IEnumerable<UInt128>> KeysAsync(RejectQuery query) => (await ListAsync(query)).Select(reject => reject.Key);
}
