using Connector.Core.Catalog;
using Connector.Core.Telemetry;
using Quartz;

namespace Connector.Schedule;

/// <summary>What the scheduler is told and asked about integrations: their schedules, backfills, wishes and pauses.</summary>
internal sealed class IntegrationSchedule(IScheduler scheduler, ScheduleOutlook outlook, TimeProvider time)
{
    /// <summary>Between two days of a backfill: time for the schedule to put a missed sync first.</summary>
    private static readonly TimeSpan BetweenDays = ScheduleStore.MisfireThreshold;

    /// <summary>A day of a backfill waits no longer than that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestNight = TimeSpan.FromHours(26);

    /// <summary>Makes the schedule that of these integrations: new ones come, gone ones go, changed ones change. What runs is left alone.</summary>
    /// <param name="lastStarted">When an integration was last read; null: never.</param>
    public async Task ApplyAsync(IReadOnlyCollection<Integration> integrations, Func<string, DateTimeOffset?> lastStarted, CancellationToken cancellationToken)
    {
        foreach (JobKey gone in (await JobsAsync(cancellationToken)).ExceptBy(integrations.Select(one => one.Name), key => key.Name).ToArray())
        {
            await scheduler.DeleteJob(gone, cancellationToken);
        }

        foreach (Integration integration in integrations)
        {
            await scheduler.AddJob(
                JobBuilder.Create<IntegrationJob>().WithIdentity(ScheduleKeys.Job(integration.Name)).StoreDurably().Build(),
                new AddJobOptions { Replace = true },
                cancellationToken);
            await ApplyAsync(integration, lastStarted(integration.Name), cancellationToken);
            DurableSteps.Passed(DurableSteps.ScheduleWritten);
        }

        outlook.Forget();
    }

    /// <summary>Brings back what lies further off than anything is ever put, for a clock that was ahead when it was put there.</summary>
    public async Task RecoverAsync(IReadOnlyCollection<Integration> integrations, CancellationToken cancellationToken)
    {
        foreach (Integration integration in integrations)
        {
            await ApplyAsync(integration, null, cancellationToken);
        }

        DateTimeOffset now = time.GetUtcNow();
        foreach ((ITrigger trigger, ScheduleOrder order) in await OrdersAsync(cancellationToken))
        {
            // One that fires now has no next time.
            if (!(trigger.NextFireTimeUtc - now > LongestWait))
            {
                continue;
            }

            string integration = trigger.JobKey.Name;
            await (order.Range is null
                ? WishAsync(integration, order.Run!.Value, cancellationToken)
                : BackfillAsync(integration, order, now, cancellationToken));
        }
    }

    /// <summary>Has the nightly work done.</summary>
    public async Task ApplyHousekeepingAsync(string cron, CancellationToken cancellationToken)
    {
        IJobDetail job = JobBuilder.Create<HousekeepingJob>().WithIdentity(ScheduleKeys.Housekeeping).StoreDurably().Build();
        ITrigger nightly = TriggerBuilder.Create(time)
            .WithIdentity(ScheduleKeys.Nightly)
            .WithSchedule(CronScheduleBuilder.Create(cron).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        if (await scheduler.GetTrigger(ScheduleKeys.Nightly, cancellationToken) is not ICronTrigger { CronExpressionString: { } known } trigger
            || known != cron
            || trigger.NextFireTimeUtc - time.GetUtcNow() > LongestNight)
        {
            await scheduler.ScheduleJob(job, nightly, ScheduleJobOptions.Replacing, cancellationToken);
        }
    }

    /// <summary>Syncs once, as soon as nothing else of the integration runs.</summary>
    public async Task WishAsync(string integration, long run, CancellationToken cancellationToken) =>
        await scheduler.ScheduleJob(
            TriggerBuilder.Create(time)
                .WithIdentity(ScheduleKeys.Wish(integration))
                .ForJob(ScheduleKeys.Job(integration))
                .UsingJobData(new ScheduleOrder(run).ToData())
                .StartNow()
                .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
                .Build(),
            ScheduleJobOptions.Replacing,
            cancellationToken);

    /// <summary>Reads one day after another until <see cref="RemoveAsync"/>: nothing but that ends it, no restart either.</summary>
    /// <param name="start">When the next day is read.</param>
    public async Task BackfillAsync(string integration, ScheduleOrder order, DateTimeOffset start, CancellationToken cancellationToken) =>
        await scheduler.ScheduleJob(
            TriggerBuilder.Create(time)
                .WithIdentity(ScheduleKeys.Backfill(integration, order.Run!.Value))
                .ForJob(ScheduleKeys.Job(integration))
                .UsingJobData(order.ToData())
                .StartAt(start)
                .WithSchedule(SimpleScheduleBuilder.Create()
                    .WithInterval(BetweenDays)
                    .RepeatForever()
                    .MeasureIntervalFromCompletion()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount))
                .Build(),
            ScheduleJobOptions.Replacing,
            cancellationToken);

