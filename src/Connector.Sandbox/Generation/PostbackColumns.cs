using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What the server told a partner about an install.</summary>
internal static class PostbackColumns
{
    private const ulong Salt = 311;

    private static readonly byte[][] Statuses = Column.Texts("sent", "failed");
    private static readonly byte[][] Answers = Column.Texts("SUCCESS", "Service Unavailable");

    public static ColumnWriter? Of(string column) => column switch
    {
        "cost_model" => Column.Always("cpi"),
        "notifying_status" => Column.Known(static moment => Statuses[IsSent(moment) ? 0 : 1]),
        "response_code" => Column.Number(static moment => IsSent(moment) ? 200 : 503),
        "response_body" => Column.Known(static moment => Answers[IsSent(moment) ? 0 : 1]),
        "postback_url" => Column.Text(WriteUrl),
        "postback_url_parameters" => Column.Text(WriteParameters),
        _ => null,
    };

    private static bool IsSent(Moment moment) => moment.Roll(Salt).Chance(970);

    private static void WriteUrl(Utf8Buffer text, Moment moment)
    {
        text.Add("https://partner.example.com/?"u8);
        WriteParameters(text, moment);
    }

    private static void WriteParameters(Utf8Buffer text, Moment moment)
    {
        text.Add("transaction_id="u8);
        new Attribution(moment).WriteClickId(text);
    }
}
