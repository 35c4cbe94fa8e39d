using System.Text.Json;
using Connector.Core.Sync;

namespace Connector.Output;

/// <summary>Rejects as <c>rejects list --json</c> prints them.</summary>
internal static class RejectJson
{
    public static void WriteReject(this Utf8JsonWriter json, Reject reject)
    {
        json.WriteString("integration", reject.Integration);
        json.WriteString("hook", reject.Hook);
        json.WriteString("reason", reject.Reason);
        json.WriteString("detail", reject.Detail);
        json.WritePropertyName("record");
        json.WriteRawValue(reject.Record);
        json.WriteTime("at", reject.At);
    }
}
