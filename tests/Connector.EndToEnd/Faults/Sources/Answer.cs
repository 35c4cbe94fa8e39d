using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>What the undisturbed source answers, to be passed on as it is or disturbed.</summary>
/// <param name="Text">The body, unzipped.</param>
internal sealed record Answer(int Status, string Type, string Text)
{
    /// <summary>Whether this is the file of an export.</summary>
    public bool IsFile => Status == 200 && Type is "application/json" or "text/csv";

    /// <summary>The records of a JSON export, in order.</summary>
    public JsonObject[] Records => [.. JsonNode.Parse(Text)!["data"]!.AsArray().Select(record => record!.AsObject())];

    public Answer With(IEnumerable<JsonObject> records) =>
        this with { Text = new JsonObject { ["data"] = new JsonArray([.. records.Select(record => record.DeepClone())]) }.ToJsonString() };

    /// <summary>The whole answer over the wire, as the source sends it: zipped.</summary>
    public byte[] Bytes()
    {
        byte[] body = Zipped();
        return [.. Head(Status, Type, $"Content-Encoding: gzip\r\nContent-Length: {body.Length}"), .. body];
    }

    public byte[] Zipped()
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Text));
        }

        return zipped.ToArray();
    }

    /// <param name="headers">Beside type and date, without the last line break.</param>
    public static byte[] Head(int status, string type, string headers) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {status} Answer\r\nDate: {TimeProvider.System.GetUtcNow():R}\r\nContent-Type: {type}\r\n{headers}\r\nConnection: close\r\n\r\n");
}
