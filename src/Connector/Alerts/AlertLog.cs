namespace Connector.Alerts;

/// <summary>What is said of alerts. Event ids 2200 to 2299; an id, once released, keeps its meaning.</summary>
internal static partial class AlertLog
{
    [LoggerMessage(2200, LogLevel.Warning, "Alert {Kind}: {Text}")]
    public static partial void Raised(this ILogger logger, string kind, string text);

    [LoggerMessage(2201, LogLevel.Information, "Recovered from {Kind}: {Text}")]
    public static partial void Recovered(this ILogger logger, string kind, string text);

    [LoggerMessage(2202, LogLevel.Information, "The webhook {Webhook} took a message")]
    public static partial void Taken(this ILogger logger, string webhook);

    [LoggerMessage(2203, LogLevel.Error, "The webhook {Webhook} did not take a message of {At}, which is given up: {Reason}")]
    public static partial void GivenUp(this ILogger logger, string webhook, string at, string reason);

    [LoggerMessage(2204, LogLevel.Warning, "The settings name no webhook {Webhook} any more; a message to it is dropped")]
    public static partial void ReceiverGone(this ILogger logger, string webhook);

    [LoggerMessage(2205, LogLevel.Error, "Alerts could not be looked after ({Reason}); it is tried again")]
    public static partial void Failed(this ILogger logger, string reason);

    [LoggerMessage(2206, LogLevel.Critical, "No alerts any more until the next start: {Reason}")]
    public static partial void Ended(this ILogger logger, string reason, Exception exception);
}
