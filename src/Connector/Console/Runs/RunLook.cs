using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;

namespace Connector.Pages;

/// <summary>A run as a page shows it: what the store knows, and what goes on at this moment.</summary>
/// <param name="Doing">What is being done just now; null: nothing, or not by this service.</param>
/// <param name="Share">How much of the time to be read was read, 0 to 1; null: not known.</param>
/// <param name="Notice">Something good to know.</param>
public sealed record RunLook(RunState Run, string? Doing, double? Share, string? Notice)
{
    public bool IsOver => Run.Status is not (RunStatus.Queued or RunStatus.Running);

    /// <param name="progress">Null: the run neither runs nor waits in this service.</param>
    internal static RunLook Of(RunState run, RunProgress? progress) => progress is null
        ? new RunLook(run, null, run.Status == RunStatus.Done ? 1 : null, null)
        : new RunLook(
            run with { Status = progress.Status, Counts = progress.Counts, Error = progress.Error },
            DoingOf(progress),
            progress.Share,
            progress.Notice);

    private static string? DoingOf(RunProgress progress)
    {
        if (progress.Resource is not { } resource)
        {
            return progress.Status == RunStatus.Queued ? "Waits for its turn" : null;
        }

        string what = progress.Window is { } window
            ? $"{resource}, received {Words.Moments.Text(window.From)} to {Words.Moments.Text(window.To)}"
            : resource;
        return progress.Export switch
        {
            null => $"Asks for {what}",
            { Stage: ExportStage.Queueing } => $"Waits for a place in the source's queue: {what}",
            { Stage: ExportStage.Preparing, ServerPercent: { } percent } => $"The source prepares {what}: {percent} %",
            { Stage: ExportStage.Preparing } => $"The source prepares {what}",
            { TotalBytes: { } total } export => $"Reads {what}: {Size(export.Bytes)} of {Size(total)}",
            { } export => $"Reads {what}: {Size(export.Bytes)}",
        };
    }

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{RunOutput.Number(bytes >> 10)} KiB" : $"{bytes / (double)(1 << 20):0.0} MiB";
}
