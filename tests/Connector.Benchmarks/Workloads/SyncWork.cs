using Connector.Configuration;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Benchmarks.Workloads;

/// <summary>One sync, put together as the command <c>sync</c> does: from the request to the closed store.</summary>
internal static class SyncWork
{
    public static Task<Measurement> RunAsync(string workload, string url, string format, string store)
    {
        (ConnectorCatalog catalog, Integration integration) = Configure(workload);
        integration = integration with
        {
            Source = integration.AppMetrica with { BaseUrl = new Uri(url), Format = Enum.Parse<ExportFormat>(format) },
            // The server gives the whole export whatever is asked for, so it is to be asked once: for one window that has all of it, the same again the second time.
            Schedule = integration.Schedule with
            {
                Start = TimeProvider.System.GetUtcNow().AddYears(-2),
                Lag = TimeSpan.Zero,
                Lookback = TimeSpan.FromDays(800),
                MaxWindow = TimeSpan.FromDays(2000),
            },
        };
        return Measurement.TakeAsync(async () =>
        {
            using HttpMessageHandler handler = VendorHandler.Create();
            using var source = new AppMetricaClient(handler, new ExportDecoder(), TimeProvider.System, NullLogger<AppMetricaClient>.Instance);
            await using IStore opened = await StoreOf(store).OpenAsync(TimeProvider.System, CancellationToken.None);
            await opened.PrepareAsync(catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
            var synchronizer = new Synchronizer(source, opened, opened.Progress, TimeProvider.System);
            RunState run = await synchronizer.SyncAsync(integration, observer: null, CancellationToken.None);
            return Of(run);
        });
    }

    public static Measurement Of(RunState run) =>
        Measurement.Of(run.Counts.Records, run.Counts.Matched, run.Counts.Created + run.Counts.Updated + run.Counts.Goals);

    /// <param name="store">What <c>--store</c> takes, or a SQLite file.</param>
    public static StoreUrl StoreOf(string store) => store.Contains('=', StringComparison.Ordinal) ? StoreUrl.Parse(store) : new SqliteUrl(store);

    /// <summary>The integration of a workload from the benchmark's own config folder.</summary>
    public static (ConnectorCatalog Catalog, Integration Integration) Configure(string workload)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "benchmark-config");
        ConfigResult config = ConfigFolder.Load(folder, static name => name == "APPMETRICA_TOKEN" ? "token" : null);
        ConnectorCatalog catalog = config.Catalog
            ?? throw new InvalidOperationException(string.Join('\n', config.Problems));
        return (catalog, catalog.Integrations[workload]);
    }
}
