using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Core.Ingest;

/// <summary>One integration's hooks on messages, compiled once.</summary>
internal sealed class MessageLane : IDisposable
{
    private readonly Dictionary<LogResource, Stop> _stops = [];
    private readonly MessageSamples? _samples;

    /// <param name="samples">Gets what the hooks look at; null: nobody does.</param>
    public MessageLane(Integration integration, MessageSamples? samples = null)
    {
        _samples = samples;
        Integration = integration;
        TimeZoneInfo zone = integration.Source.TimeZone is { } named ? TimeZoneInfo.FindSystemTimeZoneById(named) : TimeZoneInfo.Utc;
        foreach (LogResource type in integration.Resources)
        {
            var plan = new ResourcePlan(integration, type, zone);
            _stops.Add(type, new Stop(plan, new RecordSelector(plan, 0), new MessageReader(plan.Schema)));
        }
    }

    public Integration Integration { get; }

    /// <summary>Some hook looks at messages of the type.</summary>
    public bool Wants(LogResource type) => _stops.ContainsKey(type);

    /// <summary>Adds what the hooks want of a message.</summary>
    /// <param name="text">As <see cref="MessageText"/> writes it.</param>
    public void Select(LogResource type, ArraySegment<byte> text, MessageBatch batch)
    {
        if (!_stops.TryGetValue(type, out Stop? stop))
        {
            return;
        }

        RecordBatch records = batch.Of(stop.Plan);
        int before = records.Hits.Count;
        Record record = stop.Reader.Read(text);
        stop.Selector.Select(record, records);
        _samples?.Look(Integration.Name, type, record, isWanted: records.Hits.Count > before);
        for (int i = before; i < records.Hits.Count; i++)
        {
            batch.Hits.Add((records.Hits[i], records));
        }
    }

    public void Dispose()
    {
        foreach (Stop stop in _stops.Values)
        {
            stop.Selector.Dispose();
        }
    }

    private sealed record Stop(ResourcePlan Plan, RecordSelector Selector, MessageReader Reader);
}

/// <summary>What the hooks want of some messages, in the order of the messages, whatever their types.</summary>
internal sealed class MessageBatch : IDisposable
{
    private readonly Dictionary<LogResource, RecordBatch> _batches = [];

    public List<(Hit Hit, RecordBatch Batch)> Hits { get; } = [];

    public IEnumerable<RecordBatch> Batches => _batches.Values;

    public RecordBatch Of(ResourcePlan plan)
    {
        if (!_batches.TryGetValue(plan.Resource, out RecordBatch? batch))
        {
            _batches.Add(plan.Resource, batch = new RecordBatch(plan, 1));
        }

        return batch;
    }

    public void Dispose()
    {
        foreach (RecordBatch batch in _batches.Values)
        {
            batch.Dispose();
        }
    }
}
