using System.Collections.Immutable;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The money of an advertisement that was shown.</summary>
internal static class AdRevenueColumns
{
    private static readonly ImmutableArray<byte[]> Types =
        [.. new[] { "native", "banner", "rewarded", "interstitial", "mrec", "other" }.Select(Encoding.UTF8.GetBytes)];

    public static ColumnWriter? Of(string column) => column switch
    {
        // Thousandths of a rouble.
        "ad_revenue" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            text.Add("0."u8);
            text.AddPadded((long)(moment.Detail % 1000), 3);
            row.Close(slot);
        },
        "ad_revenue_currency" => static (_, row, slot) => row.Set(slot, "RUB"u8),
        "ad_revenue_type" => static (moment, row, slot) => row.Set(slot, TypeOf(moment)),
        "ad_revenue_data_source" => static (_, row, slot) => row.Set(slot, "autocollected"u8),
        "ad_revenue_network" => static (_, row, slot) => row.Set(slot, "Yandex"u8),
        "ad_revenue_placement_id" => static (_, row, slot) => row.Set(slot, "R-M-100001-1"u8),
        "ad_revenue_placement_name" => static (_, row, slot) => row.Set(slot, "Главный экран"u8),
        "ad_revenue_unit_id" => static (_, row, slot) => row.Set(slot, "unit-7"u8),
        "ad_revenue_unit_name" => static (moment, row, slot) => row.Set(slot, TypeOf(moment)),
        "ad_revenue_precision" => static (_, row, slot) => row.Set(slot, "estimated"u8),
        "ad_revenue_payload" => static (_, row, slot) => row.Set(slot, """{"layer":"native","source":"sdk"}"""u8),
        _ => null,
    };

    public static bool Has(Moment moment) => moment.Detail % 19 == 0;

    private static byte[] TypeOf(Moment moment) => Types[(int)((moment.Detail >> 8) % (ulong)Types.Length)];
}
