using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The money of an advertisement that was shown.</summary>
internal static class AdRevenueColumns
{
    private static readonly byte[][] Types = Column.Texts("native", "banner", "rewarded", "interstitial", "mrec", "other");

    public static ColumnWriter? Of(string column) => column switch
    {
        "ad_revenue" => Column.Text(WriteAmount),
        "ad_revenue_currency" => Column.Always("RUB"),
        "ad_revenue_type" or "ad_revenue_unit_name" => Column.Known(static moment => Types[(moment.Detail >> 8) % (ulong)Types.Length]),
        "ad_revenue_data_source" => Column.Always("autocollected"),
        "ad_revenue_network" => Column.Always("Yandex"),
        "ad_revenue_placement_id" => Column.Always("R-M-100001-1"),
        "ad_revenue_placement_name" => Column.Always("Главный экран"),
        "ad_revenue_unit_id" => Column.Always("unit-7"),
        "ad_revenue_precision" => Column.Always("estimated"),
        "ad_revenue_payload" => Column.Always("""{"layer":"native","source":"sdk"}"""),
        _ => null,
    };

    public static bool Has(Moment moment) => moment.Detail % 19 == 0;

    /// <summary>Thousandths of a rouble.</summary>
    private static void WriteAmount(Utf8Buffer text, Moment moment)
    {
        text.Add("0."u8);
        text.AddPadded((long)(moment.Detail % 1000), 3);
    }
}
