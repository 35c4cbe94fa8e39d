using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Connector.Tests.Alerts;

/// <summary>A real receiver on loopback. It answers as a test says, and keeps what it got.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    public const string Secret = "a-secret-of-both-sides";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly CancellationTokenSource _closing = new();
    private WebApplication _app = null!;
    private int _count;

    private AlertReceiver()
    {
    }

    /// <summary>The status of an answer, by the number of the attempt from 0; 0: it never answers.</summary>
    public Func<int, int> Answer { get; set; } = _ => 204;

    public Uri Url => new(_app.Urls.Single());

    public int Count => Volatile.Read(ref _count);

    public static async Task<AlertReceiver> StartAsync()
    {
        var receiver = new AlertReceiver();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        receiver._app = builder.Build();
        receiver._app.Urls.Add("http://127.0.0.1:0");
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The next attempt, whatever it was answered.</summary>
    public async Task<Received> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _received.Reader.ReadAsync(patience.Token);
    }

    public bool IsEmpty => _received.Reader.Count == 0;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        int status = Answer(Interlocked.Increment(ref _count) - 1);
        _received.Writer.TryWrite(new Received(http.Request.Method, http.Request.ContentType, http.Request.Headers["X-Connector-Signature"].ToString(), body));
        if (status == 0)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, http.RequestAborted);
            await Task.Delay(Timeout.Infinite, gone.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
    }
}

/// <summary>What arrived, looked at as README tells receivers to.</summary>
internal sealed record Received(string Method, string? ContentType, string Signature, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string Kind => Json.GetProperty("kind").GetString()!;

    public string Id => Json.GetProperty("id").GetString()!;

    public long SignedAt => long.Parse(Signature.Split(',')[0]["t=".Length..]);

    public bool IsSignedWith(string secret)
    {
        string[] parts = Signature.Split(',');
        string time = parts[0]["t=".Length..];
        byte[] wanted = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{Body}"));
        return CryptographicOperations.FixedTimeEquals(Convert.FromHexString(parts[1]["v1=".Length..]), wanted);
    }
}
