using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Writes one column of what happened into a row.</summary>
internal delegate void ColumnWriter(Moment moment, Row row, int slot);

/// <summary>The kinds of column there are.</summary>
internal static class Column
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();

    /// <summary>The same text in every row.</summary>
    public static ColumnWriter Always(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return (_, row, slot) => row.Set(slot, bytes);
    }

    /// <summary>One of some texts that are there already; an empty one for none.</summary>
    public static ColumnWriter Known(Func<Moment, byte[]> choose) => (moment, row, slot) => row.Set(slot, choose(moment));

    /// <summary>A text that is written on the spot, or not written at all.</summary>
    public static ColumnWriter Text(Action<Utf8Buffer, Moment> write) => (moment, row, slot) =>
    {
        write(row.Open(), moment);
        row.Close(slot);
    };

    public static ColumnWriter Number(Func<Moment, long> count) => (moment, row, slot) => row.Set(slot, count(moment));

    public static ColumnWriter Flag(Predicate<Moment> holds) => (moment, row, slot) => row.Set(slot, holds(moment) ? True : False);

    /// <summary>Unix seconds as local text.</summary>
    public static ColumnWriter Local(LocalClock clock, Func<Moment, long> seconds) => (moment, row, slot) => row.Set(slot, clock.Text(seconds(moment)));

    public static byte[][] Texts(params ReadOnlySpan<string> texts)
    {
        byte[][] all = new byte[texts.Length][];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = Encoding.UTF8.GetBytes(texts[i]);
        }

        return all;
    }
}
