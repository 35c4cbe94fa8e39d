using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Testing;

namespace Connector.Tests.Schedule;

/// <summary>Backfills of a running service.</summary>
public sealed class BackfillTests : IAsyncLifetime
{
    private ServiceLab _lab = null!;

    [Fact]
    public async Task A_backfill_is_one_run_that_reads_a_day_after_the_other()
    {
        await _lab.StartAsync();
        var range = new ReceiveWindow(ServiceLab.Moscow(3) + TimeSpan.FromHours(6), ServiceLab.Moscow(5) + TimeSpan.FromHours(1));
        long id = (await _lab.Control.BackfillAsync("shop", range, "purchase", "anna", CancellationToken.None)).Run;
        var seen = new List<RunProgress>();
        await foreach (RunProgress progress in _lab.Control.WatchAsync(id, CancellationToken.None))
        {
            seen.Add(progress);
        }

        RunState run = await _lab.RunAsync(id);
        Assert.Equal(("backfill", "done", new RunOrder(range, "purchase", "anna")), (run.Kind, run.Status, run.Order));
        Assert.Equal(
            [new(range.From, ServiceLab.Moscow(4)), new(ServiceLab.Moscow(4), ServiceLab.Moscow(5)), new(ServiceLab.Moscow(5), range.To)],
            _lab.Source.Asked.Select(asked => asked.Window));
        Assert.True(run.Counts.Goals > 0);
        Assert.Equal(await GoalsAsync(), run.Counts.Goals);
        Assert.Equal(run.Counts, seen[^1].Counts);
        Assert.Equal((1.0, "done"), (seen[^1].Share!.Value, seen[^1].Status));
        Assert.Equal(seen.Select(progress => progress.Share ?? 0), seen.Select(progress => progress.Share ?? 0).Order());
        Assert.Single(await _lab.RunsAsync());
        Assert.Null(_lab.Control.Now(id));

        // The scheduler writes down a firing when its run has ended for everybody else.
        IReadOnlyList<ScheduleExecution> executions = await LookAgain.UntilAsync(
            "three firings are written down", () => _lab.Control.ExecutionsAsync("shop", 10, CancellationToken.None), all => all.Count >= 3);
        Assert.Equal([("backfill", id, "succeeded"), ("backfill", id, "succeeded"), ("backfill", id, "succeeded")], executions.Select(one => (one.Kind, one.Run!.Value, one.Result)));
    }

    [Fact]
    public async Task A_sync_that_is_asked_for_goes_before_the_next_day()
    {
        await _lab.StartAsync();
        _lab.Source.Close();
        long backfill = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        SyncStart sync = await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None);
        ScheduleState state = await _lab.StateAsync("shop");
        Assert.Equal((backfill, sync.Run), (state.RunningRun!.Value, Assert.Single(state.Waiting)));
        _lab.Source.OpenAll();

