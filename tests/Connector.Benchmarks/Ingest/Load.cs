using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connector.Benchmarks.Ingest;

/// <summary>Senders that each wait for an answer before they send again.</summary>
internal sealed class Load(Uri url, string path, int connections)
{
    private const int NumberLength = 12;

    private static readonly byte[] LengthHeader = "Content-Length: "u8.ToArray();

    private static long _next;

    /// <summary>Sends until the time is up. Nothing of the first tenth is counted.</summary>
    public async Task<LoadResult> RunAsync(TimeSpan length)
    {
        long start = Stopwatch.GetTimestamp();
        long counted = start + (long)(length.TotalSeconds * Stopwatch.Frequency / 10);
        long end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        List<long>[] taken = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => SendAsync(counted, end))));
        long[] all = [.. taken.SelectMany(static ticks => ticks).Order()];
        return new LoadResult(all.Length / (length.TotalSeconds * 0.9), Milliseconds(all, 0.5), Milliseconds(all, 0.99), Milliseconds(all, 1));
    }

    private static double Milliseconds(long[] ticks, double share) =>
        ticks[Math.Min(ticks.Length - 1, (int)(ticks.Length * share))] * 1000.0 / Stopwatch.Frequency;

    private async Task<List<long>> SendAsync(long counted, long end)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(url.Host), url.Port));
        (byte[] request, int[] numbers) = Request();
        byte[] answer = new byte[4096];
        var taken = new List<long>(1 << 16);
        while (true)
        {
            long number = Interlocked.Increment(ref _next);
            foreach (int at in numbers)
            {
                number.TryFormat(request.AsSpan(at, NumberLength), out _, "D12", CultureInfo.InvariantCulture);
            }

            long sent = Stopwatch.GetTimestamp();
            if (sent >= end)
            {
                return taken;
            }

            await socket.SendAsync(request);
            await ReceiveAsync(socket, answer);
            if (sent >= counted)
            {
                taken.Add(Stopwatch.GetTimestamp() - sent);
            }
        }
    }

    private static async Task ReceiveAsync(Socket socket, byte[] answer)
    {
        int received = 0;
        int wanted = int.MaxValue;
        while (received < wanted)
        {
            int some = await socket.ReceiveAsync(answer.AsMemory(received));
            received += some > 0 ? some : throw new InvalidOperationException("The server closed the connection.");
            int head = answer.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
            if (head >= 0)
            {
                if (!answer.AsSpan().StartsWith("HTTP/1.1 200"u8))
                {
                    throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, received));
                }

                int at = answer.AsSpan(0, head).IndexOf(LengthHeader) + LengthHeader.Length;
                wanted = Utf8Parser.TryParse(answer.AsSpan(at, head - at), out int length, out _) ? head + 4 + length : throw new InvalidOperationException("The answer tells no length.");
            }
        }
    }

    /// <summary>A request as a shop's server sends it; user and message get new numbers each time.</summary>
    /// <returns>Where the numbers stand.</returns>
    private (byte[] Request, int[] Numbers) Request()
    {
        const string Number = "NNNNNNNNNNNN";
        const string Body =
            $$$"""{"customUserId":"user-{{{Number}}}","messages":[{"type":"user","id":"18788701-c330-4000-{{{Number}}}","time":1680000000000,"firstName":"Reza","lastName":"Akbari","email":"reza-{{{Number}}}@example.org","country":"Iran","city":"Tehran","region":"Vanak","gender":"Male","birthday":733908600000,"customAttributes":{"loyalty_level":"vip","job":"developer"}},{"type":"action","id":"28788701-c330-4000-{{{Number}}}","time":"1733830178","customName":"product_viewed","attributes":{"sku":"A-100","price":1290.50}}]}""";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/1.1\r\nHost: {url.Authority}\r\nX-Application-Id: {EntryServer.Application}\r\nX-API-Key: {EntryServer.Key}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
        var numbers = new List<int>();
        for (int at = text.IndexOf(Number, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Number, at + 1, StringComparison.Ordinal))
        {
            numbers.Add(at);
        }

        return (Encoding.ASCII.GetBytes(text), [.. numbers]);
    }
}

/// <param name="Median">Milliseconds; so the others.</param>
internal readonly record struct LoadResult(double PerSecond, double Median, double Percentile99, double Longest);
