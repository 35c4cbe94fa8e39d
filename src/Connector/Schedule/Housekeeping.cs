using Connector.Core.Sync;
using Quartz;

namespace Connector.Schedule;

/// <summary>Takes out of the store, every night, what is older than anybody wants to keep.</summary>
internal sealed class Housekeeping(IStoreUpkeep store, Retention retention, ILogger logger, TimeProvider time)
{
    /// <summary>At a quiet hour of this machine's zone; a night that was missed is made up for at the next start.</summary>
    public const string Nightly = "0 17 3 * * ?";

    public async Task ExecuteAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            Tidied gone = await store.TidyAsync(retention, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
            logger.Tidied(gone.Runs, gone.Rejects, gone.AuditEntries, gone.Samples, gone.Messages, gone.Deliveries);
            context.Result = JobRunReport.Succeeded($"{gone.Runs} runs, {gone.Rejects} rejects, {gone.AuditEntries} audit entries, {gone.Samples} sampled records, {gone.Messages} ids of messages, {gone.Deliveries} deliveries");
        }
        catch (StoreException e)
        {
            logger.TidyFailed(e.Message);
            context.Result = JobRunReport.Failed(e.Message);
        }
    }
}
