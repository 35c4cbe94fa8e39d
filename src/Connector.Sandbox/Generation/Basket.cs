namespace Connector.Sandbox.Generation;

/// <summary>What is in a cart: one to four lines.</summary>
internal readonly struct Basket
{
    private const ulong Salt = 111;
    private const int MostLines = 4;

    private readonly ulong _drawn;

    private Basket(ulong drawn)
    {
        _drawn = drawn;
    }

    public int Lines => 1 + (int)(_drawn % MostLines);

    /// <summary>In kopecks.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int line = 0; line < Lines; line++)
            {
                total += this[line].Price * this[line].Count;
            }

            return total;
        }
    }

    public (Product Product, long Price, int Count) this[int line]
    {
        get
        {
            var dice = new Dice(_drawn + (ulong)line);
            Product product = Product.Draw(ref dice);
            return (product, product.Price, 1 + (dice.Below(10) / 7));
        }
    }

    public static Basket Of(Moment moment) => new(moment.Roll(Salt).Next());
}
