using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The money of a purchase.</summary>
internal static class RevenueColumns
{
    private static readonly byte[] Roubles = "RUB"u8.ToArray();

    public static ColumnWriter? Of(string column) => column switch
    {
        "revenue_quantity" => static (_, row, slot) => row.Set(slot, 1),
        "revenue_price" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            if (IsRefund(moment))
            {
                text.Add((byte)'-');
            }

            text.AddAmount(Basket.Of(moment).Total);
            row.Close(slot);
        },
        "revenue_currency" => static (_, row, slot) => row.Set(slot, Roubles),
        "revenue_product_id" => static (moment, row, slot) =>
        {
            Basket.Of(moment)[0].Product.WriteSku(row.Open());
            row.Close(slot);
        },
        "revenue_order_id" => static (moment, row, slot) =>
        {
            ShopJson.WriteOrder(moment, row.Open());
            row.Close(slot);
        },
        "revenue_order_id_source" => static (_, row, slot) => row.Set(slot, "user_defined"u8),
        "is_revenue_verified" => static (moment, row, slot) =>
            row.Set(slot, (moment.Detail % 20) switch { 0 => "false"u8, < 4 => "undefined"u8, _ => "true"u8 }),
        "is_revenue_autocollected" => static (_, row, slot) => row.Set(slot, AttributionColumns.Flag(false)),
        "revenue_inapp_type" => static (_, row, slot) => row.Set(slot, "one_time_purchase"u8),
        "revenue_event_type" => static (moment, row, slot) => row.Set(slot, IsRefund(moment) ? "refund"u8 : "one_time_purchase"u8),
        "event_name" => static (moment, row, slot) => row.Set(slot, EventMix.NameOf(moment.Kind)),
        _ => null,
    };

    private static bool IsRefund(Moment moment) => moment.Detail % 50 == 7;
}
