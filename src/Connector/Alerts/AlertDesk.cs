using Connector.Core.Alerts;

namespace Connector.Alerts;

/// <summary>Turns what is known of integrations into news, and news into messages.</summary>
internal sealed class AlertDesk(AlertLimits limits, IReadOnlyList<Receiver> receivers, IAlertStore store, Action<AlertDelivery> send, ILogger logger, TimeProvider time)
{
    /// <param name="facts">Of every integration of the config.</param>
    /// <param name="deliveries">Of every active destination of the config.</param>
    public async Task LookAsync(IReadOnlyList<IntegrationFacts> facts, IReadOnlyList<DeliveryFacts> deliveries, CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenAlert> open = await store.ListOpenAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        foreach (AlertNews news in facts.SelectMany(one => AlertRules.Judge(one, limits, open, now))
            .Concat(deliveries.SelectMany(one => DeliveryRules.Judge(one, limits, open, now))))
        {
            await TellAsync(news, now, cancellationToken);
        }

        foreach (OpenAlert alert in open.Where(alert => DeliveryRules.Kinds.Contains(alert.Kind)
            ? deliveries.All(one => one.Destination != alert.Integration)
            : facts.All(one => one.Integration != alert.Integration)))
        {
            await store.ForgetAsync(alert, cancellationToken);
        }
    }

    private async Task TellAsync(AlertNews news, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string body = AlertBody.Of(news, Guid.CreateVersion7(now), now);
        AlertDelivery[] messages =
            [.. receivers.Where(receiver => receiver.Wants(news)).Select(receiver => new AlertDelivery(0, receiver.Webhook.Name, now.ToUnixTimeMilliseconds(), body))];
        IReadOnlyList<AlertDelivery> kept = await store.TellAsync(news, messages, cancellationToken);
        if (news.IsRecovery)
        {
            logger.Recovered(news.Of.Kind, news.Text);
        }
        else
        {
            logger.Raised(news.Kind, news.Text);
        }

        foreach (AlertDelivery delivery in kept)
        {
            send(delivery);
        }
    }
}
