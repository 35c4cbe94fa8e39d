using System.Collections.Concurrent;
using Connector.Core.Catalog;
using Connector.Core.Delivery;

namespace Connector.Deliveries;

/// <summary>Sends to every active destination of the config in use, beside the runs of the service. Ends when it is disposed of.</summary>
internal sealed class DeliveryService : IAsyncDisposable
{
    /// <summary>A changed config is taken up within this.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, DestinationLoop> _loops = new(StringComparer.Ordinal);
    private readonly Func<ConnectorCatalog> _catalog;
    private readonly IDeliveryStore _store;
    private readonly HttpMessageHandler _handler;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private Task _watching = Task.CompletedTask;

    /// <param name="catalog">The config in use.</param>
    /// <param name="handler">The way out to other people's servers; stays the caller's.</param>
    public DeliveryService(Func<ConnectorCatalog> catalog, IDeliveryStore store, HttpMessageHandler handler, ILoggerFactory log, TimeProvider time)
    {
        (_catalog, _store, _handler, _logger, _time) = (catalog, store, handler, log.CreateLogger<DeliveryService>(), time);
    }

    /// <summary>Begins to send.</summary>
    public void Start() => _watching = Task.Run(WatchAsync);

    /// <summary>Until when nothing is sent to the destination; null: sending goes on, or the destination is not active.</summary>
    public DateTimeOffset? ClosedUntil(string destination) => _loops.GetValueOrDefault(destination)?.ClosedUntil;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await Task.WhenAll(_loops.Values.Select(loop => loop.DisposeAsync().AsTask()));
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        ConnectorCatalog? seen = null;
        while (!_stop.IsCancellationRequested)
        {
            ConnectorCatalog now = _catalog();
            if (!ReferenceEquals(now, seen))
            {
                seen = now;
                await UseAsync(now);
            }

            await Task.Delay(Look, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <remarks>A changed database changes how its fields are written, so with a new config every loop is a new one.</remarks>
    private async Task UseAsync(ConnectorCatalog catalog)
    {
        foreach (string name in _loops.Keys)
        {
            if (_loops.TryRemove(name, out DestinationLoop? loop))
            {
                await loop.DisposeAsync();
            }
        }

        foreach (Destination destination in catalog.Destinations.Values.Where(one => one.Active))
        {
            _loops[destination.Name] = new DestinationLoop(destination, DestinationClients.Create(destination, catalog, _handler, _time), _store, _logger, _time);
            _logger.Begun(destination.Name);
        }
    }
}
