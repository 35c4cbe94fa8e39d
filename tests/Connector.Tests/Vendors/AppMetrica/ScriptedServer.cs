using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Connector.Tests.Vendors.AppMetrica;

/// <summary>Gives prepared answers in order, the last one again and again, and keeps what was asked.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = [];
    private readonly List<Asked> _asked = [];

    public IReadOnlyList<Asked> Requests
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public ScriptedServer Answer(Func<CancellationToken, Task<HttpResponseMessage>> answer, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    public ScriptedServer Text(int status, string text, Action<HttpResponseMessage>? change = null, int times = 1) =>
        Body(status, Encoding.UTF8.GetBytes(text), "text/plain", change, times);

    public ScriptedServer Export(string text, Action<HttpResponseMessage>? change = null) =>
        Body(200, Encoding.UTF8.GetBytes(text), "application/json", change);

    public ScriptedServer Body(int status, byte[] body, string mediaType, Action<HttpResponseMessage>? change = null, int times = 1) => Answer(
        _ =>
        {
            HttpResponseMessage response = new((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
            response.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            change?.Invoke(response);
            return Task.FromResult(response);
        },
        times);

    public ScriptedServer Throw(Exception exception, int times = 1) => Answer(_ => Task.FromException<HttpResponseMessage>(exception), times);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task<HttpResponseMessage>> answer;
        lock (_asked)
        {
            _asked.Add(new Asked(
                request.Method.Method,
                request.RequestUri!.AbsoluteUri,
                request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase)));
            answer = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        }

        return answer(cancellationToken);
    }
}

internal sealed record Asked(string Method, string Url, IReadOnlyDictionary<string, string> Headers)
{
    public string? CacheControl => Headers.GetValueOrDefault("Cache-Control");
}
