using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>Files of the source that break off, or are not what was asked for.</summary>
internal static class Bodies
{
    private const string Everything = "9.00:00:00";

    private static (string Cause, Func<int, Trouble> Make)[] Broken =>
    [
        ("the connection is reset before the answer", times => Troubles.Requests(times, exchange => exchange.ResetAsync())),
        ("the connection is closed without an answer", times => Troubles.Requests(times, _ => Task.CompletedTask)),
        ("the connection is reset in the middle of the body", times => Troubles.Files(times, async (exchange, answer) =>
        {
            byte[] whole = exchange.Bytes(answer);
            await exchange.SendAsync(whole.AsMemory(0, whole.Length - 200));
            await exchange.ResetAsync();
        })),
        ("200 without a body", times => Troubles.Files(times, (exchange, answer) => exchange.SayAsync(200, "", type: answer.Type))),
        ("the JSON is cut, its gzip is whole", times => Troubles.Files(times, answer => answer with { Text = answer.Text[..(answer.Text.Length * 2 / 3)] })),
        ("the gzip is cut in its middle", times => Cut(times, zipped => zipped[..(zipped.Length / 2)])),
        ("the gzip lacks its trailer", times => Cut(times, zipped => zipped[..^8])),
        ("a byte in the gzip is another", times => Cut(times, zipped =>
        {
            zipped[zipped.Length / 2] ^= 0x40;
            return zipped;
        })),
        ("less comes than Content-Length says", times => Plain(times, text => $"Content-Length: {text.Length + 1000}", text => text)),
        ("more comes than Content-Length says", times => Plain(times, text => $"Content-Length: {text.Length / 2}", text => text)),
        ("the last chunk is missing", times => Plain(times, _ => "Transfer-Encoding: chunked", text => [.. Encoding.ASCII.GetBytes($"{text.Length:x}\r\n"), .. text, .. "\r\n"u8])),
        ("a chunk is shorter than it says", times => Plain(times, _ => "Transfer-Encoding: chunked", text => [.. Encoding.ASCII.GetBytes($"{text.Length + 50:x}\r\n"), .. text])),
    ];

    /// <summary>Bodies that break off once or three times, after which they are whole.</summary>
    public static IEnumerable<Trial> BrokenForATime =>
        from body in Broken
        from times in new[] { 1, 3 }
        select new Trial($"{body.Cause}, {Statuses.Often(times)}", times, () => body.Make(times));

    /// <summary>Bodies that break off whenever they are asked for.</summary>
    public static IEnumerable<Trial> BrokenForGood =>
        Broken.Select(body => new Trial($"{body.Cause}, for good", Troubles.ForGood, () => body.Make(Troubles.ForGood)));

    /// <summary>Bodies that are whole and other than usual.</summary>
    public static IEnumerable<Trial> Other =>
    [
        new("a byte order mark before the JSON", Troubles.ForGood, () => Troubles.Files(Troubles.ForGood, answer => answer with { Text = "\uFEFF" + answer.Text })),
        new("records in the opposite order", Troubles.ForGood, () => Troubles.Files(Troubles.ForGood, answer => answer.With(answer.Records.Reverse()))),
        new("another order of columns in every other record", Troubles.ForGood, () => Troubles.Files(Troubles.ForGood, answer => answer.With(answer.Records.Select((record, i) => i % 2 == 0 ? record : Reversed(record))))),
        new("columns that were not asked for", Troubles.ForGood, () => Troubles.Files(Troubles.ForGood, answer => answer.With(answer.Records.Select(Adorned)))),
        new("a column is missing, until the look-back", 3, () => Troubles.Files(3, answer => answer.With(answer.Records.Select(Without)))) { Lookback = Everything },
        new("records of the window before come again in each answer", Troubles.ForGood, () =>
        {
            JsonObject[] before = [];
            return Troubles.Files(Troubles.ForGood, answer =>
            {
                JsonObject[] own = answer.Records;
                Answer both = answer.With(own.Length > 0 ? [.. own, .. before] : own);
                before = own.Length > 0 ? own : before;
                return both;
            });
        }),
        new("every third record of a window comes late, with the look-back", Troubles.ForGood, () => Troubles.Files(Troubles.ForGood, answer =>
            answer.With(answer.Records.Where((_, i) => i % 3 != 0)))) { Lookback = Everything },
        .. from times in new[] { 1, Troubles.ForGood }
           select new Trial($"another window's records, {Statuses.Often(times)}", times, () => Troubles.Files(times, async (exchange, _) =>
               await exchange.SendAsync(await exchange.FileAsync(Later(exchange.Target))))),
    ];

    private static Trouble Cut(int times, Func<byte[], byte[]> cut) => Troubles.Files(times, async (exchange, answer) =>
    {
        byte[] body = cut(answer.Zipped());
        await exchange.SendAsync([.. exchange.Head(200, answer.Type, $"Content-Encoding: gzip\r\nContent-Length: {body.Length}"), .. body]);
    });

    private static Trouble Plain(int times, Func<byte[], string> headers, Func<byte[], byte[]> body) => Troubles.Files(times, async (exchange, answer) =>
    {
        byte[] text = Encoding.UTF8.GetBytes(answer.Text);
        await exchange.SendAsync([.. exchange.Head(200, answer.Type, headers(text)), .. body(text)]);
    });

    private static JsonObject Reversed(JsonObject record) => new(record.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static JsonObject Adorned(JsonObject record)
    {
        record[TrialGround.UnaskedColumn] = "leo";
        return record;
    }

    /// <remarks>Not of records that are refused: those are kept as they came.</remarks>
    private static JsonObject Without(JsonObject record)
    {
        if (((string)record["event_name"]!).StartsWith("registration", StringComparison.Ordinal))
        {
            record.Remove("event_datetime");
        }

        return record;
    }

    /// <summary>The same request for the day after.</summary>
    private static string Later(string target)
    {
        string[] parts = target.Split('&');
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith("date_", StringComparison.Ordinal) && parts[i].Split('=') is [var name, var value] && name != "date_dimension")
            {
                DateTime time = DateTime.ParseExact(Uri.UnescapeDataString(value), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                parts[i] = $"{name}={Uri.EscapeDataString(time.AddDays(1).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))}";
            }
        }

        return string.Join('&', parts);
    }
}
