using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Connector.Vendors.Http;

/// <summary>Reads what servers say in words: plain text, or a JSON object with a <c>message</c>.</summary>
internal static class ReplyText
{
    private const int MostBytes = 16 * 1024;

    /// <summary>Reads the start of the body as UTF-8.</summary>
    /// <remarks>A damaged gzip gives the text before the damage: what the status says matters more.</remarks>
    public static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream wire = await content.ReadAsStreamAsync(cancellationToken);
        await using Stream plain = content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase)
            ? new GZipStream(wire, CompressionMode.Decompress)
            : wire;

        byte[] buffer = new byte[MostBytes];
        int length = 0;
        try
        {
            int read;
            while (length < buffer.Length && (read = await plain.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // The text before the damage is what we have.
        }

        return MessageOf(Encoding.UTF8.GetString(buffer, 0, length).TrimStart('\uFEFF'));
    }

    /// <summary>The text in one line, without control characters, cut to <paramref name="most"/> characters with an ellipsis.</summary>
    public static string Cut(string text, int most)
    {
        StringBuilder line = new(Math.Min(text.Length, most));
        foreach (char c in text.AsSpan().Trim())
        {
            char shown = char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c;
            if (shown == ' ' && line.Length > 0 && line[^1] == ' ')
            {
                continue;
            }

            if (line.Length == most)
            {
                line.Length = char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1;
                return line.Append('…').ToString();
            }

            line.Append(shown);
        }

        return line.ToString();
    }

    /// <remarks>Source: AppMetrica docs, «Management API › Errors»: <c>{"errors":[..],"code":400,"message":".."}</c>.</remarks>
    private static string MessageOf(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return text;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()!
                : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
