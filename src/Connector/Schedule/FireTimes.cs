using Connector.Core.Catalog;
using Quartz;

namespace Connector.Schedule;

/// <summary>When an integration is due.</summary>
internal static class FireTimes
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>The first time after <paramref name="now"/> at which a running service would read the integration.</summary>
    /// <param name="lastStarted">When it was last read; null: never.</param>
    /// <returns>Null: it is read only by hand.</returns>
    public static DateTimeOffset? Next(SyncSchedule schedule, DateTimeOffset? lastStarted, DateTimeOffset now) => schedule switch
    {
        { Cron: { } cron } => CronExpression.Parse(cron).WithTimeZone(ZoneOf(schedule)).GetNextValidTimeAfter(now),
        { Every: { } every } => lastStarted + every > now ? lastStarted + every : now,
        _ => null,
    };

    /// <summary>Whether a firing lies further off than the schedule ever puts the next one: the clock was set back since, or another machine's is ahead.</summary>
    public static bool IsOutOfReach(DateTimeOffset? fire, SyncSchedule schedule, DateTimeOffset now) => fire - Slack > Next(schedule, now, now);

    /// <summary>The trigger that fires the integration's job. What was missed, be it while nothing ran, is caught up by one run.</summary>
    /// <param name="lastStarted">When it was last read; null: never.</param>
    /// <returns>Null: it is read only by hand.</returns>
    public static ITrigger? Trigger(Integration integration, DateTimeOffset? lastStarted, TimeProvider time)
    {
        SyncSchedule schedule = integration.Schedule;
        TriggerBuilder<IJob> trigger = TriggerBuilder.Create(time)
            .WithIdentity(ScheduleKeys.Schedule(integration.Name))
            .ForJob(ScheduleKeys.Job(integration.Name))
            .WithDescription(TextOf(schedule));
        DateTimeOffset now = time.GetUtcNow();
        lastStarted = lastStarted > now ? now : lastStarted;
        if (schedule.Cron is { } cron)
        {
            return trigger
                .StartAt(lastStarted is { } last && last < now ? last.AddSeconds(1) : now)
                .WithSchedule(CronScheduleBuilder.Create(cron)
                    .InTimeZone(ZoneOf(schedule))
                    .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
                .Build();
        }

        return schedule.Every is { } every
            ? trigger
                .StartAt(Next(schedule, lastStarted, now) ?? now)
                .WithSchedule(SimpleScheduleBuilder.Create()
                    .WithInterval(every)
                    .RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount))
                .Build()
            : null;
    }

    /// <summary>The schedule in words, by which a stored trigger is known to be of it: <c>0 0/10 * * * ? Europe/Moscow</c>.</summary>
    private static string TextOf(SyncSchedule schedule) =>
        schedule.Every is { } every ? $"every {every:c}" : $"{schedule.Cron} {schedule.TimeZone}";

    private static TimeZoneInfo ZoneOf(SyncSchedule schedule) =>
        schedule.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;
}
