using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.Http;

namespace Connector.Tests.Vendors.AppMetrica;

/// <summary>A client over a scripted server, with a clock on which pauses are over at once.</summary>
internal sealed class LogsApiHarness : IDisposable
{
    public const string Token = "y0_SECRETtokenOfAUser";

    public static readonly ReceiveWindow Noon = new(At("2026-11-22T09:00:00Z"), At("2026-11-22T10:00:00Z"));

    public LogsApiHarness(HttpMessageHandler? handler = null, double jitter = 0, IExportPlaces? places = null)
    {
        Time = new ManualTime { SkipWaits = IsPause };
        Client = new AppMetricaClient(handler ?? Server, new LineDecoder(), Time, Log, () => jitter, new QueueGate(), places);
    }

    public ScriptedServer Server { get; } = new();

    public ManualTime Time { get; }

    public ListLogger Log { get; } = new();

    public ListSink Sink { get; } = new();

    public List<ExportProgress> Progress { get; } = [];

    public AppMetricaClient Client { get; }

    public AppMetricaSource Source { get; set; } = SourceOf(new Uri("https://api.example.test"));

    /// <summary>The waits so far.</summary>
    public double[] Pauses => [.. Time.Skipped.Select(pause => pause.TotalSeconds)];

    public static AppMetricaSource SourceOf(Uri baseUrl, ExportFormat format = ExportFormat.Json) => new(
        ApplicationId: 1111,
        Token,
        baseUrl,
        TimeZone: null,
        format,
        PollPause: TimeSpan.FromSeconds(15),
        RetryPause: TimeSpan.FromSeconds(5),
        SkipUnavailableShards: false);

    public static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public ExportRequest Request(LogResource? resource = null, params string[] fields)
    {
        resource ??= LogResource.Events;
        ImmutableArray<string> columns = fields.Length > 0 ? [.. fields] : ["event_name", "event_json"];
        return new ExportRequest(Source, resource, columns, resource.TakesDates ? Noon : null, TimeZoneInfo.Utc);
    }

    public Task ReadAsync(ExportRequest? request = null, bool join = false, CancellationToken cancellationToken = default)
    {
        request ??= Request();
        return Client.ReadAsync(request, join, new RecordSchema(request.Fields), Sink, new ListProgress(Progress), cancellationToken);
    }

    public void Csv() => Source = Source with { Format = ExportFormat.Csv };

    public void Dispose() => Client.Dispose();

    /// <summary>The two time limits are no pauses: a test fires them by hand.</summary>
    private static bool IsPause(TimeSpan wait) =>
        wait > TimeSpan.Zero && wait != HostPipelines.HeaderLimit && wait != WireStream.LongestSilence;

    private sealed class ListProgress(List<ExportProgress> told) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value)
        {
            lock (told)
            {
                told.Add(value);
            }
        }
    }
}
