namespace Connector.Sandbox.Generation;

/// <summary>What a click tells: unlike an install, it always has one.</summary>
internal static class ClickColumns
{
    public static ColumnWriter? Of(string column) => column switch
    {
        "touch_type" => static (moment, row, slot) => row.Set(slot, AttributionColumns.TouchOf(new Attribution(moment))),
        "is_bot" => static (moment, row, slot) => row.Set(slot, AttributionColumns.Flag(new Attribution(moment).IsBot)),
        "click_id" => static (moment, row, slot) =>
        {
            AttributionColumns.WriteClickId(row.Open(), new Attribution(moment));
            row.Close(slot);
        },
        "click_url_parameters" => static (moment, row, slot) =>
        {
            AttributionColumns.WriteParameters(row.Open(), new Attribution(moment));
            row.Close(slot);
        },
        "click_user_agent" => static (moment, row, slot) => row.Set(slot, AttributionColumns.AgentOf(moment)),
        "publisher_id" => static (moment, row, slot) => row.Set(slot, new Attribution(moment).Partner.Id),
        "publisher_name" => static (moment, row, slot) => row.Set(slot, new Attribution(moment).Partner.Name),
        "tracker_name" => static (moment, row, slot) => row.Set(slot, new Attribution(moment).Partner.Tracker),
        "tracking_id" => static (moment, row, slot) => AttributionColumns.WriteTrackingId(row, slot, new Attribution(moment).Partner),
        "click_ipv6" => static (_, row, slot) => row.Set(slot, "::ffff:100.64.7.0"u8),
        _ => null,
    };
}
