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

    public byte[] Zipped()
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Text));
        }

        return zipped.ToArray();
    }

    /// <summary>As it came: not every answer has records.</summary>
    public override string ToString() => $"{Status} {Type} {Text}";
}
