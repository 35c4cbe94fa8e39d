using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Storage;
using Connector.Testing;

namespace Connector.Tests.Schedule;

/// <summary>What people tell a running service, and what it remembers.</summary>
public sealed class SyncControlTests : IAsyncLifetime
{
    private const string Hourly = "\"cron\": \"0 0 * * * ?\"";

    private ServiceLab _lab = null!;

    [Fact]
    public async Task Two_wishes_to_sync_are_one_run()
    {
        await _lab.StartAsync();
        _lab.Source.Close();
        SyncStart[] both = await Task.WhenAll(
            _lab.Control.SyncNowAsync("shop", "anna", CancellationToken.None), _lab.Control.SyncNowAsync("shop", "boris", CancellationToken.None));
        Assert.Equal([true, false], both.Select(start => start.Started).OrderDescending());
        Assert.Equal(both[0].Run, both[1].Run);
        await _lab.Source.HeldUp.ReachesAsync(1);
        SyncStart third = await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None);
        Assert.Equal(new SyncStart(false, both[0].Run), third);
        Assert.Equal(both[0].Run, (await _lab.StateAsync("shop")).RunningRun);
        _lab.Source.OpenAll();

        RunState run = await _lab.EndAsync(third.Run);
        Assert.Equal(("sync", "done"), (run.Kind, run.Status));
        Assert.Matches("anna|boris", run.Order!.RequestedBy);
        Assert.Single(await _lab.RunsAsync());
        Assert.True((await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Started);
    }

    [Fact]
    public async Task Integrations_run_side_by_side_and_each_once_at_a_time()
    {
        _lab.Configure("shop", "\"every\": \"00:00:00.05\"");
        _lab.Configure("other-shop", "\"every\": \"00:00:00.05\"");
        _lab.Source.Close();
        await _lab.StartAsync();
        await _lab.Source.HeldUp.ReachesAsync(2);
        Assert.Equal(2, _lab.Source.Asked.Select(asked => asked.Application).Distinct().Count());
        _lab.Source.OpenAll();
        await _lab.Source.Came.ReachesAsync(7);
        await _lab.StopAsync();
    }

