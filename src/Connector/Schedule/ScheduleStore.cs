using System.Data.Common;
using Connector.Core.Sync;
using Connector.Storage;
using Quartz;
using Quartz.Extensibility;

namespace Connector.Schedule;

/// <summary>The scheduler over its file, not firing yet. It remembers triggers, pauses and what it executed.</summary>
internal sealed class ScheduleStore : IAsyncDisposable
{
    /// <summary>A firing this late counts as missed, so that several missed ones become one.</summary>
    public static readonly TimeSpan MisfireThreshold = TimeSpan.FromSeconds(1);

    /// <summary>How often a service that shares its schedule shows that it lives; one that misses two is replaced.</summary>
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(3);

    private const int MostAtOnce = 64;
    private const int ExecutionsPerJob = 500;
    private const int ExecutionsInAll = 20_000;

    private static readonly TimeSpan ExecutionsKept = TimeSpan.FromDays(30);

    private readonly ServiceProvider _parts;
    private readonly DbDataSource _source;

    private ScheduleStore(ServiceProvider parts, IScheduler scheduler, DbDataSource source)
    {
        _parts = parts;
        _source = source;
        Scheduler = scheduler;
        History = parts.GetRequiredService<IExecutionHistoryStore>();
    }

    public IScheduler Scheduler { get; }

    public IExecutionHistoryStore History { get; }

    /// <param name="url">The store that the schedule belongs to. Where several services may serve it, they share the schedule: each firing is one's.</param>
    /// <exception cref="StoreException">The schedule's file or database cannot be used.</exception>
    public static async Task<ScheduleStore> OpenAsync(StoreUrl url, ScheduleWork work, ILoggerFactory log, TimeProvider time, CancellationToken cancellationToken)
    {
        DbDataSource source = url.OpenSchedule();
        ServiceProvider parts = new ServiceCollection()
            .AddSingleton(log)
            .Configure<ExecutionHistoryOptions>(history =>
            {
                history.Retention = ExecutionsKept;
                history.MaxEntriesPerJob = ExecutionsPerJob;
                history.MaxEntriesPerScheduler = ExecutionsInAll;
            })
            .AddQuartz(quartz =>
            {
                quartz.UseTimeProvider(time);
                quartz.UseDefaultThreadPool(MostAtOnce);
                quartz.UseJobFactory(new ScheduleJobFactory(work));
                quartz.ConfigureScheduler(scheduler =>
                {
                    scheduler.InstanceName = ScheduleKeys.Scheduler;
                    scheduler.ShutdownJobInterruption = ShutdownJobInterruption.WhenWaitingForJobs;
                });
                quartz.UsePersistentStore(store =>
                {
                    if (url.IsShared)
                    {
                        store.UsePostgres(data => data.DataSourceFactory = _ => source);
                        store.UseClustering(cluster =>
                        {
                            cluster.CheckinInterval = CheckIn;
                            cluster.CheckinMisfireThreshold = CheckIn;
                        });
                    }
                    else
                    {
                        store.UseSqlite(data => data.DataSourceFactory = _ => source);
                    }

                    store.ProvisionSchema();
                    store.UseExecutionHistory();
                    store.ConfigureStore(options =>
                    {
                        options.StoreJobDataAsStrings = true;
                        options.MisfireThreshold = MisfireThreshold;
                    });
                });
            })
            .BuildServiceProvider();
        try
        {
            IScheduler scheduler = await parts.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
            return new ScheduleStore(parts, scheduler, source);
        }
        catch (Exception e)
        {
            await parts.DisposeAsync();
            await source.DisposeAsync();
            if (e is SchedulerException or DbException)
            {
                throw new StoreException(
                    url.IsShared
                        ? $"The schedule in {url.Schedule} cannot be used. See that PostgreSQL runs there and that the user of the store may make tables."
                        : $"The schedule {url.Schedule} cannot be used: {e.Message} Move it away: it is made anew from the config, without pauses and waiting backfills.",
                    e);
            }

            throw;
        }
    }

    /// <summary>Fires nothing more, asks what is running to stop, and waits for it.</summary>
    public async Task StopAsync()
    {
        if (Scheduler.Status != SchedulerStatus.Shutdown)
        {
            await Scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _parts.DisposeAsync();
        await _source.DisposeAsync();
    }
}
