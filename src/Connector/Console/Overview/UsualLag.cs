using Connector.Core.Catalog;
using Connector.Schedule;

namespace Connector.Pages;

/// <summary>How far behind an integration is when all is well.</summary>
internal static class UsualLag
{
    /// <summary>What an export may take before anybody should worry.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>The lag that its schedule allows: the pause before a window, twice the time between two syncs, and some slack.</summary>
    /// <returns>Null: it is read by hand, so no lag is too much.</returns>
    public static TimeSpan? Of(SyncSchedule schedule, DateTimeOffset now)
    {
        TimeSpan? period = schedule.Every;
        if (schedule.Cron is not null && FireTimes.Next(schedule, null, now) is { } next && FireTimes.Next(schedule, null, next) is { } after)
        {
            period = after - next;
        }

        return period is { } known ? schedule.Lag + (known * 2) + Slack : null;
    }
}
