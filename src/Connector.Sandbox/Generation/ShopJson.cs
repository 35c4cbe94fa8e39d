using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Members of the events of browsing and buying.</summary>
internal static class ShopJson
{
    private static readonly byte[][] Screens = Column.Texts(
        "main", "catalog", "search", "product", "cart", "profile", "favourites", "orders");

    private static readonly byte[][] Placements = Column.Texts(
        "Лента рекомендаций", "Результаты поиска", "Похожие товары", "Баннер на главной");

    public static void WriteScreen(ref Dice dice, Utf8Buffer json)
    {
        json.Add("\"screen\":\""u8);
        json.Add(ScreenOf(ref dice));
        json.Add("\",\"previous\":\""u8);
        json.Add(ScreenOf(ref dice));
        json.Add("\",\"seconds\":"u8);
        json.Add((long)dice.Below(300));
        json.Add(",\"experiments\":["u8);
        WriteExperiment(ref dice, "checkout_short"u8, json);
        json.Add((byte)',');
        WriteExperiment(ref dice, "search_ranking_v2"u8, json);
        json.Add((byte)',');
        WriteExperiment(ref dice, "main_banner"u8, json);
        json.Add((byte)']');
        WriteSurroundings(ref dice, json);
    }

    private static void WriteSurroundings(ref Dice dice, Utf8Buffer json)
    {
        json.Add(",\"region\":\"Центральный федеральный округ\",\"dark_theme\":"u8);
        json.Add(dice.Chance(400) ? "true"u8 : "false"u8);
        json.Add(",\"battery\":"u8);
        json.Add((long)(5 + dice.Below(96)));
    }

    private static void WriteExperiment(ref Dice dice, ReadOnlySpan<byte> name, Utf8Buffer json)
    {
        json.Add("{\"name\":\""u8);
        json.Add(name);
        json.Add("\",\"group\":\""u8);
        json.Add((byte)('a' + dice.Below(3)));
        json.Add("\"}"u8);
    }

    public static byte[] ScreenOf(ref Dice dice) => Screens[dice.Below(Screens.Length)];

    public static void WriteView(ref Dice dice, Utf8Buffer json)
    {
        Product product = Product.Draw(ref dice);
        json.Add("\"sku\":\""u8);
        product.WriteSku(json);
        json.Add("\",\"name\":\""u8);
        json.Add(product.Name);
        json.Add("\",\"price\":"u8);
        json.AddAmount(product.Price);
        json.Add(",\"category\":\""u8);
        json.Add(product.Category);
        json.Add("\",\"brand\":\""u8);
        json.Add(product.Brand);
        json.Add("\",\"placement\":\""u8);
        json.Add(Placements[dice.Below(Placements.Length)]);
        json.Add("\",\"position\":"u8);
        json.Add((long)dice.Below(60));
        json.Add(",\"in_stock\":"u8);
        json.Add(dice.Chance(900) ? "true"u8 : "false"u8);
        json.Add(",\"attributes\":{\"color\":\"тёмно-синий\",\"size\":\""u8);
        json.Add((long)(36 + dice.Below(12)));
        json.Add("\",\"material\":\"натуральная кожа\"}"u8);
        WriteSurroundings(ref dice, json);
    }

    public static void WriteCart(Basket basket, Utf8Buffer json)
    {
        json.Add("\"cart\":{\"total\":"u8);
        json.AddAmount(basket.Total);
        json.Add(",\"currency\":\"RUB\",\"items\":["u8);
        for (int line = 0; line < basket.Lines; line++)
        {
            (Product product, long price, int count) = basket[line];
            json.Add(line == 0 ? "{\"sku\":\""u8 : ",{\"sku\":\""u8);
            product.WriteSku(json);
            json.Add("\",\"name\":\""u8);
            json.Add(product.Name);
            json.Add("\",\"brand\":\""u8);
            json.Add(product.Brand);
            json.Add("\",\"price\":"u8);
            json.AddAmount(price);
            json.Add(",\"count\":"u8);
            json.Add((long)count);
            json.Add((byte)'}');
        }

        json.Add("]}"u8);
    }

    public static void WritePurchase(Moment moment, Person person, Utf8Buffer json)
    {
        WriteCart(Basket.Of(moment), json);
        json.Add(",\"order_id\":\""u8);
        WriteOrder(moment, json);
        json.Add("\",\"contacts\":{\"email\":\""u8);
        person.WriteEmail(json);
        json.Add("\"},\"delivery\":{\"type\":\"courier\",\"city\":\""u8);
        json.Add(person.City);
        json.Add("\",\"address\":\"ул. Садовая, д. 12, кв. 34\",\"interval\":\"10:00-14:00\"},\"payment\":\"card\""u8);
    }

    public static void WriteOrder(Moment moment, Utf8Buffer text)
    {
        text.Add("A-"u8);
        text.AddPadded(moment.Place, 9);
    }
}
