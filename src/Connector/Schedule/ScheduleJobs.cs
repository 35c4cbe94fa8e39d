using Quartz;
using Quartz.Extensibility;

namespace Connector.Schedule;

/// <summary>Does what a trigger of an integration asks. All the work is in the function; this class is only the door, whose name is stored.</summary>
/// <remarks>One job an integration: whatever fires it, it never runs twice at once, while different integrations do.</remarks>
[DisallowConcurrentExecution]
internal sealed class IntegrationJob(Func<IJobExecutionContext, CancellationToken, Task> work) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await work(context, cancellationToken);
}

/// <summary>Takes out of the store what is too old.</summary>
[DisallowConcurrentExecution]
internal sealed class HousekeepingJob(Func<IJobExecutionContext, CancellationToken, Task> work) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await work(context, cancellationToken);
}

/// <summary>What the service does when a job fires. It throws when it is stopped, and then alone. Set before the scheduler is started.</summary>
internal sealed class ScheduleWork
{
    public Func<IJobExecutionContext, CancellationToken, Task> Integration { get; set; } = static (_, _) => Task.CompletedTask;

    public Func<IJobExecutionContext, CancellationToken, Task> Housekeeping { get; set; } = static (_, _) => Task.CompletedTask;
}

/// <summary>Makes the two kinds of job there are.</summary>
internal sealed class ScheduleJobFactory(ScheduleWork work) : IJobFactory
{
    public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default) =>
        new(new JobScope(bundle.JobDetail.Key.Equals(ScheduleKeys.Housekeeping) ? new HousekeepingJob(work.Housekeeping) : new IntegrationJob(work.Integration), null));

    public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => default;
}
