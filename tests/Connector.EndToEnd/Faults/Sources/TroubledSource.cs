using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Connector.Testing;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>What a source does to one request. It passes on what it leaves alone.</summary>
internal delegate Task Trouble(Exchange exchange);

/// <summary>A source on loopback that passes every request on to an undisturbed one, unless its trouble does something else.</summary>
internal sealed class TroubledSource : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _source;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly Tally _hears = new("requests");
    private readonly Tally _sent = new("bytes");
    private readonly Task _accepting;

    public TroubledSource(Uri source)
    {
        _source = new HttpClient { BaseAddress = source };
        _listener.Start(backlog: 64);
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Null: everything is passed on.</summary>
    public Trouble? Trouble { get; set; }

    /// <summary>What its clock shows; null: the time.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>The heads of all requests.</summary>
    public IReadOnlyCollection<string> Heard => _heard;

    /// <summary>Waits until so many requests came.</summary>
    public Task HearsAsync(int requests) => _hears.ReachesAsync(requests, _stopping.Token);

    /// <summary>Waits until so many bytes went out.</summary>
    public Task SendsAsync(long bytes) => _sent.ReachesAsync(bytes, _stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _source.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                open.Add(AnswerAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using Socket whole = socket;
        try
        {
            if (await HeadAsync(socket) is not { } head)
            {
                return;
            }

            _heard.Enqueue(head);
            _hears.Add();
            var exchange = new Exchange(socket, head, _source, Now ?? TimeProvider.System.GetUtcNow(), count => _sent.Add(count), _stopping.Token);
            await (Trouble is { } trouble ? trouble(exchange) : exchange.PassOnAsync());
            if (socket.LingerState is not { Enabled: true })
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or HttpRequestException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task<string?> HeadAsync(Socket socket)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length), _stopping.Token);
            length += read;
            string head = Encoding.ASCII.GetString(buffer, 0, length);
            if (read == 0 || head.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return read == 0 ? null : head;
            }
        }
    }
}
