using Connector.Schedule;
using Connector.Testing;

namespace Connector.Tests.Schedule;

/// <summary>A running service and its config folder.</summary>
public sealed class ConfigChangeTests : IAsyncLifetime
{
    private ServiceLab _lab = null!;

    [Fact]
    public async Task A_change_is_taken_up_by_itself_all_of_it_or_nothing()
    {
        await _lab.StartAsync();
        Assert.True(_lab.Control.Config.IsInUse);
        Assert.Equal(DateTimeOffset.MaxValue, (await _lab.StateAsync("shop")).NextFire ?? DateTimeOffset.MaxValue);

        _lab.Configure("shop", "\"cron\": \"0 0 0 1 1 ?\"");
        _lab.Write("config/pixels/app.json", "{ nonsense");
        await LookAgain.UntilAsync("the change is refused", () => _lab.Control.Config.IsBroken);
        Assert.EndsWith("app.json", Assert.Single(_lab.Control.Config.Problems, problem => problem.Code is not "unknown-pixel").File);
        Assert.Null((await _lab.StateAsync("shop")).NextFire);

        _lab.Write("config/pixels/app.json", "{}");
        await LookAgain.UntilAsync("the change is in use", () => _lab.Control.Config.IsInUse);
        Assert.Equal(1, (await _lab.StateAsync("shop")).NextFire!.Value.Month);
    }

    [Fact]
    public async Task Schedules_come_change_sleep_and_go()
    {
        await _lab.StartAsync();
        _lab.Configure("shop", "\"cron\": \"0 0 0 1 6 ?\", \"timeZone\": \"UTC\"");
        _lab.Configure("other-shop", "\"cron\": \"0 0 0 1 1 ?\", \"timeZone\": \"UTC\"");
        await _lab.Control.TakeUpConfigAsync(CancellationToken.None);
        Assert.Equal([("other-shop", 1), ("shop", 6)], (await _lab.Control.ListAsync(CancellationToken.None)).Select(state => (state.Name, state.NextFire!.Value.Month)));

        _lab.Configure("shop", "\"cron\": \"0 0 0 1 7 ?\", \"timeZone\": \"UTC\"");
        _lab.Configure("other-shop", "\"cron\": \"0 0 0 1 1 ?\"", active: false);
        await _lab.Control.TakeUpConfigAsync(CancellationToken.None);
        Assert.Equal(
            [("other-shop", false, null), ("shop", true, 7)],
            (await _lab.Control.ListAsync(CancellationToken.None)).Select(state => (state.Name, state.Active, state.NextFire?.Month)));

        File.Delete(_lab.PathOf("config/integrations/other-shop.json"));
        await _lab.Control.TakeUpConfigAsync(CancellationToken.None);
        Assert.Equal("shop", Assert.Single(await _lab.Control.ListAsync(CancellationToken.None)).Name);
    }

    [Fact]
    public async Task A_hook_that_is_gone_fails_the_backfill_that_waits_for_it()
    {
        await _lab.StartAsync();
        await _lab.Control.PauseAsync("shop", null, CancellationToken.None);
        long id = (await _lab.Control.BackfillAsync("shop", ServiceLab.Range, "purchase", null, CancellationToken.None)).Run;
        _lab.Configure("shop", hook: "bought");
        await _lab.Control.TakeUpConfigAsync(CancellationToken.None);
        await _lab.Control.ResumeAsync("shop", CancellationToken.None);
        Core.Sync.RunState run = await _lab.EndAsync(id);
        Assert.Equal(("failed", "The integration has no hook 'purchase' any more."), (run.Status, run.Error));
    }

    public async Task InitializeAsync()
    {
        _lab = await ServiceLab.MakeAsync();
        _lab.Configure("shop");
    }

    public async Task DisposeAsync() => await _lab.DisposeAsync();
}
