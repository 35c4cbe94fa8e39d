using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Connector.EndToEnd.Faults;

/// <summary>A wire on loopback that can be cut.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly int _target;
    private readonly Task _work;
    private volatile bool _swallows;

    /// <param name="target">The port to which it leads.</param>
    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets every connection there is; new ones are let through.</summary>
    public void Cut()
    {
        while (_ends.TryTake(out TcpClient? end))
        {
            end.Client.Close(0);
        }
    }

    /// <summary>Lets through what is asked, and resets everything instead of the next answer.</summary>
    public void CutAtNextAnswer() => _swallows = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _work;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var wires = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync(_stop.Token);
                var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                _ends.Add(near);
                _ends.Add(far);
                wires.Add(CarryAsync(near, far, isAnswer: false));
                wires.Add(CarryAsync(far, near, isAnswer: true));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or the server does not listen: whoever asked is cut off.
        }

        Cut();
        await Task.WhenAll(wires);
    }

    private async Task CarryAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        byte[] bytes = new byte[1 << 16];
        try
        {
            while (await from.GetStream().ReadAsync(bytes, _stop.Token) is > 0 and var read)
            {
                if (isAnswer && _swallows)
                {
                    _swallows = false;
                    Cut();
                    return;
                }

                await to.GetStream().WriteAsync(bytes.AsMemory(0, read), _stop.Token);
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Cut, here or there.
        }
    }
}
