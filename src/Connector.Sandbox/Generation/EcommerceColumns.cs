using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Screens, products and orders as e-commerce events. One row an event, its first product.</summary>
internal static class EcommerceColumns
{
    public static ColumnWriter? Of(string column, ShopOptions options) => column switch
    {
        "ecom_type" => static (moment, row, slot) => row.Set(slot, moment.Kind switch
        {
            EventKind.ScreenOpened => "show_screen"u8,
            EventKind.ProductViewed => "show_product_details"u8,
            EventKind.CartUpdated => "add_cart_item"u8,
            _ => "purchase"u8,
        }),
        "ecom_screen_name" => static (moment, row, slot) =>
        {
            if (moment.Kind == EventKind.ScreenOpened)
            {
                Dice dice = EventJson.PartsOf(moment);
                row.Set(slot, ShopJson.ScreenOf(ref dice));
            }
        },
        "ecom_product_sku" => static (moment, row, slot) =>
        {
            if (HasProduct(moment))
            {
                ProductOf(moment).WriteSku(row.Open());
                row.Close(slot);
            }
        },
        "ecom_product_name" => static (moment, row, slot) => WhenProduct(moment, row, slot, static product => product.Name),
        "ecom_product_category_path_1" => static (moment, row, slot) => WhenProduct(moment, row, slot, static product => product.Category),
        "ecom_product_promocodes" => static (_, row, slot) => row.Set(slot, "[]"u8),
        "ecom_screen_payload" or "ecom_product_payload" or "ecom_order_payload" => static (_, row, slot) => row.Set(slot, "{}"u8),
        "ecom_product_actual_price_fiat_value" or "ecom_product_original_price_fiat_value" or "ecom_cart_item_price_fiat_value" =>
            static (moment, row, slot) =>
            {
                if (HasProduct(moment))
                {
                    row.Open().AddAmount(ProductOf(moment).Price);
                    row.Close(slot);
                }
            },
        "ecom_product_actual_price_fiat_unit_type" or "ecom_product_original_price_fiat_unit_type" or "ecom_cart_item_price_fiat_unit_type" =>
            static (moment, row, slot) => WhenProduct(moment, row, slot, static _ => Roubles),
        "ecom_cart_item_quantity" => static (moment, row, slot) =>
        {
            if (moment.Kind is EventKind.CartUpdated or EventKind.Purchase)
            {
                row.Set(slot, Basket.Of(moment)[0].Count);
            }
        },
        "ecom_order_id" => static (moment, row, slot) =>
        {
            if (moment.Kind == EventKind.Purchase)
            {
                ShopJson.WriteOrder(moment, row.Open());
                row.Close(slot);
            }
        },
        "event_json" => (moment, row, slot) =>
        {
            Utf8Buffer json = row.Open();
            EventJson.Write(moment, options.Seed, json);
            row.Close(slot);
        },
        "event_source" => static (_, row, slot) => row.Set(slot, "sdk"u8),
        "certificate_verification_status" => static (_, row, slot) => row.Set(slot, "verified"u8),
        _ => null,
    };

    private static readonly byte[] Roubles = "RUB"u8.ToArray();

    public static bool Has(Moment moment) =>
        moment.Kind is EventKind.ScreenOpened or EventKind.ProductViewed or EventKind.CartUpdated or EventKind.Purchase;

    private static bool HasProduct(Moment moment) => moment.Kind != EventKind.ScreenOpened;

    private static Product ProductOf(Moment moment)
    {
        if (moment.Kind != EventKind.ProductViewed)
        {
            return Basket.Of(moment)[0].Product;
        }

        Dice dice = EventJson.PartsOf(moment);
        return Product.Draw(ref dice);
    }

    private static void WhenProduct(Moment moment, Row row, int slot, Func<Product, byte[]> text)
    {
        if (HasProduct(moment))
        {
            row.Set(slot, text(ProductOf(moment)));
        }
    }
}
