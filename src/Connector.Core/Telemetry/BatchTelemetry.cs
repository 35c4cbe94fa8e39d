using System.Diagnostics;
using Connector.Core.Sync;

namespace Connector.Core.Telemetry;

/// <summary>One transaction of a batch, or of a few that waited, as a span and as measurements.</summary>
internal readonly struct BatchTelemetry : IDisposable
{
    private readonly string _integration;
    private readonly string _resource;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _span;

    private BatchTelemetry(ResourcePlan plan, TimeProvider time)
    {
        (_integration, _resource, _time) = (plan.Integration.Name, plan.Resource.Name, time);
        _started = Instruments.BatchDuration.Enabled ? time.GetTimestamp() : 0;
        _span = Instruments.Traces.StartActivity("batch");
    }

    public static BatchTelemetry Start(ResourcePlan plan, TimeProvider time) => new(plan, time);

    /// <param name="counts">What the transaction added.</param>
    public void Committed(RunCounts counts, RejectTally rejects)
    {
        _span?.SetTag("connector.batch.records", counts.Records).SetTag("connector.batch.matched", counts.Matched).SetTag("connector.batch.rejected", counts.Rejected);
        if (Instruments.BatchDuration.Enabled)
        {
            Instruments.BatchDuration.Record(
                _time.GetElapsedTime(_started).TotalSeconds,
                new TagList { { Instruments.Integration, _integration }, { Instruments.Resource, _resource } });
        }

        if (Instruments.Records.Enabled)
        {
            Count("created", counts.Created);
            Count("updated", counts.Updated);
            Count("unchanged", counts.Unchanged);
            Count("skipped", counts.Skipped);
            Count("goal", counts.Goals);
            Count("rejected", counts.Rejected);
        }

        foreach (((string? hook, string reason), long count) in rejects.Counts)
        {
            var tags = new TagList { { Instruments.Integration, _integration }, { Instruments.Reason, reason } };
            if (hook is not null)
            {
                tags.Add(Instruments.Hook, hook);
            }

            Instruments.Rejects.Add(count, tags);
        }
    }

    public void Dispose() => _span?.Dispose();

    private void Count(string outcome, long count)
    {
        if (count > 0)
        {
            Instruments.Records.Add(count, new TagList { { Instruments.Integration, _integration }, { Instruments.Outcome, outcome } });
        }
    }
}
