using System.Diagnostics;
using Connector.Core.Sync;

namespace Connector.Core.Telemetry;

/// <summary>One run, or one part of it, as a trace of its own and a measurement.</summary>
internal readonly struct RunTelemetry : IDisposable
{
    private readonly RunState _run;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _activity;

    private RunTelemetry(RunState run, TimeProvider time)
    {
        (_run, _time, _started) = (run, time, time.GetTimestamp());
        if (Instruments.Traces.HasListeners())
        {
            // Whoever began the run, a request or a firing, does not wait for it: the trace begins here.
            Activity.Current = null;
            _activity = Instruments.Traces.StartActivity(run.Kind);
            _activity?.SetTag(Instruments.Integration, run.Integration).SetTag(Instruments.RunId, run.Id).SetTag(Instruments.RunKind, run.Kind);
        }
    }

    public static RunTelemetry Start(RunState run, TimeProvider time) => new(run, time);

    public void End(RunState run, Exception? fault)
    {
        Spans.Failed(_activity, fault);
        _activity?
            .SetTag(Instruments.RunStatus, run.Status)
            .SetTag("connector.run.records", run.Counts.Records)
            .SetTag("connector.run.rejected", run.Counts.Rejected);
        if (Instruments.RunDuration.Enabled)
        {
            Instruments.RunDuration.Record(
                _time.GetElapsedTime(_started).TotalSeconds,
                new TagList { { Instruments.Integration, _run.Integration }, { Instruments.RunKind, _run.Kind }, { Instruments.RunStatus, run.Status } });
        }
    }

    public void Dispose() => _activity?.Dispose();
}
