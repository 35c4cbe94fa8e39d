using System.Text.Json.Nodes;

namespace Connector.Core.Alerts;

/// <summary>An alert that was raised and is not over.</summary>
/// <param name="Kind">A word of <see cref="AlertKind"/>.</param>
/// <param name="Since">When it was raised; Unix milliseconds.</param>
public sealed record OpenAlert(string Integration, string Kind, long Since);

/// <summary>Something to be told: an alert begins, or is over.</summary>
/// <param name="Kind">A word of <see cref="AlertKind"/>; <see cref="AlertKind.Recovered"/> says that <paramref name="Of"/> is over.</param>
/// <param name="Of">The open alert that it raises or ends.</param>
/// <param name="Text">For a person; no personal data.</param>
/// <param name="Details">The same for a program.</param>
public sealed record AlertNews(string Kind, OpenAlert Of, string Text, JsonObject Details)
{
    public bool IsRecovery => Kind == AlertKind.Recovered;
}

/// <summary>A message on its way to one receiver.</summary>
/// <param name="Id">Given by the store; grows.</param>
/// <param name="Webhook">The receiver's name in the settings.</param>
/// <param name="At">When the message was made; Unix milliseconds.</param>
/// <param name="Body">JSON, the same at every attempt.</param>
public sealed record AlertDelivery(long Id, string Webhook, long At, string Body);
