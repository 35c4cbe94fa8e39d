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

    /// <param name="path">The scheduler's file; made where there is none.</param>
    /// <exception cref="StoreException">The file cannot be used.</exception>
    public static async Task<ScheduleStore> OpenAsync(string path, ScheduleWork work, ILoggerFactory log, TimeProvider time, CancellationToken cancellationToken)
    {
        DbDataSource source = ScheduleFile.Open(path);
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
                    store.UseSqlite(data => data.DataSourceFactory = _ => source);
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
            if (e is SchedulerException)
            {
                throw new StoreException($"The schedule {path} cannot be used: {e.Message} Move it away: it is made anew from the config, without pauses and waiting backfills.", e);
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
