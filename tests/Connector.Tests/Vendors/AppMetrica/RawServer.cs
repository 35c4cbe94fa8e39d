using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Tests.Vendors.AppMetrica;

/// <summary>A socket on loopback that says prepared bytes, one answer a connection, whatever it is asked.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<(byte[] Bytes, bool Reset, bool KeepOpen)> _answers = [];
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly List<Socket> _open = [];
    private readonly TaskCompletionSource _spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RawServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The heads of the requests.</summary>
    public string[] Heard => [.. _heard];

    /// <summary>Ends when the first answer was sent.</summary>
    public Task Spoken => _spoken.Task;

    public void Say(string text) => Say(Encoding.UTF8.GetBytes(text));

    /// <param name="reset">End with a reset instead of a close.</param>
    /// <param name="keepOpen">Do not end until the server does.</param>
    public void Say(byte[] bytes, bool reset = false, bool keepOpen = false) => _answers.Enqueue((bytes, reset, keepOpen));

    public void Dispose()
    {
        _listener.Stop();
        lock (_open)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync();
                await AnswerAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                socket.Dispose();
                return;
            }

            length += read;
        }

        _heard.Enqueue(Encoding.ASCII.GetString(buffer, 0, length));
        if (!_answers.TryDequeue(out (byte[] Bytes, bool Reset, bool KeepOpen) answer))
        {
            socket.Dispose();
            return;
        }

        await socket.SendAsync(answer.Bytes);
        _spoken.TrySetResult();
        if (answer.KeepOpen)
        {
            lock (_open)
            {
                _open.Add(socket);
            }

            return;
        }

        if (answer.Reset)
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        else
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        socket.Dispose();
    }
}
