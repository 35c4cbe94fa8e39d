using Connector.Core.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Connector.Schedule;

/// <summary>Fires every active integration on its schedule.</summary>
internal sealed class IntegrationScheduler : IAsyncDisposable
{
    /// <summary>A firing this late counts as missed, so that several missed ones become one.</summary>
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromSeconds(1);

    private const int MostAtOnce = 64;

    private readonly IScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, SyncSchedule> _scheduled = new(StringComparer.Ordinal);

    private IntegrationScheduler(IScheduler scheduler, TimeProvider time)
    {
        _scheduler = scheduler;
        _time = time;
    }

    /// <param name="sync">Reads the integration of that name. It must not throw; it stops by itself when the service stops.</param>
    public static async Task<IntegrationScheduler> StartAsync(Func<string, Task> sync, ILoggerFactory log, TimeProvider time, CancellationToken cancellationToken)
    {
        IScheduler scheduler = await QuartzSchedulerBuilder
            .Create(quartz =>
            {
                quartz.Services.AddSingleton(log);
                quartz.UseTimeProvider(time);
                quartz.UseDefaultThreadPool(MostAtOnce);
                quartz.UseInMemoryStore(store => store.MisfireThreshold = MisfireThreshold);
                quartz.UseJobFactory(new SyncJobFactory(sync));
            })
            .BuildScheduler(cancellationToken);
        await scheduler.Start(cancellationToken);
        return new IntegrationScheduler(scheduler, time);
    }

    /// <summary>Makes the schedule that of these integrations: new ones come, gone and inactive ones go, changed ones change. A run that goes on is left alone.</summary>
    /// <param name="lastStarted">When an integration was last read; null: never.</param>
    public async Task ApplyAsync(IEnumerable<Integration> integrations, Func<string, DateTimeOffset?> lastStarted, CancellationToken cancellationToken)
    {
        Dictionary<string, Integration> wanted = integrations
            .Where(one => one.Active && one.Schedule is { Cron: not null } or { Every: not null })
            .ToDictionary(one => one.Name, StringComparer.Ordinal);
        foreach (string gone in _scheduled.Keys.Except(wanted.Keys).ToArray())
        {
            await _scheduler.DeleteJob(new JobKey(gone), cancellationToken);
            _scheduled.Remove(gone);
        }

        foreach (Integration integration in wanted.Values)
        {
            if (_scheduled.GetValueOrDefault(integration.Name) == integration.Schedule)
            {
                continue;
            }

            ITrigger trigger = FireTimes.Trigger(integration, lastStarted(integration.Name), _time)!;
            if (_scheduled.ContainsKey(integration.Name))
            {
                await _scheduler.RescheduleJob(trigger.Key, trigger, cancellationToken: cancellationToken);
            }
            else
            {
                IJobDetail job = JobBuilder.Create<SyncJob>().WithIdentity(integration.Name).Build();
                await _scheduler.ScheduleJob(job, trigger, cancellationToken: cancellationToken);
            }

            _scheduled[integration.Name] = integration.Schedule;
        }
    }

    /// <returns>Null: it is not scheduled.</returns>
    public async Task<DateTimeOffset?> NextFireAsync(string integration, CancellationToken cancellationToken) =>
        (await _scheduler.GetTrigger(new TriggerKey(integration), cancellationToken))?.NextFireTimeUtc;

    /// <summary>Fires nothing more and waits for what is running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        await _scheduler.DisposeAsync();
    }
}
