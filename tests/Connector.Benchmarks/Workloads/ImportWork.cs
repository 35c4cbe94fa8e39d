using System.IO.Compression;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Benchmarks.Workloads;

/// <summary>One packed file, as the command <c>import</c> reads it.</summary>
internal static class ImportWork
{
    public static Task<Measurement> RunAsync(string workload, string file, string store)
    {
        (ConnectorCatalog catalog, Integration integration) = SyncWork.Configure(workload);
        return Measurement.TakeAsync(async () =>
        {
            using HttpMessageHandler handler = VendorHandler.Create();
            var decoder = new ExportDecoder();
            using var source = new AppMetricaClient(handler, decoder, TimeProvider.System, NullLogger<AppMetricaClient>.Instance);
            await using IStore opened = await StoreUrl.Parse(store).OpenAsync(TimeProvider.System, CancellationToken.None);
            await opened.PrepareAsync(catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
            (TimeZoneInfo zone, _) = await Synchronizer.ImportZoneAsync(integration, opened.Progress, CancellationToken.None);
            var synchronizer = new Synchronizer(source, opened, opened.Progress, TimeProvider.System);
            RunState run = await synchronizer.ImportAsync(
                integration,
                LogResource.Events,
                zone,
                async (schema, sink, token) =>
                {
                    await using var body = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
                    await decoder.DecodeAsync(body, ExportFormat.Json, schema, sink, token);
                },
                observer: null,
                CancellationToken.None);
            return SyncWork.Of(run);
        });
    }
}
