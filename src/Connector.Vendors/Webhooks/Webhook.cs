namespace Connector.Vendors.Webhooks;

/// <summary>A receiver of messages.</summary>
/// <param name="Url">May hold a secret, so it is never logged.</param>
/// <param name="Secret">Shared with the receiver, so that it knows who sends; never sent.</param>
public sealed record Webhook(string Name, Uri Url, string Secret)
{
    /// <summary>The name alone, so that a record printed by mistake gives nothing away.</summary>
    public override string ToString() => Name;
}
