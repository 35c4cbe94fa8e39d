using Connector.Core.Catalog;
using Connector.Core.Ingest;
using Connector.Core.Sync;
using Connector.Core.Telemetry;

namespace Connector.Ingest;

/// <summary>Applies what the inbox holds as it comes in, page after page.</summary>
internal sealed class InboxPump(IInbox inbox, InboxWork work, Func<ConnectorCatalog> catalog, ILogger<InboxPump> log, TimeProvider time)
{
    private const int PageSize = 1 << 20;

    /// <summary>Bytes in the inbox beyond which applying them does not step back any more.</summary>
    private const long TooFarBehind = 256 << 20;

    private const double ShortestStepBack = 50;
    private const double LongestStepBack = 250;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenExpiries = TimeSpan.FromHours(1);

    /// <summary>The processor's time is shared by the machine's clock, whatever time the service is told it is.</summary>
    private static readonly TimeProvider Processor = TimeProvider.System;

    private readonly Lock _gate = new();
    private DateTimeOffset _nextExpiry = DateTimeOffset.MinValue;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _place;

    /// <summary>Goes on until it is cancelled; the page in hand is applied, or left whole.</summary>
    /// <param name="place">How far the inbox was applied before.</param>
    public async Task RunAsync(long place, CancellationToken cancellationToken)
    {
        string? told = null;
        Moved(place);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Moved(place = await StepAsync(place, cancellationToken));
                told = null;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                if (told != e.Message)
                {
                    log.NotApplied(told = e.Message);
                }

                await PauseAsync(cancellationToken);
            }
            catch (Exception e)
            {
                // A fault nobody foresaw must not end the applying unseen: the page stays, and is tried again.
                if (told != e.Message)
                {
                    told = e.Message;
                    log.PumpFailed(e);
                }

                await PauseAsync(cancellationToken);
            }
        }
    }

    /// <summary>Ends when everything that lies before a place of the inbox is applied.</summary>
    public async Task AppliedAsync(long place, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_place >= place)
                {
                    return;
                }

                moved = _moved.Task;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    private void Moved(long place)
    {
        lock (_gate)
        {
            _place = place;
            _moved.TrySetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task<long> StepAsync(long place, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() >= _nextExpiry)
        {
            int expired = await work.ExpireAsync(catalog(), cancellationToken);
            if (expired > 0)
            {
                log.Expired(expired);
            }

            _nextExpiry = time.GetUtcNow() + BetweenExpiries;
        }

        await work.KeepSamplesAsync(cancellationToken);
        InboxPage page = inbox.Read(place, PageSize);
        if (page.Requests.Count > 0 || page.Next > place)
        {
            long started = Processor.GetTimestamp();
            long end = inbox.End;
            await work.ApplyAsync(catalog(), inbox.Id, page, cancellationToken);
            DurableSteps.Passed(DurableSteps.InboxPageApplied);
            inbox.Forget(page.Next);
            await StepBackAsync(Processor.GetElapsedTime(started), arrived: inbox.End > end, inbox.End - page.Next, cancellationToken);
            return page.Next;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), enough, work.SamplesPause ?? BetweenExpiries, Timeout.InfiniteTimeSpan);
        try
        {
            await inbox.WaitAsync(place, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing came, and it is time to look at what waits, or to keep samples.
        }

        return place;
    }

    /// <summary>
    /// Senders wait for their answers, and nobody waits for what is on the disk: while more comes, applying takes half of the time, and
    /// takes more at once, which costs less.
    /// </summary>
    private static async Task StepBackAsync(TimeSpan worked, bool arrived, long left, CancellationToken cancellationToken)
    {
        if (arrived && left < TooFarBehind)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(worked.TotalMilliseconds, ShortestStepBack, LongestStepBack)), Processor, cancellationToken);
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(AfterFault, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
