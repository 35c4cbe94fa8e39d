using Connector.Core.Catalog;
using Connector.Core.Ingest;
using Connector.Core.Sync;

namespace Connector.Ingest;

/// <summary>Applies what the inbox holds as it comes in, page after page.</summary>
internal sealed class InboxPump(IInbox inbox, InboxWork work, Func<ConnectorCatalog> catalog, ILogger<InboxPump> log, TimeProvider time)
{
    private const int PageSize = 1 << 20;

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenExpiries = TimeSpan.FromHours(1);

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

        InboxPage page = inbox.Read(place, PageSize);
        if (page.Requests.Count > 0 || page.Next > place)
        {
            await work.ApplyAsync(catalog(), inbox.Id, page, cancellationToken);
            inbox.Forget(page.Next);
            return page.Next;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), enough, BetweenExpiries, Timeout.InfiniteTimeSpan);
        try
        {
            await inbox.WaitAsync(place, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing came, and it is time to look at what waits.
        }

        return place;
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
