using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>One of some thousand articles, each with its own fixed price and category.</summary>
internal readonly struct Product(int number)
{
    private const int Articles = 5_000;
    private const ulong Salt = 121;

    private static readonly byte[][] Categories = Column.Texts(
        "Обувь", "Платья", "Верхняя одежда", "Сумки и рюкзаки", "Косметика", "Дом и сад", "Игрушки", "Электроника");

    private static readonly byte[][] Brands = Column.Texts(
        "Северный ветер", "Nordline", "Заря", "Aurora", "Тихая гавань", "Kite & Co");

    private static readonly byte[][] Names = Column.Texts(
        "Кроссовки женские, белые", "Платье летнее из хлопка", "Куртка демисезонная", "Рюкзак городской 20 л", "Крем для рук, 75 мл",
        "Набор посуды, 12 предметов", "Конструктор «Космос»", "Наушники беспроводные", "Ботинки зимние", "Шарф шерстяной", "Лампа настольная");

    private readonly ulong _drawn = Dice.Of(0, number, Salt);

    public static Product Draw(ref Dice dice) => new(dice.Below(Articles));

    /// <summary>In kopecks: 99.00 to 12,000, some with kopecks.</summary>
    public long Price => 9_900 + (50 * (long)(_drawn % 24_000));

    public byte[] Category => Categories[number % Categories.Length];

    public byte[] Name => Names[number % Names.Length];

    public byte[] Brand => Brands[number % Brands.Length];

    public void WriteSku(Utf8Buffer text)
    {
        text.Add("SKU-"u8);
        text.AddPadded(number, 6);
    }
}
