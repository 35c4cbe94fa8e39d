namespace Connector.Ingest;

/// <summary>Everything this folder says.</summary>
internal static partial class IngestLog
{
    [LoggerMessage(5001, LogLevel.Error, "Messages were not kept and their sender was told so: {Fault}")]
    public static partial void NotKept(this ILogger logger, string fault);

    [LoggerMessage(5002, LogLevel.Error, "Messages that were kept are not applied yet, and will be tried again: {Fault}")]
    public static partial void NotApplied(this ILogger logger, string fault);

    [LoggerMessage(5005, LogLevel.Error, "Messages that were kept cannot be applied, and will be tried again")]
    public static partial void PumpFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5003, LogLevel.Warning, "{Count} events became rejects: nobody registered their users in time")]
    public static partial void Expired(this ILogger logger, int count);

    [LoggerMessage(5004, LogLevel.Information, "Messages are taken at POST / for {Integrations}")]
    public static partial void Open(this ILogger logger, string integrations);
}
