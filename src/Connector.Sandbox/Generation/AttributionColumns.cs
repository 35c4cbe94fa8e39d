using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What an install is put down to; empty where there was no click.</summary>
internal static class AttributionColumns
{
    private static readonly byte[][] Matches = Column.Texts("referrer", "identifier");
    private static readonly byte[] Unknown = "unknown"u8.ToArray();

    public static ColumnWriter? Of(string column, LocalClock clock) => column switch
    {
        "click_datetime" => Column.Local(clock, ClickTimeOf),
        "click_timestamp" => Column.Number(ClickTimeOf),
        "install_datetime" => Column.Local(clock, static moment => moment.InstallTime),
        "install_timestamp" => Column.Number(static moment => moment.InstallTime),
        "attributed_touch_type" => Column.Known(static moment => new Attribution(moment) is { IsAttributed: true } from ? from.Touch : Unknown),
        "click_id" => WhenAttributed(static (text, from) => from.WriteClickId(text)),
        "click_ipv6" => WhenAttributed(static (text, _) => text.Add(Attribution.Address)),
        "click_url_parameters" => Column.Text(WriteParameters),
        "click_user_agent" => WhenAttributed(static (text, from) => text.Add(from.Agent)),
        "publisher_id" => Column.Number(static moment => new Attribution(moment) is { IsAttributed: true } from ? from.Partner.Id : 0),
        "publisher_name" => WhenAttributed(static (text, from) => text.Add(from.Partner.Name)),
        "tracker_name" => WhenAttributed(static (text, from) => text.Add(from.Partner.Tracker)),
        "tracking_id" => WhenAttributed(static (text, from) => text.Add(from.Partner.TrackingId)),
        "match_type" => Column.Known(static moment => !new Attribution(moment).IsAttributed ? [] : Matches[moment.Model.IsApple ? 1 : 0]),
        "is_reinstallation" => Column.Flag(static moment => moment.Reinstalled),
        "is_reattribution" => Column.Flag(static moment => moment.Reinstalled && new Attribution(moment).IsAttributed),
        _ => null,
    };

    // An install without a click has the beginning of time.
    private static long ClickTimeOf(Moment moment) => new Attribution(moment) is { IsAttributed: true } from ? from.ClickTime : 0;

    private static void WriteParameters(Utf8Buffer text, Moment moment)
    {
        var from = new Attribution(moment);
        if (from.IsAttributed)
        {
            from.WriteParameters(text);
        }
        else if (!moment.Model.IsApple)
        {
            text.Add("utm_source=google-play&utm_medium=organic"u8);
        }
    }

    private static ColumnWriter WhenAttributed(Action<Utf8Buffer, Attribution> write) => Column.Text((text, moment) =>
    {
        var from = new Attribution(moment);
        if (from.IsAttributed)
        {
            write(text, from);
        }
    });
}
