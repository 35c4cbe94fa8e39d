using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Connector.Core.Telemetry;

/// <summary>What is measured on the road of a batch. Names and units follow OpenTelemetry's conventions; where nobody listens, nothing is measured.</summary>
/// <remarks>Attributes name integrations, hooks, resources and reasons: words of the config and of ours, never of a record.</remarks>
public static class Instruments
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "Connector";

    public const string Integration = "connector.integration";
    public const string Resource = "connector.resource";
    public const string Hook = "connector.hook";
    public const string Outcome = "connector.outcome";
    public const string Reason = "connector.reject.reason";
    public const string RunId = "connector.run.id";
    public const string RunKind = "connector.run.kind";
    public const string RunStatus = "connector.run.status";
    public const string ErrorType = "error.type";

    public static readonly ActivitySource Traces = new(Name);

    public static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Records = Meter.CreateCounter<long>(
        "connector.records", "{record}", "Decisions about records, by what became of them. A record that is read again counts again.");

    internal static readonly Counter<long> Rejects = Meter.CreateCounter<long>(
        "connector.rejects", "{record}", "Refused records, by reason. A record that is read again counts again.");

    internal static readonly Histogram<double> BatchDuration = Meter.CreateHistogram(
        "connector.batch.duration",
        "s",
        "Loading, deciding and committing one batch.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    internal static readonly Histogram<double> ExportWait = Meter.CreateHistogram(
        "connector.export.wait_time",
        "s",
        "From asking for an export to the first byte of its file.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200] });

    internal static readonly Histogram<double> RunDuration = Meter.CreateHistogram(
        "connector.run.duration",
        "s",
        "A run, or one day of a backfill.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400] });
}
