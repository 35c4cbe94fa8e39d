namespace Connector.Sandbox.Generation;

/// <summary>What a click tells: unlike an install, it always has one.</summary>
internal static class ClickColumns
{
    public static ColumnWriter? Of(string column) => column switch
    {
        "touch_type" => Column.Known(static moment => new Attribution(moment).Touch),
        "is_bot" => Column.Flag(static moment => new Attribution(moment).IsBot),
        "click_id" => Column.Text(static (text, moment) => new Attribution(moment).WriteClickId(text)),
        "click_ipv6" => Column.Text(static (text, _) => text.Add(Attribution.Address)),
        "click_url_parameters" => Column.Text(static (text, moment) => new Attribution(moment).WriteParameters(text)),
        "click_user_agent" => Column.Known(static moment => new Attribution(moment).Agent),
        "publisher_id" => Column.Number(static moment => new Attribution(moment).Partner.Id),
        "publisher_name" => Column.Known(static moment => new Attribution(moment).Partner.Name),
        "tracker_name" => Column.Known(static moment => new Attribution(moment).Partner.Tracker),
        "tracking_id" => Column.Text(static (text, moment) => text.Add(new Attribution(moment).Partner.TrackingId)),
        _ => null,
    };
}
