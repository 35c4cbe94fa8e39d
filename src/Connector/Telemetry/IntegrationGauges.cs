using System.Diagnostics.Metrics;
using Connector.Core.Alerts;
using Connector.Core.Telemetry;
using Connector.Schedule;

namespace Connector.Telemetry;

/// <summary>How integrations stand, for whoever asks the meters: as of the latest look, which is seconds old.</summary>
internal sealed class IntegrationGauges : IDisposable
{
    /// <summary>Attribute: <c>queued</c> or <c>running</c>.</summary>
    public const string RunState = "connector.run.state";

    private readonly Meter _meter = new(Instruments.Name);
    private readonly TimeProvider _time;
    private volatile Look _look = new([], []);

    public IntegrationGauges(TimeProvider time)
    {
        _time = time;
        _meter.CreateObservableGauge("connector.lag", Lags, "s", "How long ago that receive time is up to which an integration was read.");
        _meter.CreateObservableUpDownCounter("connector.run.count", Runs, "{run}", "Runs that are running, and runs that wait for their turn.");
    }

    public void Show(IReadOnlyList<ScheduleState> states, IReadOnlyList<IntegrationFacts> facts) => _look = new Look(states, facts);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Lags() =>
        from one in _look.Facts
        where one.ReadUpTo is not null
        select new Measurement<double>((_time.GetUtcNow() - one.ReadUpTo!.Value).TotalSeconds, Of(one.Integration));

    private IEnumerable<Measurement<long>> Runs() => _look.States.SelectMany(state => new[]
    {
        new Measurement<long>(state.RunningRun is null ? 0 : 1, Of(state.Name), new(RunState, "running")),
        new Measurement<long>(state.Waiting.Count, Of(state.Name), new(RunState, "queued")),
    });

    private static KeyValuePair<string, object?> Of(string integration) => new(Instruments.Integration, integration);

    private sealed record Look(IReadOnlyList<ScheduleState> States, IReadOnlyList<IntegrationFacts> Facts);
}
