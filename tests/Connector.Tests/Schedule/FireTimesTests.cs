using Connector.Core.Catalog;
using Connector.Schedule;
using Connector.Testing;
using Quartz;

namespace Connector.Tests.Schedule;

public sealed class FireTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Cron_is_read_in_the_schedules_zone() =>
        Assert.Equal(Noon.AddHours(9), FireTimes.Next(Of(cron: "0 0 0 * * ?", zone: "Europe/Moscow"), null, Noon));

    [Fact]
    public void An_interval_counts_from_the_last_run()
    {
        SyncSchedule schedule = Of(every: TimeSpan.FromMinutes(10));
        Assert.Equal(Noon, FireTimes.Next(schedule, null, Noon));
        Assert.Equal(Noon.AddMinutes(6), FireTimes.Next(schedule, Noon.AddMinutes(-4), Noon));
        Assert.Equal(Noon, FireTimes.Next(schedule, Noon.AddMinutes(-14), Noon));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public void A_firing_further_off_than_the_schedule_ever_puts_one_is_out_of_reach(int minutes, bool isOut)
    {
        SyncSchedule schedule = Of(every: TimeSpan.FromMinutes(10));
        Assert.Equal(isOut, FireTimes.IsOutOfReach(Noon.AddMinutes(minutes), schedule, Noon));
        Assert.False(FireTimes.IsOutOfReach(Noon.AddHours(1), Of(cron: "0 0 * * * ?"), Noon));
        Assert.True(FireTimes.IsOutOfReach(Noon.AddHours(2), Of(cron: "0 0 * * * ?"), Noon));
        Assert.False(FireTimes.IsOutOfReach(Noon.AddYears(1), Of(), Noon));
        Assert.False(FireTimes.IsOutOfReach(null, schedule, Noon));
    }

    [Fact]
    public void A_last_run_that_is_still_to_come_was_by_a_wrong_clock() =>
        Assert.Equal(Noon.AddMinutes(10), FireTimes.Trigger(Some.Integration() with { Schedule = Of(every: TimeSpan.FromMinutes(10)) }, Noon.AddDays(30), new FixedNow(Noon))!.StartTimeUtc);

    [Fact]
    public void Without_a_schedule_nothing_is_due()
    {
        Assert.Null(FireTimes.Next(Of(), null, Noon));
        Assert.Null(FireTimes.Trigger(Some.Integration(), null, new FixedNow(Noon)));
    }

    [Theory]
    [InlineData(-25, -11, -10)]
    [InlineData(-25, null, 0)]
    public void A_cron_fire_missed_while_nothing_ran_is_due_at_once(int _, int? lastRunHour, int firstHour)
    {
        Integration integration = Some.Integration() with { Schedule = Of(cron: "0 0 * * * ?") };
        DateTimeOffset? last = lastRunHour is { } hour ? Noon.AddHours(hour) : null;
        ITrigger trigger = FireTimes.Trigger(integration, last, new FixedNow(Noon))!;
        Assert.Equal(Noon.AddHours(firstHour), trigger.GetFireTimeAfter(trigger.StartTimeUtc.AddSeconds(-1)));
    }

    private static SyncSchedule Of(string? cron = null, TimeSpan? every = null, string? zone = null) =>
        Some.Integration().Schedule with { Cron = cron, Every = every, TimeZone = zone };
}
