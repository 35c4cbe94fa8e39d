namespace Connector.Core.Alerts;

/// <summary>What is known of an active destination at one moment.</summary>
/// <param name="Pending">Messages that wait.</param>
/// <param name="Failed">Messages that failed for good.</param>
/// <param name="Lag">How long the oldest pending one has waited; zero: none waits.</param>
public sealed record DeliveryFacts(string Destination, long Pending, long Failed, TimeSpan Lag);
