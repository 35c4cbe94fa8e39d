using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Vendors.AppMetrica;

/// <summary>Asks for an export and asks again, the same bytes each time, until its file is there.</summary>
internal sealed class ExportWait(AppMetricaRequests requests, QueueGate gate, IExportPlaces? places, Pauses pauses, TimeProvider time, ILogger logger)
{
    /// <summary>Exports of half an hour are common; one that takes so long deserves a word in the log.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromHours(2);

    /// <summary>A place that is not free by then is worth a word: otherwise waiting looks like hanging.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    /// <returns>The answer with the file's body open.</returns>
    /// <remarks>There is no limit: a busy day at the server is no failure. Whoever has waited enough cancels.</remarks>
    public async Task<Reply> UntilReadyAsync(
        ExportRequest request, Uri url, bool join, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new ExportProgress(ExportStage.Queueing, null, 0, null));
        await using IAsyncDisposable place = await EnterAsync(request, cancellationToken);

        AppMetricaSource source = request.Source;
        string subject = $"The export of {request.Resource}";
        Patience patience = new(source.RetryPause, source.PollPause, Patience.ExportRetries, TimeSpan.MaxValue, setback => Tell(setback, request, subject, progress));
        long started = time.GetTimestamp();
        TimeSpan slow = Slow;
        bool fresh = !join;
        for (int poll = 0; ; poll++)
        {
            Reply reply = await requests.GetAsync(source, url, fresh, patience, cancellationToken);
            switch (Answer.Of(reply))
            {
                case Answer.Ready:
                    return reply;
                case Answer.Waiting waiting:
                    // Taken: asking for a new file once more would put this one at the end of the queue.
                    fresh = false;
                    TimeSpan pause = reply.RetryAfter is { } asked ? pauses.Asked(asked) : pauses.Poll(source.PollPause, poll);
                    progress?.Report(new ExportProgress(ExportStage.Preparing, waiting.Percent, 0, null) { SourceTime = reply.ServedAt });
                    logger.ExportWaiting(request.Resource.Name, source.ApplicationId, waiting.Percent, pause);
                    await Task.Delay(pause, time, cancellationToken);
                    break;
                default:
                    throw Faults.Of(reply, source, subject, request.Resource, request.Fields);
            }

            if (time.GetElapsedTime(started) is var elapsed && elapsed >= slow)
            {
                slow += Slow;
                logger.ExportSlow(request.Resource.Name, source.ApplicationId, elapsed);
            }
        }
    }

    private async Task<IAsyncDisposable> EnterAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        Task<IAsyncDisposable> entering = gate.EnterAsync(request.Source, places, cancellationToken);
        if (!entering.IsCompleted)
        {
            using var entered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (await Task.WhenAny(entering, Task.Delay(Prompt, time, entered.Token)) != entering && !cancellationToken.IsCancellationRequested)
            {
                logger.PlaceAwaited(request.Resource.Name, request.Source.ApplicationId, QueueGate.Places);
            }

            await entered.CancelAsync();
        }

        return await entering;
    }

    private void Tell(Setback setback, ExportRequest request, string subject, IProgress<ExportProgress>? progress)
    {
        if (setback.Reply is { } reply && Answer.Of(reply) is Answer.QueueFull or Answer.QuotaSpent)
        {
            progress?.Report(new ExportProgress(ExportStage.Queueing, null, 0, null));
            logger.RateLimited(subject, request.Source.ApplicationId, setback.Reason, setback.Pause);
            return;
        }

        logger.RequestFailed(subject, request.Source.ApplicationId, setback.Reason, setback.Pause);
    }
}
