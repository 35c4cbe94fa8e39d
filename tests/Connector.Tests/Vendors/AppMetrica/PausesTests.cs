using Connector.Vendors.AppMetrica;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class PausesTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    [Fact]
    public void Polls_begin_with_the_pause_and_grow_to_four_times_that()
    {
        Assert.Equal([10, 15, 22.5, 33.75, 33.75], Polls(0, 5));
        double[] most = Polls(0.999999, 8);
        Assert.Equal(15, most[0], precision: 3);
        Assert.Equal(40, most[7], precision: 3);
        Assert.Equal(most.Order(), most);
    }

    [Fact]
    public void A_poll_after_very_many_is_like_the_ones_before() =>
        Assert.Equal(TimeSpan.FromSeconds(33.75), new Pauses(() => 0).Poll(First, int.MaxValue));

    [Fact]
    public void Repeats_double_up_to_five_minutes_with_jitter()
    {
        Pauses least = new(() => 0);
        Assert.Equal([10, 20, 40, 80, 160, 300, 300], Enumerable.Range(0, 7).Select(attempt => least.Retry(First, attempt).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(11.25), new Pauses(() => 0.5).Retry(First, 0));
        Assert.Equal(TimeSpan.FromMinutes(5), least.Retry(First, int.MaxValue));
    }

    [Fact]
    public void A_pause_longer_than_the_limit_is_kept() =>
        Assert.Equal(TimeSpan.FromHours(1), new Pauses(() => 0).Retry(TimeSpan.FromHours(1), 3));

    [Fact]
    public void The_daily_quota_is_new_at_midnight_GMT()
    {
        DateTimeOffset evening = LogsApiHarness.At("2026-11-23T01:30:00+03:00");
        Assert.Equal(TimeSpan.FromMinutes(90), new Pauses(() => 0).UntilMidnight(evening));
        Assert.Equal(TimeSpan.FromMinutes(92.5), new Pauses(() => 0.5).UntilMidnight(evening));
    }

    [Fact]
    public void What_the_server_asks_for_is_never_cut_short()
    {
        Assert.Equal(First, new Pauses(() => 0).Asked(First));
        Assert.InRange(new Pauses(() => 0.9).Asked(First), First, First * 1.1);
    }

    private static double[] Polls(double jitter, int count)
    {
        Pauses pauses = new(() => jitter);
        return [.. Enumerable.Range(0, count).Select(poll => pauses.Poll(First, poll).TotalSeconds)];
    }
}
