using System.Diagnostics.Metrics;
using Connector.Core.Alerts;
using Connector.Core.Delivery;
using Connector.Core.Telemetry;

namespace Connector.Telemetry;

/// <summary>How destinations stand, for whoever asks the meters: as of the latest look, which is seconds old.</summary>
internal sealed class DestinationGauges : IDisposable
{
    /// <summary>Attribute: the destination's name.</summary>
    public const string Destination = "connector.destination";

    /// <summary>Attribute: <c>pending</c> or <c>failed</c>.</summary>
    public const string State = "connector.delivery.state";

    private readonly Meter _meter = new(Instruments.Name);
    private volatile IReadOnlyList<DeliveryFacts> _look = [];

    public DestinationGauges()
    {
        _meter.CreateObservableUpDownCounter("connector.delivery.count", Counts, "{message}", "Messages to a destination that wait, and those that failed for good.");
        _meter.CreateObservableGauge("connector.delivery.lag", Lags, "s", "How long the oldest message to a destination has waited.");
    }

    public void Show(IReadOnlyList<DeliveryFacts> facts) => _look = facts;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Counts() => _look.SelectMany(one => new[]
    {
        new Measurement<long>(one.Pending, Of(one), new(State, DeliveryState.Pending.Name())),
        new Measurement<long>(one.Failed, Of(one), new(State, DeliveryState.Failed.Name())),
    });

    private IEnumerable<Measurement<double>> Lags() => _look.Select(one => new Measurement<double>(one.Lag.TotalSeconds, Of(one)));

    private static KeyValuePair<string, object?> Of(DeliveryFacts facts) => new(Destination, facts.Destination);
}
