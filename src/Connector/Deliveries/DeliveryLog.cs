namespace Connector.Deliveries;

/// <summary>Everything this folder says. Answers of destinations are left out: they may repeat what is no business of a log. Event ids 6000 to 6099.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(6001, LogLevel.Information, "{Destination} is told of profiles and goals")]
    public static partial void Begun(this ILogger logger, string destination);

    [LoggerMessage(6002, LogLevel.Warning, "{Destination} takes nothing now; it is asked again in {Pause}. 'deliveries list --state pending' shows what it said")]
    public static partial void Closed(this ILogger logger, string destination, TimeSpan pause);

    [LoggerMessage(6003, LogLevel.Error, "{Count} messages to {Destination} failed for good; 'deliveries list --state failed' shows why, 'deliveries retry' sends them again")]
    public static partial void Failed(this ILogger logger, int count, string destination);

    [LoggerMessage(6004, LogLevel.Error, "Messages to {Destination} cannot be sent now, and will be tried again: {Fault}")]
    public static partial void StoreFailed(this ILogger logger, string destination, string fault);

    [LoggerMessage(6005, LogLevel.Error, "Messages to {Destination} cannot be sent now, and will be tried again")]
    public static partial void SenderFailed(this ILogger logger, Exception exception, string destination);
}
