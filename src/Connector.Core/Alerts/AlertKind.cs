namespace Connector.Core.Alerts;

/// <summary>What an alert is about: the words that receivers know.</summary>
public static class AlertKind
{
    /// <summary>Several syncs failed in a row.</summary>
    public const string SyncFailed = "sync_failed";

    /// <summary>What was read is older than it may be.</summary>
    public const string LagExceeded = "lag_exceeded";

    /// <summary>Too many records of one sync were rejected.</summary>
    public const string RejectsExceeded = "rejects_exceeded";

    /// <summary>The source refuses the token; nothing gets better until a person acts.</summary>
    public const string TokenRefused = "token_refused";

    /// <summary>A destination refused messages for good, or was out of reach for too long.</summary>
    public const string DeliveryFailed = "delivery_failed";

    /// <summary>A message has waited for a destination longer than it may.</summary>
    public const string DeliveryLagging = "delivery_lagging";

    /// <summary>One of the others is over.</summary>
    public const string Recovered = "recovered";

    public static readonly IReadOnlyList<string> All = [SyncFailed, LagExceeded, RejectsExceeded, TokenRefused, DeliveryFailed, DeliveryLagging, Recovered];
}
