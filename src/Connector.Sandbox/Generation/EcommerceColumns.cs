using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Screens, products and orders as e-commerce events. One row an event, its first product.</summary>
internal static class EcommerceColumns
{
    private static readonly byte[][] Types = Column.Texts("show_screen", "show_product_details", "add_cart_item", "purchase");

    public static ColumnWriter? Of(string column, ShopOptions options) => column switch
    {
        "ecom_type" => Column.Known(static moment => Types[moment.Kind switch
        {
            EventKind.ScreenOpened => 0,
            EventKind.ProductViewed => 1,
            EventKind.CartUpdated => 2,
            _ => 3,
        }]),
        "ecom_screen_name" => Column.Known(ScreenOf),
        "ecom_product_sku" => WhenProduct(static (text, product) => product.WriteSku(text)),
        "ecom_product_name" => WhenProduct(static (text, product) => text.Add(product.Name)),
        "ecom_product_category_path_1" => WhenProduct(static (text, product) => text.Add(product.Category)),
        "ecom_product_promocodes" => Column.Always("[]"),
        "ecom_screen_payload" or "ecom_product_payload" or "ecom_order_payload" => Column.Always("{}"),
        "ecom_product_actual_price_fiat_value" or "ecom_product_original_price_fiat_value" or "ecom_cart_item_price_fiat_value" =>
            WhenProduct(static (text, product) => text.AddAmount(product.Price)),
        "ecom_product_actual_price_fiat_unit_type" or "ecom_product_original_price_fiat_unit_type" or "ecom_cart_item_price_fiat_unit_type" =>
            WhenProduct(static (text, _) => text.Add("RUB"u8)),
        "ecom_cart_item_quantity" => Column.Text(WriteQuantity),
        "ecom_order_id" => Column.Text(WriteOrder),
        "event_json" => Column.Text((text, moment) => EventJson.Write(moment, options.Seed, text)),
        "event_source" => Column.Always("sdk"),
        "certificate_verification_status" => Column.Always("verified"),
        _ => null,
    };

    public static bool Has(Moment moment) =>
        moment.Kind is EventKind.ScreenOpened or EventKind.ProductViewed or EventKind.CartUpdated or EventKind.Purchase;

    private static byte[] ScreenOf(Moment moment)
    {
        Dice dice = EventJson.PartsOf(moment);
        return moment.Kind == EventKind.ScreenOpened ? ShopJson.ScreenOf(ref dice) : [];
    }

    private static void WriteQuantity(Utf8Buffer text, Moment moment)
    {
        if (moment.Kind is EventKind.CartUpdated or EventKind.Purchase)
        {
            text.Add((long)Basket.Of(moment)[0].Count);
        }
    }

    private static void WriteOrder(Utf8Buffer text, Moment moment)
    {
        if (moment.Kind == EventKind.Purchase)
        {
            ShopJson.WriteOrder(moment, text);
        }
    }

    private static ColumnWriter WhenProduct(Action<Utf8Buffer, Product> write) => Column.Text((text, moment) =>
    {
        if (moment.Kind != EventKind.ScreenOpened)
        {
            write(text, ProductOf(moment));
        }
    });

    private static Product ProductOf(Moment moment)
    {
        Dice dice = EventJson.PartsOf(moment);
        return moment.Kind == EventKind.ProductViewed ? Product.Draw(ref dice) : Basket.Of(moment)[0].Product;
    }
}
