using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The columns about clicks, partners and what an install is put down to.</summary>
internal static class AttributionColumns
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();
    private static readonly byte[] Click = "click"u8.ToArray();
    private static readonly byte[] Impression = "impression"u8.ToArray();
    private static readonly byte[] Unknown = "unknown"u8.ToArray();
    private static readonly byte[] Identifier = "identifier"u8.ToArray();
    private static readonly byte[] Referrer = "referrer"u8.ToArray();
    private static readonly byte[] Organic = "utm_source=google-play&utm_medium=organic"u8.ToArray();
    private static readonly byte[] AppleAgent = Encoding.ASCII.GetBytes(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1");

    private static readonly byte[] AndroidAgent = Encoding.ASCII.GetBytes(
        "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36");

    public static byte[] Flag(bool value) => value ? True : False;

    public static ColumnWriter? Of(string column, LocalClock clock) => column switch
    {
        "click_datetime" => (moment, row, slot) => row.Set(slot, clock.Text(ClickTimeOf(moment))),
        "install_datetime" => (moment, row, slot) => row.Set(slot, clock.Text(moment.InstallTime)),
        _ => Of(column),
    };

    private static ColumnWriter? Of(string column) => column switch
    {
        "click_timestamp" => static (moment, row, slot) => row.Set(slot, ClickTimeOf(moment)),
        "install_timestamp" => static (moment, row, slot) => row.Set(slot, moment.InstallTime),
        "attributed_touch_type" => static (moment, row, slot) =>
            row.Set(slot, new Attribution(moment) is { IsAttributed: true } from ? TouchOf(from) : Unknown),
        "click_id" => static (moment, row, slot) =>
        {
            var from = new Attribution(moment);
            if (from.IsAttributed)
            {
                WriteClickId(row.Open(), from);
                row.Close(slot);
            }
        },
        "click_ipv6" => static (moment, row, slot) => WhenAttributed(moment, row, slot, static (row, slot, _) => row.Set(slot, "::ffff:100.64.7.0"u8)),
        "click_url_parameters" => static (moment, row, slot) =>
        {
            var from = new Attribution(moment);
            if (!from.IsAttributed)
            {
                row.Set(slot, moment.Model.IsApple ? [] : Organic);
                return;
            }

            WriteParameters(row.Open(), from);
            row.Close(slot);
        },
        "click_user_agent" => static (moment, row, slot) =>
        {
            if (new Attribution(moment).IsAttributed)
            {
                row.Set(slot, AgentOf(moment));
            }
        },
        "publisher_id" => static (moment, row, slot) => row.Set(slot, new Attribution(moment) is { IsAttributed: true } from ? from.Partner.Id : 0),
        "publisher_name" => static (moment, row, slot) => WhenAttributed(moment, row, slot, static (row, slot, partner) => row.Set(slot, partner.Name)),
        "tracker_name" => static (moment, row, slot) => WhenAttributed(moment, row, slot, static (row, slot, partner) => row.Set(slot, partner.Tracker)),
        "tracking_id" => static (moment, row, slot) => WhenAttributed(moment, row, slot, WriteTrackingId),
        "match_type" => static (moment, row, slot) =>
        {
            if (new Attribution(moment).IsAttributed)
            {
                row.Set(slot, moment.Model.IsApple ? Identifier : Referrer);
            }
        },
        "is_reinstallation" => static (moment, row, slot) => row.Set(slot, Flag(moment.Reinstalled)),
        "is_reattribution" => static (moment, row, slot) => row.Set(slot, Flag(moment.Reinstalled && new Attribution(moment).IsAttributed)),
        _ => null,
    };

    public static byte[] TouchOf(Attribution from) => from.IsImpression ? Impression : Click;

    public static byte[] AgentOf(Moment moment) => moment.Model.IsApple ? AppleAgent : AndroidAgent;

    public static void WriteClickId(Utf8Buffer text, Attribution from)
    {
        text.AddHex(from.ClickHigh, 16);
        text.AddHex(from.ClickLow, 16);
    }

    public static void WriteParameters(Utf8Buffer text, Attribution from)
    {
        text.Add("click_id="u8);
        WriteClickId(text, from);
        text.Add("&c=autumn%20sale&google_aid=&ios_ifa=&click_timestamp="u8);
        text.Add(from.ClickTime);
        text.Add("&site_id=&creative_id="u8);
        text.Add(from.ClickLow % 100_000);
    }

    public static void WriteTrackingId(Row row, int slot, Partner partner)
    {
        row.Open().Add(partner.TrackingId);
        row.Close(slot);
    }

    // An install without a click has the beginning of time.
    private static long ClickTimeOf(Moment moment) => new Attribution(moment) is { IsAttributed: true } from ? from.ClickTime : 0;

    private static void WhenAttributed(Moment moment, Row row, int slot, Action<Row, int, Partner> write)
    {
        var from = new Attribution(moment);
        if (from.IsAttributed)
        {
            write(row, slot, from.Partner);
        }
    }
}
