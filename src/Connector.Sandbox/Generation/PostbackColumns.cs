using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What the server told a partner about an install.</summary>
internal static class PostbackColumns
{
    private const ulong Salt = 311;

    public static ColumnWriter? Of(string column) => column switch
    {
        "cost_model" => static (_, row, slot) => row.Set(slot, "cpi"u8),
        "notifying_status" => static (moment, row, slot) => row.Set(slot, IsSent(moment) ? "sent"u8 : "failed"u8),
        "response_code" => static (moment, row, slot) => row.Set(slot, IsSent(moment) ? 200 : 503),
        "response_body" => static (moment, row, slot) => row.Set(slot, IsSent(moment) ? "SUCCESS"u8 : "Service Unavailable"u8),
        "postback_url" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            text.Add("https://partner.example.com/?"u8);
            WriteParameters(text, moment);
            row.Close(slot);
        },
        "postback_url_parameters" => static (moment, row, slot) =>
        {
            WriteParameters(row.Open(), moment);
            row.Close(slot);
        },
        _ => null,
    };

    private static bool IsSent(Moment moment) => moment.Roll(Salt).Chance(970);

    private static void WriteParameters(Utf8Buffer text, Moment moment)
    {
        text.Add("transaction_id="u8);
        AttributionColumns.WriteClickId(text, new Attribution(moment));
    }
}
