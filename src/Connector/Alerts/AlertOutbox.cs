using System.Text;
using System.Threading.Channels;
using Connector.Core.Alerts;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Vendors.Webhooks;

namespace Connector.Alerts;

/// <summary>Brings messages to their receivers: to each one after another, in the order of the news, and none held up by another's.</summary>
internal sealed class AlertOutbox(IReadOnlyList<Receiver> receivers, WebhookSender sender, IAlertStore store, ILogger logger)
{
    /// <summary>A message this old is given up after the attempt in hand: what it tells is history.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    private readonly Dictionary<string, Channel<AlertDelivery>> _queues =
        receivers.ToDictionary(receiver => receiver.Webhook.Name, _ => Channel.CreateUnbounded<AlertDelivery>(), StringComparer.Ordinal);

    /// <summary>Takes over what an earlier process left; first of all, so that nothing is taken twice.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        foreach (AlertDelivery left in await store.ListDeliveriesAsync(cancellationToken))
        {
            if (_queues.ContainsKey(left.Webhook))
            {
                Add(left);
            }
            else
            {
                logger.ReceiverGone(left.Webhook);
                await RemoveAsync(left, cancellationToken);
            }
        }
    }

    /// <summary>Sends until it is cancelled; what has not arrived then is sent after the next start.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(receivers.Select(receiver => BringAsync(receiver.Webhook, cancellationToken)));

    public void Add(AlertDelivery delivery) => _queues[delivery.Webhook].Writer.TryWrite(delivery);

    private async Task BringAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        await foreach (AlertDelivery delivery in _queues[webhook.Name].Reader.ReadAllAsync(cancellationToken))
        {
            DateTimeOffset until = DateTimeOffset.FromUnixTimeMilliseconds(delivery.At) + Patience;
            if (await sender.SendAsync(webhook, Encoding.UTF8.GetBytes(delivery.Body), until, cancellationToken) is { } reason)
            {
                logger.GivenUp(webhook.Name, Times.Text(delivery.At), reason);
            }
            else
            {
                logger.Taken(webhook.Name);
            }

            // It arrived, whatever becomes of the service now.
            await RemoveAsync(delivery, CancellationToken.None);
        }
    }

    private async Task RemoveAsync(AlertDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await store.RemoveDeliveryAsync(delivery.Id, cancellationToken);
        }
        catch (StoreException e)
        {
            // It will be sent once more after the next start, with the id by which its receiver knows it.
            logger.Failed(e.Message);
        }
    }
}
