namespace Connector.Service;

/// <summary>Everything the web side of the service says. Event ids 2100 to 2199; an id, once released, keeps its meaning.</summary>
internal static partial class HostLog
{
    [LoggerMessage(2100, LogLevel.Information, "Listening on {Url}")]
    public static partial void Listening(this ILogger logger, string url);

    [LoggerMessage(2101, LogLevel.Warning, "{Url} is open to other machines and not encrypted. Put a proxy with a certificate before it, or listen on 127.0.0.1")]
    public static partial void OpenToOthers(this ILogger logger, string url);

    [LoggerMessage(2102, LogLevel.Error, "{Route} failed")]
    public static partial void CallFailed(this ILogger logger, string route, Exception exception);

    [LoggerMessage(2103, LogLevel.Error, "{Route} failed: {Reason}")]
    public static partial void StoreFailed(this ILogger logger, string route, string reason);

    [LoggerMessage(2104, LogLevel.Warning, "The use of the token {Name} could not be noted: {Reason}")]
    public static partial void UseNotNoted(this ILogger logger, string name, string reason);

    [LoggerMessage(2105, LogLevel.Debug, "{Method} {Route} answered {Status} in {Milliseconds} ms")]
    public static partial void Answered(this ILogger logger, string method, string route, int status, long milliseconds);

    [LoggerMessage(2106, LogLevel.Warning, "There is no token yet, so nobody can use the API. 'connector token create --name NAME --role admin' makes one")]
    public static partial void NoTokens(this ILogger logger);
}
