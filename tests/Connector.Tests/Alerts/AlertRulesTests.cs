using Connector.Core.Alerts;
using Connector.Core.Sync;

namespace Connector.Tests.Alerts;

public sealed class AlertRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly List<OpenAlert> _open = [];
    private DateTimeOffset _now = Noon;

    [Fact]
    public void Syncs_that_fail_in_a_row_are_told_once_and_their_end_once()
    {
        Assert.Empty(Look(Syncs("failed", "failed", "done")));
        AlertNews raised = Assert.Single(Look(Syncs("failed", "failed", "failed", "done")));
        Assert.Equal((AlertKind.SyncFailed, "shop: the last 3 syncs failed. No answer."), (raised.Kind, raised.Text));
        Assert.Equal("""{"failed":3,"run":9,"error":"No answer."}""", raised.Details.ToJsonString());
        Assert.Empty(Look(Syncs("failed", "failed", "failed", "failed")));

        _now += TimeSpan.FromMinutes(5);
        AlertNews over = Assert.Single(Look(Syncs("done", "failed", "failed", "failed")));
        Assert.Equal((AlertKind.Recovered, AlertKind.SyncFailed), (over.Kind, over.Of.Kind));
        Assert.Equal("""{"alert":"sync_failed","since":"2026-11-22T12:00:00Z","seconds":300}""", over.Details.ToJsonString());
        Assert.Empty(Look(Syncs("done", "failed", "failed")));
    }

    [Fact]
    public void A_success_and_a_failure_between_two_looks_still_end_an_alert()
    {
        Look(Syncs("failed", "failed", "failed"));
        Assert.Equal(AlertKind.Recovered, Assert.Single(Look(Syncs("failed", "done", "failed", "failed"))).Kind);
    }

    [Fact]
    public void What_is_not_known_changes_nothing()
    {
        Assert.Empty(Look(Syncs("failed", "failed")));
        Look(Syncs("failed", "failed", "failed"));
        Assert.Empty(Look(Syncs()));
        Assert.Single(_open);
    }

    [Fact]
    public void Lag_over_the_limit_is_told_and_so_is_catching_up()
    {
        Assert.Empty(Look(Behind(TimeSpan.FromHours(2))));
        AlertNews raised = Assert.Single(Look(Behind(TimeSpan.FromHours(3))));
        Assert.Equal("shop: read up to 2026-11-22T09:00:00Z only, 03:00:00 ago; the limit is 02:00:00.", raised.Text);
        Assert.Equal("""{"lagSeconds":10800,"limitSeconds":7200,"readUpTo":"2026-11-22T09:00:00Z"}""", raised.Details.ToJsonString());
        Assert.Empty(Look(Behind(TimeSpan.FromDays(3)) with { IsScheduled = false }));
        Assert.Equal(AlertKind.LagExceeded, Assert.Single(Look(Behind(TimeSpan.FromHours(1)))).Of.Kind);
    }

    [Fact]
    public void The_lag_of_a_paused_integration_is_no_fault() => Assert.Empty(Look(Behind(TimeSpan.FromDays(3)) with { IsScheduled = false }));

    [Theory]
    [InlineData(100, 5, false)]
    [InlineData(100, 6, true)]
    [InlineData(19, 19, false)]
    [InlineData(20, 20, true)]
    public void A_large_share_of_rejects_counts_where_there_are_enough_records(long decisions, long rejected, bool isAlert) =>
        Assert.Equal(isAlert, Look(Rejected(decisions, rejected)).Any(news => news.Kind == AlertKind.RejectsExceeded));

    [Fact]
    public void A_sync_of_a_few_records_does_not_end_an_alert_of_rejects()
    {
        Look(Rejected(100, 50));
        Assert.Empty(Look(Rejected(3, 0)));
        AlertNews over = Assert.Single(Look(Rejected(100, 1)));
        Assert.Equal(AlertKind.RejectsExceeded, over.Of.Kind);
        Assert.Equal("shop: 1 of 100 records of the last sync were rejected (1%); the limit is 5%.", over.Text);
    }

    [Fact]
    public void A_refused_token_is_told_at_once_and_over_when_a_run_is_done()
    {
        AlertNews raised = Assert.Single(Look(Facts() with { TokenRefused = true, Refusal = "Put in a new one." }));
        Assert.Equal((AlertKind.TokenRefused, "shop: the token is refused. Put in a new one."), (raised.Kind, raised.Text));
        Assert.Empty(Look(Facts()));
        Assert.Equal(AlertKind.TokenRefused, Assert.Single(Look(Facts() with { TokenRefused = false })).Of.Kind);
    }

    [Fact]
    public void Integrations_and_kinds_do_not_mix()
    {
        _open.Add(new OpenAlert("other", AlertKind.LagExceeded, 0));
        AlertNews[] news = Look(Behind(TimeSpan.FromHours(3)) with { TokenRefused = true });
        Assert.Equal([AlertKind.TokenRefused, AlertKind.LagExceeded], news.Select(one => one.Kind));
        Assert.All(news, one => Assert.Equal("shop", one.Of.Integration));
    }

    /// <summary>As the store would remember it.</summary>
    private AlertNews[] Look(IntegrationFacts facts)
    {
        AlertNews[] all = [.. AlertRules.Judge(facts, AlertLimits.Default, _open, _now)];
        foreach (AlertNews news in all)
        {
            if (news.IsRecovery)
            {
                Assert.True(_open.Remove(news.Of));
            }
            else
            {
                _open.Add(news.Of);
            }
        }

        return all;
    }

    private static IntegrationFacts Facts(params RunState[] syncs) => new("shop", syncs, null, IsScheduled: true, null, null);

    private static IntegrationFacts Syncs(params string[] statuses) => Facts(
        [.. statuses.Select((status, i) => new RunState(9 - i, "shop", "sync", status, 0, 1, RunCounts.Zero, status == "failed" ? "No answer." : null))]);

    private IntegrationFacts Behind(TimeSpan lag) => Facts() with { ReadUpTo = _now - lag };

    private static IntegrationFacts Rejected(long decisions, long rejected) => Facts(
        new RunState(9, "shop", "sync", "done", 0, 1, RunCounts.Zero with { Unchanged = decisions - rejected, Rejected = rejected }, null));
}
