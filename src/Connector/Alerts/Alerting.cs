using Connector.Commands;
using Connector.Core.Alerts;
using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Vendors.Webhooks;

namespace Connector.Alerts;

/// <summary>Alerts, beside the runs of the service and never in their way. Ends when it is disposed of.</summary>
internal sealed class Alerting : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WebhookSender _sender;
    private readonly ILogger _logger;
    private readonly Task _work;

    private Alerting(AlertParts parts, WebhookSender sender, AlertOutbox outbox, ILogger logger)
    {
        (_sender, _logger) = (sender, logger);
        var desk = new AlertDesk(parts.Limits, parts.Receivers, parts.Store, outbox.Add, logger, parts.Time);
        var watch = new IntegrationWatch(parts.Control, parts.Queries, parts.Ends, parts.Limits.FailedRuns, parts.Deliveries, desk.LookAsync, parts.Measure, logger, parts.Time);
        _work = Task.WhenAll(GuardedAsync(outbox.RunAsync), GuardedAsync(watch.RunAsync));
    }

    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static async Task<Alerting> StartAsync(AlertParts parts, CancellationToken cancellationToken)
    {
        ILogger logger = parts.Log.CreateLogger<Alerting>();
        var sender = new WebhookSender(parts.Handler, parts.Time, parts.Log.CreateLogger<WebhookSender>());
        try
        {
            var outbox = new AlertOutbox(parts.Receivers, sender, parts.Store, logger);
            await outbox.TakeOverAsync(cancellationToken);
            return new Alerting(parts, sender, outbox, logger);
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _sender.Dispose();
        _stop.Dispose();
    }

    /// <summary>Whatever happens to alerts, syncs go on.</summary>
    private async Task GuardedAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await Task.Run(() => work(_stop.Token), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What is left is done after the next start.
        }
        catch (Exception e)
        {
            _logger.Ended(Fault.Of(e, showStack: false).Text, e);
        }
    }
}

/// <summary>What alerts stand on; whoever made it also ends it.</summary>
/// <param name="Handler">The way out to receivers.</param>
internal sealed record AlertParts(
    AlertLimits Limits,
    IReadOnlyList<Receiver> Receivers,
    SyncControl Control,
    IStoreQueries Queries,
    IAlertStore Store,
    RunEnds Ends,
    HttpMessageHandler Handler,
    ILoggerFactory Log,
    TimeProvider Time)
{
    /// <summary>How every active destination stands.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<DeliveryFacts>>> Deliveries { get; init; } = static _ => Task.FromResult<IReadOnlyList<DeliveryFacts>>([]);

    /// <summary>Is shown every look at the integrations.</summary>
    public Action<IReadOnlyList<ScheduleState>, IReadOnlyList<IntegrationFacts>> Measure { get; init; } = static (_, _) => { };
}
