using Microsoft.Extensions.Logging;

namespace Connector.Vendors.Webhooks;

/// <summary>What is said of sending. Event ids 1100 to 1199; an id, once released, keeps its meaning.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(1100, LogLevel.Warning, "The webhook {Webhook} did not take a message ({Reason}); it is sent again in {Pause}")]
    public static partial void NotTaken(this ILogger logger, string webhook, string reason, TimeSpan pause);
}