    [Fact]
    public async Task What_was_scheduled_by_a_clock_that_was_ahead_fires_by_the_right_one()
    {
        _lab.Configure("shop", Hourly);
        _lab.Time.Ahead = TimeSpan.FromDays(30);
        await _lab.StartAsync();
        Assert.True((await _lab.StateAsync("shop")).NextFire > TimeProvider.System.GetUtcNow().AddDays(29));
        await _lab.StopAsync();
        _lab.Time.Ahead = TimeSpan.Zero;
        await _lab.StartAsync();
        Assert.InRange((await _lab.StateAsync("shop")).NextFire!.Value, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_while_the_service_runs_holds_nothing_up()
    {
        _lab.Configure("shop", "\"every\": \"00:00:00.2\"");
        _lab.Time.Ahead = TimeSpan.FromDays(1);
        await _lab.StartAsync();
        await _lab.Source.Came.ReachesAsync(1);
        _lab.Time.Ahead = TimeSpan.Zero;
        await LookAgain.UntilAsync("the next firing is near", () => _lab.StateAsync("shop"), state => state.NextFire < TimeProvider.System.GetUtcNow().AddMinutes(1));
        int before = (await _lab.RunsAsync()).Count;
        await LookAgain.UntilAsync("another run has begun", _lab.RunsAsync, runs => runs.Count > before);
    }

    [Fact]
    public async Task A_pause_holds_over_a_restart_and_names_who_asked()
    {
        _lab.Configure("shop", Hourly);
        await _lab.StartAsync();
        Assert.True(await _lab.Control.PauseAsync("shop", "anna", CancellationToken.None));
        Assert.False(await _lab.Control.PauseAsync("shop", "boris", CancellationToken.None));
        await _lab.StopAsync();
        _lab.Time.Ahead += TimeSpan.FromHours(3);
        await _lab.StartAsync();
        ScheduleState state = await _lab.StateAsync("shop");
        Assert.Equal(("anna", null), (state.Pause?.By, state.NextFire));
        Assert.True(state.Pause!.Since < _lab.Time.GetUtcNow() - TimeSpan.FromHours(2));
        Assert.Empty(_lab.Source.Asked);

        // A person's wish is no schedule.
        Assert.Equal("done", (await _lab.EndAsync((await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run)).Status);
        Assert.Single(_lab.Source.Asked);

        Assert.True(await _lab.Control.ResumeAsync("shop", CancellationToken.None));
        Assert.False(await _lab.Control.ResumeAsync("shop", CancellationToken.None));
        await LookAgain.UntilAsync("two runs are done", _lab.RunsAsync, runs => runs.Count(run => run.Status == "done") == 2);
        Assert.True((await _lab.StateAsync("shop")) is { IsPaused: false, NextFire: not null });
    }

    [Fact]
    public async Task Firings_missed_while_nothing_ran_are_caught_up_by_one_run()
    {
        _lab.Configure("shop", Hourly);
        await _lab.StartAsync();
        DateTimeOffset before = (await _lab.StateAsync("shop")).NextFire!.Value;
        await _lab.StopAsync();
        _lab.Time.Ahead += TimeSpan.FromHours(10);

        await _lab.StartAsync();
        await LookAgain.UntilAsync("one run is done", _lab.RunsAsync, runs => runs is [{ Status: "done" }]);
        await LookAgain.UntilAsync("nothing is left to catch up", () => _lab.StateAsync("shop"), state => state.RunningRun is null && state.NextFire >= before.AddHours(10));
        Assert.Single(await _lab.RunsAsync());
        ScheduleExecution execution = Assert.Single(await _lab.Control.ExecutionsAsync("shop", 10, CancellationToken.None));
        Assert.Equal(("sync", "succeeded"), (execution.Kind, execution.Result));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scheduled_sync_that_broke_off_is_made_up_for_at_the_next_start_rather_than_when_it_is_due(bool wasKilled)
    {
        _lab.Configure("shop", "\"every\": \"12:00:00\"");
        _lab.Source.Close();
        await _lab.StartAsync();
        await _lab.Source.HeldUp.ReachesAsync(1);
        await using ServiceLab killed = _lab.Copy();
        ServiceLab after = wasKilled ? killed : _lab;
        if (!wasKilled)
        {
            await _lab.StopAsync();
            _lab.Source.OpenAll();
        }

        await after.StartAsync();
        await LookAgain.UntilAsync("a run makes up for the one that broke off", after.RunsAsync, runs => runs is [{ Status: "done" }, { Status: "interrupted" }]);
        await after.StopAsync();
        await after.StartAsync();
        Assert.Equal(2, (await after.RunsAsync()).Count);
        Assert.Null((await after.StateAsync("shop")).RunningRun);
    }

    [Fact]
    public async Task A_sync_that_broke_off_before_a_pause_waits_for_the_end_of_the_pause()
    {
        _lab.Configure("shop", "\"every\": \"12:00:00\"");
        _lab.Source.Close();
        await _lab.StartAsync();
        await _lab.Source.HeldUp.ReachesAsync(1);
        Assert.True(await _lab.Control.PauseAsync("shop", null, CancellationToken.None));
        await _lab.StopAsync();
        await _lab.StartAsync();
        Assert.Equal("interrupted", Assert.Single(await _lab.RunsAsync()).Status);
    }

    [Fact]
    public async Task A_sync_is_cancelled()
    {
        await _lab.StartAsync();
        _lab.Source.Close();
        long id = (await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        Task<RunState> end = _lab.EndAsync(id);
        Assert.True(await _lab.Control.CancelAsync(id, CancellationToken.None));
        Assert.Equal("cancelled", (await end).Status);
        await LookAgain.UntilAsync(
            "the firing is written down as cancelled",
            () => _lab.Control.ExecutionsAsync("shop", 2, CancellationToken.None),
            executions => executions is [{ Result: "cancelled" } one] && one.Run == id);
        Assert.False(await _lab.Control.CancelAsync(12345, CancellationToken.None));
    }

    [Fact]
    public async Task A_wish_that_waits_survives_a_kill()
    {
        await _lab.StartAsync();
        _lab.Source.Close();
        long id = (await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run;
        await _lab.Source.HeldUp.ReachesAsync(1);
        await using ServiceLab after = _lab.Copy();
        await after.StartAsync();
        Assert.Equal("done", (await after.EndAsync(id)).Status);
        Assert.Single(await after.RunsAsync());
    }

    [Fact]
    public async Task A_run_of_a_process_that_is_gone_is_interrupted_and_one_of_a_living_process_is_not()
    {
        SqliteStore command = await SqliteStore.OpenAsync(_lab.StorePath, TimeProvider.System, CancellationToken.None);
        long import = await command.Progress.StartRunAsync("shop", "import", 1, CancellationToken.None);
        await _lab.StartAsync();
        Assert.Equal("running", (await _lab.RunAsync(import)).Status);
        await _lab.StopAsync();

        await command.DisposeAsync();
        await _lab.StartAsync();
        Assert.Equal("interrupted", (await _lab.RunAsync(import)).Status);
        Assert.NotNull((await _lab.RunAsync(import)).FinishedAt);
    }

    [Fact]
    public async Task A_second_service_on_the_store_is_refused()
    {
        await _lab.StartAsync();
        StoreException refused = Assert.Throws<StoreException>(() => ServiceLock.Take(_lab.StorePath));
        Assert.Contains("Another 'connector run'", refused.Message);
        await _lab.StopAsync();
        ServiceLock.Take(_lab.StorePath).Dispose();
    }

    [Fact]
    public async Task A_schedule_that_is_no_schedule_is_told_with_its_cure()
    {
        await _lab.StartAsync();
        await _lab.StopAsync();
        Assert.False(File.Exists(_lab.PathOf("data/connector.quartz.db-wal")));
        _lab.Write("data/connector.quartz.db", new string('x', 5000));
        StoreException broken = await Assert.ThrowsAsync<StoreException>(() => _lab.StartAsync());
        Assert.Contains("connector.quartz.db", broken.Message);
        Assert.Contains("move it away", broken.Message);
        File.Delete(_lab.PathOf("data/connector.quartz.db"));
        await _lab.StartAsync();
    }

    [Fact]
    public async Task A_reader_who_does_not_read_holds_nothing_up_and_finds_the_end()
    {
        await _lab.StartAsync();
        _lab.Source.Close();
        long id = (await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run;
        await using IAsyncEnumerator<RunProgress> slow = _lab.Control.WatchAsync(id, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await slow.MoveNextAsync());
        _lab.Source.OpenAll();
        await _lab.EndAsync(id);

        Assert.True(await slow.MoveNextAsync());
        Assert.Equal(("done", true), (slow.Current.Status, slow.Current.IsOver));
        Assert.False(await slow.MoveNextAsync());
    }

    [Fact]
    public async Task What_is_too_old_goes_at_night_and_a_missed_night_is_made_up_for()
    {
        await _lab.StartAsync();
        long old = (await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run;
        await _lab.EndAsync(old);
        await _lab.EndAsync((await _lab.Control.SyncNowAsync("shop", null, CancellationToken.None)).Run);
        await _lab.StopAsync();
        _lab.Time.Ahead += TimeSpan.FromDays(200);
        await _lab.StartAsync();
        await LookAgain.UntilAsync("the old run is gone", _lab.RunsAsync, runs => runs.TrueForAll(run => run.Id != old));
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_told()
    {
        await _lab.StartAsync();
        Assert.Null(await _lab.Control.GetAsync("nobody", CancellationToken.None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _lab.Control.SyncNowAsync("nobody", null, CancellationToken.None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _lab.Control.PauseAsync("nobody", null, CancellationToken.None));
    }

    public async Task InitializeAsync()
    {
        _lab = await ServiceLab.MakeAsync();
        _lab.Configure("shop");
    }

    public async Task DisposeAsync() => await _lab.DisposeAsync();
}
