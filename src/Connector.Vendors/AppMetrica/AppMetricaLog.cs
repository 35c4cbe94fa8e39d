using Microsoft.Extensions.Logging;

namespace Connector.Vendors.AppMetrica;

/// <summary>Everything this folder says. Event ids 1000 to 1099; an id, once released, keeps its meaning.</summary>
internal static partial class AppMetricaLog
{
    [LoggerMessage(1000, LogLevel.Information, "Asked for {Resource} of application {ApplicationId}, {Window}, joining an earlier request: {Join}")]
    public static partial void ExportAsked(this ILogger logger, string resource, long applicationId, string window, bool join);

    [LoggerMessage(1001, LogLevel.Debug, "Waiting for {Resource} of application {ApplicationId}: {Percent} % made, asking again in {Pause}")]
    public static partial void ExportWaiting(this ILogger logger, string resource, long applicationId, int? percent, TimeSpan pause);

    [LoggerMessage(1002, LogLevel.Information, "Read {Resource} of application {ApplicationId}: {Records} records, {Bytes} bytes, {Elapsed} after the first request")]
    public static partial void ExportRead(this ILogger logger, string resource, long applicationId, long records, long bytes, TimeSpan elapsed);

    [LoggerMessage(1003, LogLevel.Warning, "{Subject} of application {ApplicationId} got no answer ({Reason}); asking again in {Pause}")]
    public static partial void RequestFailed(this ILogger logger, string subject, long applicationId, string reason, TimeSpan pause);

    [LoggerMessage(1004, LogLevel.Information, "{Subject} of application {ApplicationId} was put off ({Reason}); asking again in {Pause}")]
    public static partial void RateLimited(this ILogger logger, string subject, long applicationId, string reason, TimeSpan pause);

    [LoggerMessage(1005, LogLevel.Warning, "Still waiting for {Resource} of application {ApplicationId}, {Elapsed} after the first request")]
    public static partial void ExportSlow(this ILogger logger, string resource, long applicationId, TimeSpan elapsed);

    [LoggerMessage(1006, LogLevel.Warning, "Got {Records} records of {Resource} of application {ApplicationId} where the server told {Told}")]
    public static partial void RowsDiffer(this ILogger logger, string resource, long applicationId, long records, long told);

    [LoggerMessage(1007, LogLevel.Information, "{Resource} of application {ApplicationId} waits for a place: {Places} exports of the application are in the server's queue, asked for here or by others who share the store")]
    public static partial void PlaceAwaited(this ILogger logger, string resource, long applicationId, int places);
}
