using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Sync;

namespace Connector.Deliveries;

/// <summary>Sends to one destination, as it is configured now, until it is disposed of.</summary>
internal sealed class DestinationLoop : IAsyncDisposable
{
    /// <summary>Between two looks for something to send, where there was nothing.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly IDestinationClient _client;
    private readonly IDeliveryStore _store;
    private readonly DestinationSender _sender;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Task _work;

    /// <param name="client">Disposed of with the loop.</param>
    public DestinationLoop(Destination destination, IDestinationClient client, IDeliveryStore store, ILogger logger, TimeProvider time)
    {
        (Destination, _client, _store, _logger, _time) = (destination, client, store, logger, time);
        _sender = new DestinationSender(destination, client, store, Random.Shared.NextDouble, time);
        _work = Task.Run(RunAsync);
    }

    public Destination Destination { get; }

    /// <inheritdoc cref="IDestinationClient.ClosedUntil"/>
    public DateTimeOffset? ClosedUntil => _client.ClosedUntil;

    /// <summary>What is under way is given up; what was answered is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TimeSpan pause = AfterFault;
            try
            {
                await using IAsyncDisposable? hold = await _store.HoldAsync(Destination.Name, _stop.Token);
                pause = Look;
                if (hold is not null)
                {
                    await SendAsync();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                _logger.StoreFailed(Destination.Name, e.Message);
            }
            catch (Exception e)
            {
                // Whatever it is: the other destinations and the syncs go on, and so does this one.
                _logger.SenderFailed(e, Destination.Name);
                pause = AfterFault;
            }

            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync()
    {
        while (true)
        {
            SendRound round = await _sender.SendAsync(_stop.Token);
            if (round.Failed > 0)
            {
                _logger.Failed(round.Failed, Destination.Name);
            }

            if (round.ClosedFor is { } closed)
            {
                _logger.Closed(Destination.Name, closed);
                await Task.Delay(closed, _time, _stop.Token);
            }
            else if (round.Taken == 0)
            {
                await Task.Delay(Look, _time, _stop.Token);
            }
        }
    }
}
