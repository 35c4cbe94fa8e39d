using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Vendors.AppMetrica;

/// <summary>The Logs API of AppMetrica. One serves every integration of the process; safe to use from many tasks.</summary>
public sealed class AppMetricaClient : ILogsApi, IDisposable
{
    private readonly Sender _sender;
    private readonly ExportWait _wait;
    private readonly ManagementCalls _management;
    private readonly IExportDecoder _decoder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <param name="handler">Usually <see cref="VendorHandler.Create"/>; stays the caller's. It must neither follow redirects nor undo compression.</param>
    /// <param name="places">Keeps to the queue's limit together with other processes; null: there are none.</param>
    public AppMetricaClient(HttpMessageHandler handler, IExportDecoder decoder, TimeProvider time, ILogger<AppMetricaClient> logger, IExportPlaces? places = null)
        : this(handler, decoder, time, logger, Random.Shared.NextDouble, QueueGate.OfProcess, places)
    {
    }

    internal AppMetricaClient(
        HttpMessageHandler handler,
        IExportDecoder decoder,
        TimeProvider time,
        ILogger<AppMetricaClient> logger,
        Func<double> jitter,
        QueueGate gate,
        IExportPlaces? places = null)
    {
        Pauses pauses = new(jitter);
        _sender = new Sender(handler, time);
        AppMetricaRequests requests = new(_sender, new HostPipelines(time, pauses));
        _wait = new ExportWait(requests, gate, places, pauses, time, logger);
        _management = new ManagementCalls(requests, time, logger);
        _decoder = decoder;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    /// <remarks>Keep <see cref="Uri.AbsoluteUri"/>: <see cref="Uri.ToString"/> undoes some of the encoding.</remarks>
    public Uri UrlOf(ExportRequest request) => ExportUrl.Of(request);

    /// <inheritdoc/>
    public async Task ReadAsync(
        ExportRequest request, bool join, RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        Uri url = ExportUrl.Of(request);
        long started = _time.GetTimestamp();
        _logger.ExportAsked(request.Resource.Name, request.Source.ApplicationId, request.Window?.ToString() ?? "all", join);

        using Reply ready = await _wait.UntilReadyAsync(request, url, join, progress, cancellationToken);
        await using ExportBody body = await ExportBody.OpenAsync(ready.Opened!, request, _time, progress, cancellationToken);
        CountingSink counted = new(sink);
        await _decoder.DecodeAsync(body.Content, request.Source.Format, schema, counted, cancellationToken);
        await body.DrainAsync(cancellationToken);
        CheckRows(body, counted, request);

        progress?.Report(new ExportProgress(ExportStage.Done, null, body.Bytes, body.Bytes));
        _logger.ExportRead(
            request.Resource.Name, request.Source.ApplicationId, counted.Records + counted.Malformed, body.Bytes, _time.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken) =>
        _management.GetApplicationAsync(source, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken) =>
        _management.AreExportsAvailableAsync(source, cancellationToken);

    public void Dispose() => _sender.Dispose();

    /// <remarks>CSV has no end mark of its own, so fewer rows than told mean a lost end. JSON proved whole before this, and the header is not promised.</remarks>
    private void CheckRows(ExportBody body, CountingSink counted, ExportRequest request)
    {
        long records = counted.Records + counted.Malformed;
        if (body.Rows is not { } told || told == records || request.Parts > 1)
        {
            return;
        }

        if (request.Source.Format == ExportFormat.Csv && records < told && counted.Malformed == 0)
        {
            throw new ExportIncompleteException($"The export of {request.Resource} brought {records} of {told} rows.");
        }

        _logger.RowsDiffer(request.Resource.Name, request.Source.ApplicationId, records, told);
    }
}
