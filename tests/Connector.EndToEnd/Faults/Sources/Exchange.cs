using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Connector.Testing;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>One request to a <see cref="TroubledSource"/>, and the ways in which it can be answered.</summary>
internal sealed partial class Exchange(Socket socket, string head, HttpClient source, DateTimeOffset now, Action<int> sent, CancellationToken stopping)
{
    private Answer? _answer;

    /// <summary>Path and query.</summary>
    public string Target { get; } = head.Split(' ', 3)[1];

    /// <summary>What the source's clock shows.</summary>
    public DateTimeOffset Now => now;

    /// <summary>What the undisturbed source answers to this request, or to another one.</summary>
    public async Task<Answer> AskAsync(string? target = null)
    {
        if (_answer is not null && target is null)
        {
            return _answer;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, Application().Replace(target ?? Target, "application_id=1111"));
        foreach (string line in head.Split("\r\n").Skip(1).Where(line => line.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Cache-Control:", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        }

        using HttpResponseMessage response = await source.SendAsync(request, stopping);
        var answer = new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "text/plain", await response.Content.ReadAsStringAsync(stopping));
        return target is null ? _answer = answer : answer;
    }

    /// <summary>Waits until the source has a file for another request.</summary>
    public Task<Answer> FileAsync(string target) =>
        LookAgain.UntilAsync($"the source has a file for {target}", () => AskAsync(target), static answer => answer.IsFile, null, stopping);

    public Task PassOnAsync() => PassOnAsync(static answer => answer);

    public async Task PassOnAsync(Func<Answer, Answer> change) => await SendAsync(change(await AskAsync()));

    public Task SayAsync(int status, string text, string headers = "", string type = "text/plain") =>
        SendAsync([.. Head(status, type, $"{headers}{(headers.Length > 0 ? "\r\n" : "")}Content-Length: {Encoding.UTF8.GetByteCount(text)}"), .. Encoding.UTF8.GetBytes(text)]);

    public Task SendAsync(Answer answer) => SendAsync(Bytes(answer));

    /// <summary>The whole answer over the wire, as the source sends it: zipped.</summary>
    public byte[] Bytes(Answer answer)
    {
        byte[] body = answer.Zipped();
        return [.. Head(answer.Status, answer.Type, $"Content-Encoding: gzip\r\nContent-Length: {body.Length}"), .. body];
    }

    /// <param name="headers">Beside type and date, without the last line break.</param>
    public byte[] Head(int status, string type, string headers) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status} Answer\r\nDate: {now:R}\r\nContent-Type: {type}\r\n{headers}\r\nConnection: close\r\n\r\n");

    public Task SendAsync(byte[] bytes) => SendAsync(bytes.AsMemory());

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = await socket.SendAsync(bytes, stopping);
            sent(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Ends with a reset instead of a close, once the client's system has taken what was sent: a reset drops the rest.</summary>
    public async Task ResetAsync()
    {
        await LookAgain.UntilAsync("the client has all that was sent", () => LengthOfUnsent() == 0, stopping);
        socket.LingerState = new LingerOption(true, 0);
    }

    /// <summary>Says no more, until the client gives up.</summary>
    public async Task HangAsync() => await socket.ReceiveAsync(new byte[1], stopping);

    private int LengthOfUnsent()
    {
        const int OutputQueue = 0x5411;
        Assert.Equal(0, AskSystem(socket.SafeHandle, OutputQueue, out int length));
        return length;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int AskSystem(SafeHandle socket, nuint question, out int answer);

    /// <summary>Applications differ, so that what is said of them does; their records are those of one.</summary>
    [GeneratedRegex(@"\bapplication_id=\d+")]
    private static partial Regex Application();
}
