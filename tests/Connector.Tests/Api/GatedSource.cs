using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Tests.Api;

/// <summary>A source whose exports hold the records a test gives it, and which wait while the test keeps the gate shut.</summary>
internal sealed class GatedSource : ILogsApi
{
    private TaskCompletionSource _gate = Opened();

    /// <summary>The rows of the next export; those after it are empty.</summary>
    public string[] Records { get; set; } = [];

    /// <summary>How many exports were asked for.</summary>
    public Tally Asked { get; } = new("exports that were asked for");

    public void Shut() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public Uri UrlOf(ExportRequest request) => new($"http://source.test/{request.Resource.Name}?from={request.Window?.From.ToUnixTimeSeconds()}&to={request.Window?.To.ToUnixTimeSeconds()}");

    public async Task ReadAsync(ExportRequest request, bool join, RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        Asked.Add();
        progress?.Report(new ExportProgress(ExportStage.Preparing, 10, 0, null));
        await _gate.Task.WaitAsync(cancellationToken);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Records)));
        Records = [];
        await new ExportDecoder().DecodeAsync(body, ExportFormat.JsonLines, schema, sink, cancellationToken);
        progress?.Report(new ExportProgress(ExportStage.Done, null, body.Length, body.Length));
    }

    public Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken) =>
        Task.FromResult(new ApplicationDescription(source.ApplicationId, "Shop", "Europe/Moscow"));

    public Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken) => Task.FromResult(true);

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
