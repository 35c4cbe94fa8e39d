using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Connector.Core.Alerts;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Schedule;
using Connector.Telemetry;
using Connector.Tests.Schedule;

namespace Connector.Tests.Telemetry;

/// <summary>What is measured, by its names, units and attributes. Other tests measure at the same time, so an integration of its own is looked at alone.</summary>
public sealed partial class InstrumentTests : IAsyncLifetime
{
    private const string Name = "measured-shop";

    private readonly ConcurrentBag<Measured> _measured = [];
    private readonly ConcurrentBag<Activity> _spans = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _traces;
    private ServiceLab _lab = null!;

    public InstrumentTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Connector")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Connector",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Add,
        };
    }

    [Fact]
    public async Task A_sync_is_measured_under_names_and_units_of_the_conventions()
    {
        RunState run = await SyncAsync();
        Assert.True(run.Counts.Goals > 0);
        Assert.Equal(run.Counts.Goals, Sum("connector.records", "{record}", ("connector.outcome", "goal")));
        Assert.Equal(run.Counts.Unchanged, Sum("connector.records", "{record}", ("connector.outcome", "unchanged")));
        Assert.True(Sum("connector.batch.duration", "s", ("connector.resource", "events")) > 0);
        Assert.True(Sum("connector.export.wait_time", "s", ("connector.resource", "events")) > 0);
        Assert.True(Sum("connector.run.duration", "s", ("connector.run.kind", "sync"), ("connector.run.status", "done")) > 0);
        Assert.All(Ours(), measured => Assert.Matches(Names(), measured.Name));
        Assert.All(Ours().SelectMany(measured => measured.Tags), tag => Assert.Matches(Names(), tag.Key));
    }

    [Fact]
    public async Task Rejects_are_counted_by_reason_and_hook()
    {
        _lab.Write($"config/integrations/{Name}.json", File.ReadAllText(_lab.PathOf($"config/integrations/{Name}.json"))
            .Replace("\"goal\": { \"from\": \"event_name\" }", "\"goal\": { \"from\": \"event_json.nothing\" }"));
        RunState run = await SyncAsync();
        Assert.True(run.Counts.Rejected > 0);
        Assert.Equal(run.Counts.Rejected, Sum("connector.rejects", "{record}", ("connector.reject.reason", "goal_name_empty"), ("connector.hook", "purchase")));
        Assert.Equal(run.Counts.Rejected, Sum("connector.records", "{record}", ("connector.outcome", "rejected")));
    }

    [Fact]
    public async Task A_run_is_a_trace_of_its_own_with_spans_of_windows_and_batches()
    {
        using var outer = new Activity("a request that asked for it");
        outer.Start();
        RunState run = await SyncAsync();
        outer.Stop();
        Activity root = Assert.Single(_spans, span => Equals(span.GetTagItem("connector.integration"), Name));
        Assert.Equal(("sync", default), (root.DisplayName, root.ParentSpanId));
        Assert.NotEqual(outer.TraceId, root.TraceId);
        Assert.Equal((run.Id, "done"), (root.GetTagItem("connector.run.id"), root.GetTagItem("connector.run.status")));
        Activity[] trace = [.. _spans.Where(span => span.TraceId == root.TraceId && span != root)];
        Activity window = Assert.Single(trace, span => span.DisplayName == "window");
        Assert.Equal(root.SpanId, window.ParentSpanId);
        Activity[] batches = [.. trace.Where(span => span.DisplayName == "batch")];
        Assert.NotEmpty(batches);
        Assert.All(batches, batch => Assert.Equal(window.SpanId, batch.ParentSpanId));
        Assert.Equal(run.Counts.Records, batches.Sum(batch => (long)batch.GetTagItem("connector.batch.records")!));
    }

    [Fact]
    public async Task A_failure_marks_its_spans_and_tells_no_more_than_its_type()
    {
        _lab.Source.Faults.Enqueue(new SourceException("It said anna@example.com"));
        await SyncAsync();
        Activity root = Assert.Single(_spans, span => Equals(span.GetTagItem("connector.integration"), Name));
        foreach (Activity span in _spans.Where(span => span.TraceId == root.TraceId))
        {
            Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
            Assert.Equal("SourceException", span.GetTagItem("error.type"));
            Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains('@'));
        }
    }

    [Fact]
    public async Task Lag_and_the_runs_that_wait_are_there_whenever_they_are_asked_for()
    {
        await SyncAsync();
        ScheduleState state = await _lab.StateAsync(Name);
        using var gauges = new IntegrationGauges(_lab.Time);
        gauges.Show([state with { Waiting = [7, 8], RunningRun = 6 }], [new IntegrationFacts(Name, [], _lab.Time.GetUtcNow() - TimeSpan.FromHours(2), true, null, null)]);
        _meters.RecordObservableInstruments();
        Assert.InRange(Sum("connector.lag", "s"), 7_200, 7_300);
        Assert.Equal(2, Sum("connector.run.count", "{run}", ("connector.run.state", "queued")));
        Assert.Equal(1, Sum("connector.run.count", "{run}", ("connector.run.state", "running")));
    }

    [Fact]
    public async Task No_attribute_holds_what_records_hold()
    {
        await SyncAsync();
        string[] words = [Name, "events", "purchase", "sync", "done"];
        foreach (KeyValuePair<string, object?> tag in Ours().SelectMany(measured => measured.Tags).Where(tag => tag.Key != "connector.outcome"))
        {
            Assert.Contains(tag.Value, words);
        }

        Assert.All(_spans.SelectMany(span => span.TagObjects), tag => Assert.DoesNotMatch(Personal(), $"{tag.Value}"));
    }

    public async Task InitializeAsync()
    {
        _meters.Start();
        ActivitySource.AddActivityListener(_traces);
        _lab = await ServiceLab.MakeAsync();
        _lab.Configure(Name);
    }

    public async Task DisposeAsync()
    {
        _meters.Dispose();
        _traces.Dispose();
        await _lab.DisposeAsync();
    }

    [GeneratedRegex(@"^[a-z]+(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex Names();

    [GeneratedRegex(@"@|\+\d{10,}")]
    private static partial Regex Personal();

    private async Task<RunState> SyncAsync()
    {
        await _lab.StartAsync();
        return await _lab.EndAsync((await _lab.Control.SyncNowAsync(Name, null, CancellationToken.None)).Run);
    }

    private IEnumerable<Measured> Ours() => _measured.Where(measured => Equals(measured.Tags.GetValueOrDefault(Instruments.Integration), Name));

    private double Sum(string name, string unit, params (string Key, string Value)[] tags)
    {
        Measured[] found = [.. Ours().Where(one => one.Name == name && tags.All(tag => Equals(one.Tags.GetValueOrDefault(tag.Key), tag.Value)))];
        Assert.All(found, one => Assert.Equal(unit, one.Unit));
        return found.Sum(one => one.Value);
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Add(new Measured(instrument.Name, instrument.Unit, value, tags.ToArray().ToDictionary(StringComparer.Ordinal)));

    private sealed record Measured(string Name, string? Unit, double Value, Dictionary<string, object?> Tags);
}
