namespace Connector.Core.Alerts;

/// <summary>What alerts remember over restarts: which are open, and which messages have not arrived.</summary>
public interface IAlertStore
{
    ValueTask<IReadOnlyList<OpenAlert>> ListOpenAsync(CancellationToken cancellationToken);

    /// <summary>Opens or ends the alert of the news and keeps its messages, all in one transaction.</summary>
    /// <param name="messages">Receivers and bodies; their ids do not matter.</param>
    /// <returns>The messages with their ids; none where the alert was open, or over, already.</returns>
    ValueTask<IReadOnlyList<AlertDelivery>> TellAsync(AlertNews news, IReadOnlyList<AlertDelivery> messages, CancellationToken cancellationToken);

    /// <summary>Forgets an open alert without a word: its integration is gone.</summary>
    ValueTask ForgetAsync(OpenAlert alert, CancellationToken cancellationToken);

    /// <summary>Messages that have not arrived, the oldest first.</summary>
    ValueTask<IReadOnlyList<AlertDelivery>> ListDeliveriesAsync(CancellationToken cancellationToken);

    /// <summary>The message has arrived, or was given up.</summary>
    ValueTask RemoveDeliveryAsync(long id, CancellationToken cancellationToken);
}
