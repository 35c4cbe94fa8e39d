using Connector.Configuration;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Pages;
using Connector.Schedule;
using Connector.Service;
using Connector.Testing;

namespace Connector.Tests.Pages;

public sealed class OverviewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly ConfigState Sound = new([], Now, null);

    private static Integration Shop => Some.Integration() with
    {
        Name = "shop",
        Title = "Shop",
        Schedule = Some.Integration().Schedule with { Cron = null, Every = TimeSpan.FromMinutes(10), Lag = TimeSpan.FromMinutes(15) },
    };

    [Fact]
    public void An_integration_that_keeps_up_is_current_and_needs_nobody()
    {
        IntegrationRow row = Row(lag: TimeSpan.FromMinutes(44), last: RunStatus.Done);
        Assert.Equal(Standing.Current, row.Standing);
        Assert.Empty(Need.Of([row], Sound, Now));
    }

    [Fact]
    public void One_that_is_further_behind_than_its_schedule_explains_is_late()
    {
        // 15 minutes of lag, twice the 10 minutes between syncs, 10 minutes of slack.
        IntegrationRow row = Row(lag: TimeSpan.FromMinutes(46), last: RunStatus.Done);
        Need need = Assert.Single(Need.Of([row], Sound, Now));
        Assert.Equal((true, "Shop is 46 min behind"), (need.IsUrgent, need.Title));
        Assert.Contains("45 min", need.Text);
    }

    [Fact]
    public void A_cron_schedule_explains_twice_the_time_between_two_firings() => Assert.Equal(
        TimeSpan.FromMinutes(15 + (2 * 60) + 10),
        UsualLag.Of(Shop.Schedule with { Every = null, Cron = "0 0 * * * ?" }, Now));

    [Fact]
    public void A_failed_run_tells_its_reason_and_leads_to_it()
    {
        Need need = Assert.Single(Need.Of([Row(last: RunStatus.Failed, error: "The token was refused.")], Sound, Now));
        Assert.Equal((true, "Shop: the last sync failed", "The token was refused.", "/runs/7"), (need.IsUrgent, need.Title, need.Text, need.Path));
    }

    [Fact]
    public void A_pause_says_who_and_since_when_and_is_not_urgent()
    {
        Need need = Assert.Single(Need.Of([Row(last: RunStatus.Failed, paused: true)], Sound, Now));
        Assert.False(need.IsUrgent);
        Assert.StartsWith("anna paused it 2 h 0 min ago.", need.Text);
    }

    [Fact]
    public void Rejects_of_the_last_day_are_told_behind_what_is_urgent()
    {
        IReadOnlyList<Need> needs = Need.Of([Row(last: RunStatus.Failed, rejected: 3, rejects: 12)], Sound, Now);
        Assert.Equal([true, false], needs.Select(need => need.IsUrgent));
        Assert.Equal("Shop: 3 records rejected in the last day", needs[1].Title);
        Assert.Contains("12 records in all wait", needs[1].Text);
        Assert.Contains("They succeeded since", Need.Of([Row(rejected: 3)], Sound, Now)[0].Text);
    }

    [Fact]
    public void A_broken_config_leads_to_the_line()
    {
        var broken = new ConfigState(
            [
                new Problem("config/integrations/shop-app.json", 12, 3, Severity.Error, "unknown-key", "There is no setting 'x'."),
                new Problem("config/pixels/app.json", 1, 1, Severity.Error, "syntax", "A brace is missing."),
                new Problem("config/pixels/app.json", 2, 1, Severity.Warning, "odd", "Never mind."),
            ],
            Now,
            null);
        IReadOnlyList<Need> needs = Need.Of([], broken, Now);
        Assert.Equal(2, needs.Count);
        Assert.Equal("The config has an error in config/integrations/shop-app.json, line 12", needs[0].Title);
        Assert.Equal("/integrations/shop-app/edit#line-12", needs[0].Path);
        Assert.Null(needs[1].Path);
        Assert.Equal("The changed config is not in use yet", Assert.Single(Need.Of([], Sound with { Deferred = "The store is busy." }, Now)).Title);
    }

    [Theory]
    [InlineData(true, null, Standing.Unread)]
    [InlineData(false, null, Standing.Off)]
    public void What_was_never_read_is_no_fault(bool active, int? lag, Standing standing) =>
        Assert.Equal(standing, Row(active: active, lag: lag is { } minutes ? TimeSpan.FromMinutes(minutes) : null).Standing);

    [Fact]
    public void Without_a_schedule_no_lag_is_too_much()
    {
        Integration byHand = Shop with { Schedule = Shop.Schedule with { Every = null } };
        Assert.Equal(Standing.ByHand, Row(byHand, lag: TimeSpan.FromDays(30)).Standing);
    }

    private static IntegrationRow Row(
        Integration? integration = null,
        TimeSpan? lag = null,
        string? last = null,
        string? error = null,
        bool paused = false,
        bool active = true,
        long rejected = 0,
        long rejects = 0)
    {
        Integration shop = integration ?? Shop;
        RunState? run = last is null ? null : new RunState(7, "shop", "sync", last, Now.AddHours(-1).ToUnixTimeMilliseconds(), null, RunCounts.Zero, error);
        CursorState[] cursors = lag is { } behind ? [new CursorState("shop", "events", (Now - behind).ToUnixTimeMilliseconds()), new CursorState("shop", "installations", Now.ToUnixTimeMilliseconds())] : [];
        var schedule = new ScheduleState(shop, active, paused ? new SchedulePause("anna", Now.AddHours(-2)) : null, null, [], null);
        RejectCount[] kept = rejects == 0 ? [] : [new RejectCount("shop", "invalid_value", rejects)];
        return IntegrationRow.Of(new IntegrationState(new IntegrationStatus(shop, null, cursors, run, kept), schedule), DayCounts.None with { Rejected = rejected }, Now);
    }
}
