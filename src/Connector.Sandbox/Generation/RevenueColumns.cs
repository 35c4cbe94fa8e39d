using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>The money of a purchase.</summary>
internal static class RevenueColumns
{
    private static readonly byte[][] Types = Column.Texts("one_time_purchase", "refund");
    private static readonly byte[][] Verdicts = Column.Texts("true", "false", "undefined");

    public static ColumnWriter? Of(string column) => column switch
    {
        "revenue_quantity" => Column.Always("1"),
        "revenue_price" => Column.Text(WritePrice),
        "revenue_currency" => Column.Always("RUB"),
        "revenue_product_id" => Column.Text(static (text, moment) => Basket.Of(moment)[0].Product.WriteSku(text)),
        "revenue_order_id" => Column.Text(static (text, moment) => ShopJson.WriteOrder(moment, text)),
        "revenue_order_id_source" => Column.Always("user_defined"),
        "is_revenue_verified" => Column.Known(static moment => Verdicts[(moment.Detail % 20) switch { 0 => 1, < 4 => 2, _ => 0 }]),
        "is_revenue_autocollected" => Column.Always("false"),
        "revenue_inapp_type" => Column.Always("one_time_purchase"),
        "revenue_event_type" => Column.Known(static moment => Types[IsRefund(moment) ? 1 : 0]),
        "event_name" => Column.Known(static moment => EventMix.NameOf(moment.Kind)),
        _ => null,
    };

    private static bool IsRefund(Moment moment) => moment.Detail % 50 == 7;

    private static void WritePrice(Utf8Buffer text, Moment moment)
    {
        if (IsRefund(moment))
        {
            text.Add((byte)'-');
        }

        text.AddAmount(Basket.Of(moment).Total);
    }
}
