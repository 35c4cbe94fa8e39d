using Connector.Core.Sync;
using Connector.Output;

namespace Connector.Schedule;

/// <summary>Everything the service says. Event ids 2000 to 2099; an id, once released, keeps its meaning.</summary>
internal static partial class ServiceLog
{
    public static void SyncDone(this ILogger logger, string integration, RunCounts counts, TimeSpan elapsed)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            logger.SyncEnded(integration, RunOutput.Sentence(counts, elapsed));
        }
    }

    public static void BackfillDone(this ILogger logger, string integration, RunCounts counts)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            logger.BackfillEnded(integration, counts.Records, counts.Rejected);
        }
    }

    [LoggerMessage(2000, LogLevel.Information, "Started with {Count} scheduled integrations; config {Config}, store {Store}")]
    public static partial void Started(this ILogger logger, int count, string config, string store);

    [LoggerMessage(2001, LogLevel.Information, "{Integration} is read next at {Next}")]
    public static partial void Scheduled(this ILogger logger, string integration, string next);

    [LoggerMessage(2002, LogLevel.Information, "{Integration} synced: {Summary}")]
    public static partial void SyncEnded(this ILogger logger, string integration, string summary);

    [LoggerMessage(2003, LogLevel.Error, "{Integration} failed: {Reason} What was read is stored; the next sync goes on from there")]
    public static partial void SyncFailed(this ILogger logger, string integration, string reason);

    [LoggerMessage(2004, LogLevel.Information, "{Integration} was interrupted; the next sync goes on from there")]
    public static partial void SyncInterrupted(this ILogger logger, string integration);

    [LoggerMessage(2005, LogLevel.Information, "{Integration}: {Notice}")]
    public static partial void Noticed(this ILogger logger, string integration, string notice);

    [LoggerMessage(2006, LogLevel.Information, "The config changed and is in use")]
    public static partial void ConfigChanged(this ILogger logger);

    [LoggerMessage(2007, LogLevel.Error, "{Problem}")]
    public static partial void ConfigProblem(this ILogger logger, string problem);

    [LoggerMessage(2008, LogLevel.Error, "The changed config has errors; the one in use stays")]
    public static partial void ConfigBroken(this ILogger logger);

    [LoggerMessage(2009, LogLevel.Information, "Stopping; the batch in hand is committed")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(2010, LogLevel.Error, "The changed config could not be put to use ({Reason}); it is tried again")]
    public static partial void ConfigDeferred(this ILogger logger, string reason);

    [LoggerMessage(2011, LogLevel.Information, "{Integration}: the {Kind} was cancelled")]
    public static partial void RunCancelled(this ILogger logger, string integration, string kind);

    [LoggerMessage(2012, LogLevel.Information, "{Integration} was read again: {Records} records, {Rejected} rejected")]
    public static partial void BackfillEnded(this ILogger logger, string integration, long records, long rejected);

    [LoggerMessage(2013, LogLevel.Warning, "{Integration}: the backfill could not go on ({Reason}) and is tried again in {Wait}")]
    public static partial void BackfillWaits(this ILogger logger, string integration, string reason, TimeSpan wait);

    [LoggerMessage(2014, LogLevel.Information, "{Count} runs of an earlier process were broken off and are marked as interrupted")]
    public static partial void RunsAbandoned(this ILogger logger, int count);

    [LoggerMessage(2015, LogLevel.Information, "{Count} runs that waited in an earlier process wait here")]
    public static partial void RunsTakenOver(this ILogger logger, int count);

    [LoggerMessage(2016, LogLevel.Information, "Tidied: {Runs} runs, {Rejects} rejects, {AuditEntries} audit entries, {Samples} sampled records, {Messages} ids of messages and {Deliveries} messages to other systems were too old to be kept")]
    public static partial void Tidied(this ILogger logger, long runs, long rejects, long auditEntries, long samples, long messages, long deliveries);

    [LoggerMessage(2017, LogLevel.Error, "Old rows could not be removed ({Reason}); the next night tries again")]
    public static partial void TidyFailed(this ILogger logger, string reason);

    [LoggerMessage(2018, LogLevel.Information, "{Integration}: the backfill was interrupted; the next start goes on from there")]
    public static partial void BackfillInterrupted(this ILogger logger, string integration);

    [LoggerMessage(2019, LogLevel.Warning, "It was not seen whether another service is gone ({Reason}); it is tried again")]
    public static partial void OthersNotSeen(this ILogger logger, string reason);

    [LoggerMessage(2020, LogLevel.Information, "{Integration}: read {Windows} windows of the backfill that is run {Run}, which another service leads")]
    public static partial void BackfillHelped(this ILogger logger, string integration, int windows, long run);

    [LoggerMessage(2021, LogLevel.Information, "{Integration}: run {Run} was ended, or its window is read elsewhere now; nothing more is read of it here")]
    public static partial void BackfillHelpEnded(this ILogger logger, string integration, long run);

    [LoggerMessage(2022, LogLevel.Warning, "{Integration}: a window of run {Run} could not be read here ({Reason}); it is left to others, and nothing more is read of the run here for {Wait}")]
    public static partial void BackfillHelpFailed(this ILogger logger, string integration, long run, string reason, TimeSpan wait);

    [LoggerMessage(2023, LogLevel.Warning, "The clock was set back by {By}; what was to fire by it fires by the new one")]
    public static partial void ClockSetBack(this ILogger logger, TimeSpan by);

    [LoggerMessage(2024, LogLevel.Error, "The schedule could not be put right ({Reason}); it is tried again")]
    public static partial void ScheduleNotRecovered(this ILogger logger, string reason);
}
