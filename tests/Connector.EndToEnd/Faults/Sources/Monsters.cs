using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>Answers made to fill a memory, or never to end. All but the endless ones hold the records of their window too.</summary>
internal static class Monsters
{
    private static readonly byte[] Spaces = Filled(' ', 1 << 20);
    private static readonly byte[] Letters = Filled('x', 1 << 20);

    /// <summary>JSON that unpacks to so many megabytes of nothing.</summary>
    public static Trouble Bomb(int times, int megabytes) => Troubles.Files(times, async (exchange, answer) =>
    {
        var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Open(answer)));
            for (int i = 0; i < megabytes; i++)
            {
                await gzip.WriteAsync(Spaces);
            }

            await gzip.WriteAsync("]}"u8.ToArray());
        }

        await exchange.SendAsync(exchange.Head(200, answer.Type, $"Content-Encoding: gzip\r\nContent-Length: {zipped.Length}"));
        await exchange.SendAsync(zipped.GetBuffer().AsMemory(0, (int)zipped.Length));
    });

    /// <summary>A record more, with a member of so many megabytes.</summary>
    public static Trouble Field(int times, int megabytes) => Troubles.Files(times, async (exchange, answer) =>
    {
        byte[] before = Encoding.UTF8.GetBytes(Open(answer) + Comma(answer) + "\n{\"event_json\":\"");
        byte[] after = "\"}\n]}"u8.ToArray();
        await exchange.SendAsync(exchange.Head(200, answer.Type, $"Content-Length: {before.LongLength + ((long)megabytes << 20) + after.Length}"));
        await exchange.SendAsync(before);
        for (int i = 0; i < megabytes; i++)
        {
            await exchange.SendAsync(Letters);
        }

        await exchange.SendAsync(after);
    });

    /// <summary>A record more, with so many levels in a member.</summary>
    public static Trouble Levels(int times, int levels) => Troubles.Files(times, answer => answer with
    {
        Text = Open(answer) + Comma(answer) + "\n{\"event_json\":" + new string('[', levels) + new string(']', levels) + "}\n]}",
    });

    /// <summary>So many members more in the first record, before its own.</summary>
    /// <param name="name">Of each; null: each has another.</param>
    public static Trouble Members(int times, int members, string? name = null) => Troubles.Files(times, answer =>
    {
        int at = answer.Text.IndexOf('{', 1) + 1;
        return at == 0 ? answer : answer with { Text = answer.Text.Insert(at, string.Concat(Enumerable.Range(0, members).Select(i => $"\"{name ?? $"c{i}"}\":1,"))) };
    });

    /// <summary>A CSV whose header names so many columns more.</summary>
    /// <param name="name">Of each; null: each has another.</param>
    public static Trouble Columns(int times, int columns, string? name = null) => Troubles.Files(times, answer =>
        answer with { Text = answer.Text.Insert(answer.Text.IndexOf('\n', StringComparison.Ordinal), string.Concat(Enumerable.Range(0, columns).Select(i => $",{name ?? $"c{i}"}"))) });

    /// <summary>A head that never comes to its end.</summary>
    public static Trouble Headers(int times) => Troubles.Requests(times, async exchange =>
    {
        await exchange.SendAsync("HTTP/1.1 200 OK\r\n"u8.ToArray());
        byte[] lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-Header-{i}: {i}\r\n")));
        while (true)
        {
            await exchange.SendAsync(lines);
        }
    });

    /// <summary>A body that never comes to its end.</summary>
    public static Trouble Endless(byte[] piece, TimeSpan pause) => Troubles.Files(Troubles.ForGood, async (exchange, answer) =>
    {
        await exchange.SendAsync(exchange.Head(200, answer.Type, "Transfer-Encoding: chunked"));
        await SendChunkAsync(exchange, "{\"data\":["u8.ToArray());
        while (true)
        {
            await SendChunkAsync(exchange, piece);
            // Whether it comes slowly is part of the fault.
            await Task.Delay(pause);
        }
    });

    public static byte[] MegabyteOfNothing => Spaces;

    /// <summary>Records that no hook takes.</summary>
    public static byte[] ManyRecords { get; } = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(
        new JsonObject { ["event_name"] = "", ["event_json"] = "{}" }.ToJsonString() + ",\n", 20_000)));

    /// <summary>All up to where the records end.</summary>
    private static string Open(Answer answer) => answer.Text[..answer.Text.LastIndexOf(']')];

    private static string Comma(Answer answer) => answer.Records.Length > 0 ? "," : "";

    private static async Task SendChunkAsync(Exchange exchange, byte[] bytes)
    {
        await exchange.SendAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"));
        await exchange.SendAsync(bytes);
        await exchange.SendAsync("\r\n"u8.ToArray());
    }

    private static byte[] Filled(char filling, int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill((byte)filling);
        return bytes;
    }
}
