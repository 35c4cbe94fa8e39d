using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Sandbox.Generation;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Benchmarks.Micro;

/// <summary>An export in memory and the hooks of a workload; decoding it and running the filters is the part before the store.</summary>
internal sealed class SampleExport
{
    private readonly byte[] _body;

    private SampleExport(string workload, byte[] body)
    {
        (Catalog, Integration integration) = SyncWork.Configure(workload);
        Plan = new ResourcePlan(integration, LogResource.Events, TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"));
        _body = body;
    }

    public ConnectorCatalog Catalog { get; }

    public ResourcePlan Plan { get; }

    public static async Task<SampleExport> MakeAsync(string workload, int records)
    {
        using var body = new MemoryStream();
        var shop = new ShopOptions { Events = records, Users = records / 16 };
        await ShopExport.WriteAsync(shop, LogResource.Events, ExportFormat.Json, gzip: false, records, body, CancellationToken.None);
        return new SampleExport(workload, body.ToArray());
    }

    /// <summary>Decodes all and runs the filters into one batch.</summary>
    public async Task<RecordBatch> SelectAsync()
    {
        var batch = new RecordBatch(Plan, 1);
        using var selector = new RecordSelector(Plan, readAt: 0);
        await new ExportDecoder().DecodeAsync(
            new MemoryStream(_body), ExportFormat.Json, Plan.Schema, new Sink(selector, batch), CancellationToken.None);
        batch.Dispose();
        return batch;
    }

    private sealed class Sink(RecordSelector selector, RecordBatch batch) : IRecordSink
    {
        public bool Add(Record record)
        {
            selector.Select(record, batch);
            return false;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
        {
            selector.AddUnreadable(text, reason, batch);
            return false;
        }

        public ValueTask HandOnAsync(CancellationToken cancellationToken) => default;
    }
}
