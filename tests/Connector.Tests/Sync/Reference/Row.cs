using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.Core.Catalog;

namespace Connector.Tests.Sync.Reference;

/// <summary>One event as people think of it: the text of each column. An export in any format says the same.</summary>
internal sealed record Row(
    string EventName,
    string EventJson,
    bool EventJsonIsObject,
    string Device,
    string OsName,
    string EventTimestamp,
    string EventDatetime,
    string ReceiveTimestamp)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly string[] Header =
        ["os_name", "event_json", "event_name", "event_timestamp", "event_datetime", "event_receive_timestamp", "appmetrica_device_id", "session_id"];

    public string this[string column] => column switch
    {
        "event_name" => EventName,
        "event_json" => EventJson,
        "appmetrica_device_id" => Device,
        "os_name" => OsName,
        "event_timestamp" => EventTimestamp,
        "event_datetime" => EventDatetime,
        "event_receive_timestamp" => ReceiveTimestamp,
        "session_id" => "10000000012",
        _ => "",
    };

    public static string Write(IEnumerable<Row> rows, ExportFormat format) => format switch
    {
        ExportFormat.Json => $$"""{"data":[{{string.Join(",\n", rows.Select(row => row.Json()))}}]}""",
        ExportFormat.JsonLines => string.Join('\n', rows.Select(row => row.Json())),
        _ => string.Concat(rows.Select(row => row.Csv()).Prepend(string.Join(',', Header) + "\r\n")),
    };

    /// <summary>What tells a reject's record from another, whatever format it came in.</summary>
    public string Summary() => string.Join('|', EventName, EventJson, Device, EventTimestamp, EventDatetime, ReceiveTimestamp);

    public static string SummaryOf(string record)
    {
        using JsonDocument document = JsonDocument.Parse(record);
        string Text(string column) => !document.RootElement.TryGetProperty(column, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? ""
            : value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.GetRawText();
        return string.Join('|', Text("event_name"), Text("event_json"), Text("appmetrica_device_id"), Text("event_timestamp"), Text("event_datetime"), Text("event_receive_timestamp"));
    }

    private string Json()
    {
        var text = new StringBuilder("{");
        foreach (string column in Header)
        {
            string value = column == "event_json" && EventJsonIsObject ? EventJson
                : column == "session_id" ? this[column]
                : this[column].Length == 0 ? "null"
                : JsonSerializer.Serialize(this[column], Relaxed);
            text.Append(text.Length > 1 ? ", " : "").Append(JsonSerializer.Serialize(column)).Append(" : ").Append(value);
        }

        return text.Append('}').ToString();
    }

    private string Csv() => string.Join(',', Header.Select(column =>
        this[column].AsSpan().IndexOfAny(",\"\n\r") < 0 ? this[column] : $"\"{this[column].Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n";
}
