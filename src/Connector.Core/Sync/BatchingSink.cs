using System.Threading.Channels;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Runs the filters over the records of a window as they are decoded, and hands full batches to the one who stores them.</summary>
/// <param name="sampling">Sees every record; null: nobody wants a sample.</param>
internal sealed class BatchingSink(ResourcePlan plan, RecordSelector selector, ChannelWriter<RecordBatch> batches, int batchSize, RecordSampling? sampling) : IRecordSink, IDisposable
{
    // A batch that nothing passes is handed on all the same, so that counters move; one of large records, so that memory stays flat.
    private const int MostRecords = 1 << 16;
    private const int MostRawBytes = 16 << 20;

    private RecordBatch _batch = new(plan, 1);

    public bool Add(Record record)
    {
        int hits = _batch.Hits.Count;
        selector.Select(record, _batch);
        sampling?.Look(record, _batch.Hits.Count > hits);
        return IsFull;
    }

    public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
    {
        selector.AddUnreadable(text, reason, _batch);
        return IsFull;
    }

    public async ValueTask HandOnAsync(CancellationToken cancellationToken)
    {
        RecordBatch full = _batch;
        _batch = new RecordBatch(plan, selector.Records + 1);
        await batches.WriteAsync(full, cancellationToken);
    }

    /// <summary>Hands on the last batch, be it empty, once the body proved whole.</summary>
    public ValueTask HandOnLastAsync(CancellationToken cancellationToken)
    {
        _batch.IsLast = true;
        return HandOnAsync(cancellationToken);
    }

    public void Dispose() => _batch.Dispose();

    private bool IsFull =>
        _batch.Hits.Count >= batchSize
        || _batch.Unreadable.Count >= batchSize
        || _batch.Records >= MostRecords
        || _batch.RawLength >= MostRawBytes;
}
