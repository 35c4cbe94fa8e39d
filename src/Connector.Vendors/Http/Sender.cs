using System.Net;
using System.Net.Http.Headers;

namespace Connector.Vendors.Http;

/// <summary>Sends one request, once, and reads the answer up to where its kind is clear.</summary>
internal sealed class Sender(HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    /// <summary>A server that asks for more has its clock wrong.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private readonly HttpMessageInvoker _invoker = new(handler, disposeHandler: false);

    /// <param name="secret">Never shows in the reply, even where the server repeats it.</param>
    /// <exception cref="HttpRequestException">The server could not be reached.</exception>
    /// <exception cref="IOException">The connection broke while the answer was read.</exception>
    public async Task<Reply> SendAsync(HttpRequestMessage request, string secret, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await ConnectAndSendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return new Reply(200, "", Opened: response, ServedAt: response.Headers.Date);
        }

        using (response)
        {
            string text = await ReplyText.ReadAsync(response.Content, cancellationToken);
            return new Reply(
                (int)response.StatusCode,
                secret.Length > 0 ? text.Replace(secret, "***", StringComparison.Ordinal) : text,
                RetryAfter(response.Headers.RetryAfter),
                RedirectedTo(request.RequestUri!, response),
                ServedAt: response.Headers.Date);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<HttpResponseMessage> ConnectAndSendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _invoker.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own limit for connecting ends in a cancellation that nobody asked for.
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"No connection to {request.RequestUri!.Host} in time.", e);
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > LongestRetryAfter ? LongestRetryAfter : wait > TimeSpan.Zero ? wait : null;
    }

    private static string? RedirectedTo(Uri asked, HttpResponseMessage response) =>
        (int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location
            ? new Uri(asked, location).GetLeftPart(UriPartial.Authority)
            : null;
}
