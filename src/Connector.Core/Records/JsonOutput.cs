using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connector.Core.Records;

/// <summary>How our own JSON is written: compact, with letters of every script as themselves.</summary>
public static class JsonOutput
{
    /// <summary>Not for embedding in HTML: <c>&lt;</c> stands as it is.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