    public async Task<bool> RemoveAsync(TriggerKey trigger, CancellationToken cancellationToken)
    {
        bool removed = await scheduler.UnscheduleJob(trigger, cancellationToken);
        DurableSteps.Passed(DurableSteps.OrderRemoved);
        return removed;
    }

    /// <summary>Every trigger that carries a run: backfills and wishes.</summary>
    public async Task<IReadOnlyList<(ITrigger Trigger, ScheduleOrder Order)>> OrdersAsync(CancellationToken cancellationToken)
    {
        PagedResult<TriggerHeader> headers = await scheduler.QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, cancellationToken);
        TriggerKey[] keys = [.. headers.Items.Select(header => header.Key).Where(key => ScheduleKeys.IsBackfill(key) || key.Group == ScheduleKeys.WishGroup)];
        IReadOnlyList<ITrigger> triggers = [.. await scheduler.GetTriggers(keys, cancellationToken)];
        return [.. triggers.Select(trigger => (trigger, ScheduleOrder.Of(trigger)))];
    }

    /// <summary>Whether a sync of the integration is due, by its schedule or by a wish, and nothing but another firing holds it up.</summary>
    public async Task<bool> IsSyncDueAsync(string integration, CancellationToken cancellationToken)
    {
        PagedResult<TriggerHeader> due = await scheduler.QueryTriggers(
            new TriggerQuery { Job = ScheduleKeys.Job(integration), NextFireTimeBefore = time.GetUtcNow(), Take = PagedQuery.All }, cancellationToken);
        return due.Items.Any(header => !ScheduleKeys.IsBackfill(header.Key) && header.State is TriggerState.Normal or TriggerState.Blocked);
    }

    public Task<bool> IsPausedAsync(string integration, CancellationToken cancellationToken) => outlook.IsPausedAsync(integration, cancellationToken);

    public async Task<bool> PauseAsync(string integration, string? by, CancellationToken cancellationToken)
    {
        if (await outlook.IsPausedAsync(integration, cancellationToken))
        {
            return false;
        }

        await scheduler.PauseTriggerGroupsWith(
            GroupMatcher<TriggerKey>.GroupEquals(ScheduleKeys.Group(integration)), new PauseDetails { RequestedBy = by }, cancellationToken);
        DurableSteps.Passed(DurableSteps.PauseWritten);
        outlook.Forget();
        return true;
    }

    public async Task<bool> ResumeAsync(string integration, CancellationToken cancellationToken)
    {
        if (!await outlook.IsPausedAsync(integration, cancellationToken))
        {
            return false;
        }

        await scheduler.ResumeTriggerGroups(GroupMatcher<TriggerKey>.GroupEquals(ScheduleKeys.Group(integration)), cancellationToken);
        outlook.Forget();
        return true;
    }

    private async Task ApplyAsync(Integration integration, DateTimeOffset? lastStarted, CancellationToken cancellationToken)
    {
        TriggerKey key = ScheduleKeys.Schedule(integration.Name);
        ITrigger? known = await scheduler.GetTrigger(key, cancellationToken);
        ITrigger? wanted = integration.Active ? FireTimes.Trigger(integration, lastStarted, time) : null;
        if (wanted is null)
        {
            await scheduler.UnscheduleJob(key, cancellationToken);
        }
        else if (known is null
            || known.Description != wanted.Description
            || FireTimes.IsOutOfReach(known.NextFireTimeUtc, integration.Schedule, time.GetUtcNow())
            || await scheduler.GetTriggerState(key, cancellationToken) == TriggerState.Error)
        {
            await scheduler.ScheduleJob(wanted, ScheduleJobOptions.Replacing, cancellationToken);
        }
    }

    private async Task<IEnumerable<JobKey>> JobsAsync(CancellationToken cancellationToken)
    {
        PagedResult<JobHeader> jobs = await scheduler.QueryJobs(
            new JobQuery { Group = GroupMatcher<JobKey>.GroupEquals(ScheduleKeys.JobGroup), Take = PagedQuery.All }, cancellationToken);
        return jobs.Items.Select(header => header.Key);
    }
}
