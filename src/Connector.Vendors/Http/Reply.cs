namespace Connector.Vendors.Http;

/// <summary>What a server said to one request. The body of a 200 is left open for its reader; any other is read as text and closed.</summary>
/// <param name="Text">Empty for a 200; otherwise the start of the body, without the secret of the request.</param>
/// <param name="RetryAfter">How long the server asks to wait; null: it does not say, or the time has passed.</param>
/// <param name="RedirectedTo">Scheme and host of a redirect, which is never followed; null: there is none.</param>
/// <param name="Opened">The response of a 200.</param>
/// <param name="ServedAt">What the server's clock showed, in whole seconds; null: it does not say.</param>
internal sealed record Reply(
    int Status,
    string Text,
    TimeSpan? RetryAfter = null,
    string? RedirectedTo = null,
    HttpResponseMessage? Opened = null,
    DateTimeOffset? ServedAt = null) : IDisposable
{
    public void Dispose() => Opened?.Dispose();

    /// <summary>For a message: the text of a refusal in one line of at most 300 characters. Any other body may be that of an export, and holds people.</summary>
    public string Quote => Status >= 400 ? ReplyText.Cut(Text, 300) : "";
}