        Assert.Equal("done", (await _lab.EndAsync(sync.Run)).Status);
        Assert.Equal("done", (await _lab.EndAsync(backfill)).Status);
        Assert.Equal([ServiceLab.Moscow(3), ServiceLab.Moscow(14), ServiceLab.Moscow(4), ServiceLab.Moscow(5)], _lab.Source.Asked.Select(asked => asked.Window.From));
    }

    [Fact]
    public async Task A_sync_that_came_due_goes_before_the_next_day_and_is_not_made_up_for_twice()
    {
        _lab.Configure("shop", "\"cron\": \"0 0 * * * ?\"");
        await _lab.StartAsync();
        _lab.Source.Close();
        long backfill = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        _lab.Time.Ahead += TimeSpan.FromHours(5);
        _lab.Source.OpenAll();

        Assert.Equal("done", (await _lab.EndAsync(backfill)).Status);
        Assert.Equal([3, 14, 4, 5], _lab.Source.Asked.Select(asked => asked.Window.From.AddHours(3).Day));
    }

    [Fact]
    public async Task After_a_stop_it_goes_on_where_it_was_as_the_same_run()
    {
        await _lab.StartAsync();
        _lab.Source.Holds = window => window.From == ServiceLab.Moscow(4);
        _lab.Source.Close();
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        await _lab.StopAsync();
        _lab.Source.OpenAll();

        await _lab.StartAsync();
        RunState run = await _lab.EndAsync(id);
        Assert.Equal(("done", await GoalsAsync()), (run.Status, run.Counts.Goals));
        Assert.Equal([3, 4, 4, 5], _lab.Source.Asked.Select(asked => asked.Window.From.AddHours(3).Day));
        Assert.Single(await _lab.RunsAsync());
    }

    [Fact]
    public async Task After_a_kill_it_goes_on_where_it_was_as_the_same_run()
    {
        await _lab.StartAsync();
        _lab.Source.Holds = window => window.From == ServiceLab.Moscow(4);
        _lab.Source.Close();
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        await using ServiceLab after = _lab.Copy();

        await after.StartAsync();
        Assert.Equal("done", (await after.EndAsync(id)).Status);
        Assert.Equal([4, 5], after.Source.Asked.Select(asked => asked.Window.From.AddHours(3).Day));
        Assert.Single(await after.RunsAsync());
    }

    [Fact]
    public async Task Cancelled_while_it_reads_it_ends_for_good()
    {
        await _lab.StartAsync();
        _lab.Source.Close();
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        Task<RunState> end = _lab.EndAsync(id);
        Assert.True(await _lab.Control.CancelAsync(id, CancellationToken.None));
        Assert.Equal("cancelled", (await end).Status);
        Assert.False(await _lab.Control.CancelAsync(id, CancellationToken.None));
        IReadOnlyList<ScheduleExecution> executions = await LookAgain.UntilAsync(
            "a firing is written down", () => _lab.Control.ExecutionsAsync("shop", 2, CancellationToken.None), all => all.Count > 0);
        Assert.Equal("cancelled", Assert.Single(executions).Result);

        await _lab.StopAsync();
        _lab.Source.OpenAll();
        await _lab.StartAsync();
        Assert.Empty((await _lab.StateAsync("shop")).Waiting);
        Assert.Equal("cancelled", (await _lab.RunAsync(id)).Status);
        Assert.Single(_lab.Source.Asked);
    }

    [Fact]
    public async Task Cancelled_while_it_waits_it_is_never_read()
    {
        await _lab.StartAsync();
        await _lab.Control.PauseAsync("shop", null, CancellationToken.None);
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        Assert.Equal("queued", (await _lab.RunAsync(id)).Status);
        Assert.Equal("queued", _lab.Control.Now(id)!.Status);
        Assert.Equal(id, (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run);
        Task<RunState> end = _lab.EndAsync(id);
        Assert.True(await _lab.Control.CancelAsync(id, CancellationToken.None));
        Assert.Equal("cancelled", (await end).Status);
        await _lab.Control.ResumeAsync("shop", CancellationToken.None);
        Assert.NotEqual(id, (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run);
    }

    [Fact]
    public async Task A_source_out_of_reach_is_tried_again_and_then_given_up()
    {
        await _lab.StartAsync(TimeSpan.FromMilliseconds(10));
        _lab.Source.Faults.Enqueue(new SourceException("Out of reach."));
        long patient = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        Assert.Equal(("done", null), (await _lab.EndAsync(patient) is var run ? (run.Status, run.Error) : default));
        Assert.Equal([3, 3, 4, 5], _lab.Source.Asked.Select(asked => asked.Window.From.AddHours(3).Day));

        _lab.Source.Faults.Enqueue(new SourceException("Out of reach."));
        _lab.Source.Faults.Enqueue(new SourceException("Still out of reach."));
        long failed = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        run = await _lab.EndAsync(failed);
        Assert.Equal(("failed", "Still out of reach."), (run.Status, run.Error));

        _lab.Source.Faults.Enqueue(new SourceRefusedException("No right."));
        long refused = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        Assert.Equal("failed", (await _lab.EndAsync(refused)).Status);
        await LookAgain.UntilAsync("no run waits", () => _lab.StateAsync("shop"), state => state.Waiting.Count == 0);
    }

    [Fact]
    public async Task A_store_out_of_reach_is_tried_again_and_then_given_up()
    {
        await _lab.StartAsync(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10));
        _lab.Source.Faults.Enqueue(new StoreException("Out of reach."));
        // Whose the run is, the store says.
        _lab.Source.Faults.Enqueue(new RunLostException("Lost."));
        long patient = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        Assert.Equal("done", (await _lab.EndAsync(patient)).Status);
        Assert.Equal([3, 3, 3, 4, 5], _lab.Source.Asked.Select(asked => asked.Window.From.AddHours(3).Day));

        _lab.Source.Faults.Enqueue(new StoreException("Out of reach."));
        _lab.Source.Faults.Enqueue(new StoreException("Out of reach."));
        _lab.Source.Faults.Enqueue(new StoreException("Still out of reach."));
        long failed = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await LookAgain.UntilAsync(
            "the backfill is given up", () => _lab.StateAsync("shop"), state => _lab.Source.Faults.IsEmpty && state is { RunningRun: null, Waiting.Count: 0 });

        // The store hears of it from whatever is done next.
        await _lab.EndAsync((await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run);
        Assert.Equal(("failed", "Still out of reach."), (await _lab.RunAsync(failed) is var run ? (run.Status, run.Error) : default));
    }

    [Fact]
    public async Task A_run_that_another_service_ended_meanwhile_is_left_as_it_is()
    {
        await _lab.StartAsync(TimeSpan.FromMilliseconds(10));
        _lab.Source.Close();
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        await _lab.Store.Progress.SaveRunAsync(await _lab.RunAsync(id) with { Status = RunStatus.Cancelled, FinishedAt = 5 }, CancellationToken.None);
        _lab.Source.Faults.Enqueue(new StoreException("Out of reach."));
        _lab.Source.OpenAll();

        await LookAgain.UntilAsync("nothing waits", () => _lab.StateAsync("shop"), state => _lab.Control.Now(id) is null && state.Waiting.Count == 0);
        Assert.Equal((RunStatus.Cancelled, 5L), (await _lab.RunAsync(id) is var run ? (run.Status, run.FinishedAt!.Value) : default));
        Assert.Single(_lab.Source.Asked);
    }

    [Fact]
    public async Task One_of_an_integration_that_is_gone_has_failed()
    {
        await _lab.StartAsync();
        await _lab.Control.PauseAsync("shop", null, CancellationToken.None);
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, null, null, CancellationToken.None)).Run;
        _lab.Configure("bank");
        File.Delete(_lab.PathOf("config/integrations/shop.json"));
        Assert.True((await _lab.Control.TakeUpConfigAsync(CancellationToken.None)).IsInUse);
        Assert.Equal("failed", (await _lab.RunAsync(id)).Status);
        Assert.Null(await _lab.Control.GetAsync("shop", CancellationToken.None));
    }

    public async Task InitializeAsync()
    {
        _lab = await ServiceLab.MakeAsync();
        _lab.Configure("shop");
    }

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    private async Task<long> GoalsAsync()
    {
        long goals = 0;
        await foreach (Core.Goals.Goal _ in _lab.Store.Queries.ListGoalsAsync(new GoalQuery(), CancellationToken.None))
        {
            goals++;
        }

        return goals;
    }
}
