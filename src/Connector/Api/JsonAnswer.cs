using System.Buffers;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Api;

/// <summary>Writes JSON as the body of an answer.</summary>
internal static class JsonAnswer
{
    /// <param name="write">Writes one value.</param>
    public static async Task WriteAsync(HttpContext http, string mediaType, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            write(json);
        }

        http.Response.ContentType = mediaType;
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }
}
