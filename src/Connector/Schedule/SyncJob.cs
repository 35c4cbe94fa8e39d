using Quartz;
using Quartz.Extensibility;

namespace Connector.Schedule;

/// <summary>Reads one integration when its trigger fires. All the work is in the function; this class is only the door.</summary>
/// <remarks>One job an integration: it never runs twice at once, while different integrations do.</remarks>
[DisallowConcurrentExecution]
internal sealed class SyncJob(Func<string, Task> sync) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await sync(context.JobDetail.Key.Name);
}

/// <summary>Makes the one kind of job there is.</summary>
internal sealed class SyncJobFactory(Func<string, Task> sync) : IJobFactory
{
    public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default) =>
        new(new JobScope(new SyncJob(sync), null));

    public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => default;
}
