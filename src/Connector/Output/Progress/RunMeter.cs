using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Output.Progress;

/// <summary>Where a run stands, in words and numbers. Told by several threads, read by another.</summary>
internal sealed class RunMeter(string title, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private string? _what;
    private string? _name;
    private ExportProgress? _export;
    private long _downloadStarted;
    private RunCounts _counts = RunCounts.Zero;

    public void Start(LogResource resource, ReceiveWindow? window)
    {
        lock (_gate)
        {
            _what = window is { } range
                ? $"{title}: {resource.Name} from {range.From.UtcDateTime:yyyy-MM-dd HH:mm} to {range.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
                : $"{title}: {resource.Name}";
            _name = window is null ? $"{title} {resource.Name}" : $"{title} {resource.Name} {window.Value.From.UtcDateTime:MM-dd}";
            _export = null;
        }
    }

    public void Move(ExportProgress progress)
    {
        lock (_gate)
        {
            if (progress.Stage == ExportStage.Downloading && _export?.Stage != ExportStage.Downloading)
            {
                _downloadStarted = time.GetTimestamp();
            }

            _export = progress;
        }
    }

    public void Store(RunCounts counts)
    {
        lock (_gate)
        {
            _counts = counts;
        }
    }

    public Reading Read()
    {
        lock (_gate)
        {
            return new Reading(_name ?? title, _what ?? title, StageText(), Percent(), CountText());
        }
    }

    private double? Percent() => _export switch
    {
        { Stage: ExportStage.Preparing, ServerPercent: { } percent } => percent,
        { Stage: ExportStage.Downloading, TotalBytes: { } total and > 0, Bytes: var bytes } => Math.Min(100, bytes * 100.0 / total),
        { Stage: ExportStage.Done } => 100,
        _ => null,
    };

    private string StageText() => _export switch
    {
        null => "starting",
        { Stage: ExportStage.Queueing } => "waiting in the queue",
        { Stage: ExportStage.Preparing, ServerPercent: { } percent } => $"the file is being made, {percent} %",
        { Stage: ExportStage.Preparing } => "the file is being made",
        { Stage: ExportStage.Downloading, TotalBytes: { } total, Bytes: var bytes } => $"{Megabytes(bytes)} of {Megabytes(total)} MB{Remaining(bytes, total)}",
        { Bytes: var bytes } => $"{Megabytes(bytes)} MB",
    };

    private string CountText()
    {
        double seconds = time.GetElapsedTime(_started).TotalSeconds;
        string rate = seconds >= 1 && _counts.Records > 0 ? $", {RunOutput.Number((long)(_counts.Records / seconds))} a second" : "";
        return $"{RunOutput.Plural(_counts.Records, "record")}{rate}";
    }

    private string Remaining(long bytes, long total)
    {
        TimeSpan elapsed = time.GetElapsedTime(_downloadStarted);
        return elapsed.TotalSeconds < 2 || bytes == 0 || bytes >= total ? "" : $", about {Times.Span(elapsed * ((double)(total - bytes) / bytes))} left";
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0");

    /// <param name="Name">The run, resource and first day, short.</param>
    /// <param name="What">The run, resource and window.</param>
    /// <param name="Stage">Where its export stands.</param>
    /// <param name="Percent">Of that stage; null: nobody knows.</param>
    /// <param name="Counts">What the whole run has read.</param>
    internal sealed record Reading(string Name, string What, string Stage, double? Percent, string Counts);
}
