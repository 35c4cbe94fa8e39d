using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What <c>crashes</c> and <c>errors</c> tell: texts of many lines, with commas and quotes.</summary>
internal static class CrashColumns
{
    private const ulong Salt = 351;

    private static readonly byte[][] Names = Column.Texts(
        "NullPointerException", "IndexOutOfBoundsException", "EXC_BAD_ACCESS", "OutOfMemoryError", "Request \"cart\" failed, twice", "Timeout");

    public static ColumnWriter? Of(string column) => column switch
    {
        "crash" or "error" => Column.Text(WriteTrace),
        "crash_name" or "error_name" => Column.Known(static moment => Names[GroupOf(moment)]),
        "crash_id" or "error_id" => Column.Text(static (text, moment) => text.Add(moment.Detail)),
        "crash_group_id" => Column.Text(static (text, moment) => text.Add(Dice.Of(0, GroupOf(moment), Salt))),
        _ => null,
    };

    public static bool IsCrash(Moment moment) => moment.Detail % 151 == 0;

    public static bool IsError(Moment moment) => moment.Detail % 53 == 0;

    private static int GroupOf(Moment moment) => (int)((moment.Detail >> 8) % (ulong)Names.Length);

    private static void WriteTrace(Utf8Buffer text, Moment moment)
    {
        text.Add(Names[GroupOf(moment)]);
        text.Add(": no value\n\tat ru.example.shop.cart.CartScreen.open(CartScreen.kt:"u8);
        text.Add(moment.Detail % 400);
        text.Add(")\n\tat ru.example.shop.Main.run(Main.kt:17)\nReason: \"cart, empty\"\n"u8);
    }
}
