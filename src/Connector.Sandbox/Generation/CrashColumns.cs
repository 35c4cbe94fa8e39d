using System.Collections.Immutable;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What <c>crashes</c> and <c>errors</c> tell: texts of many lines, with commas and quotes.</summary>
internal static class CrashColumns
{
    private const int Groups = 6;
    private const ulong Salt = 351;

    private static readonly ImmutableArray<byte[]> Names =
    [
        .. new[] { "NullPointerException", "IndexOutOfBoundsException", "EXC_BAD_ACCESS", "OutOfMemoryError", "Request \"cart\" failed, twice", "Timeout" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    public static ColumnWriter? Of(string column) => column switch
    {
        "crash" or "error" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            text.Add(Names[GroupOf(moment)]);
            text.Add(": no value\n\tat ru.example.shop.cart.CartScreen.open(CartScreen.kt:"u8);
            text.Add(moment.Detail % 400);
            text.Add(")\n\tat ru.example.shop.Main.run(Main.kt:17)\nReason: \"cart, empty\"\n"u8);
            row.Close(slot);
        },
        "crash_name" or "error_name" => static (moment, row, slot) => row.Set(slot, Names[GroupOf(moment)]),
        "crash_id" or "error_id" => static (moment, row, slot) =>
        {
            row.Open().Add(moment.Detail);
            row.Close(slot);
        },
        "crash_group_id" => static (moment, row, slot) =>
        {
            row.Open().Add(Dice.Of(0, GroupOf(moment), Salt));
            row.Close(slot);
        },
        _ => null,
    };

    public static bool IsCrash(Moment moment) => moment.Detail % 151 == 0;

    public static bool IsError(Moment moment) => moment.Detail % 53 == 0;

    private static int GroupOf(Moment moment) => (int)((moment.Detail >> 8) % Groups);
}
