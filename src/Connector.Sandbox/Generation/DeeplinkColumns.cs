using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>A link that opened the application at a product.</summary>
internal static class DeeplinkColumns
{
    private const ulong Salt = 331;

    public static ColumnWriter? Of(string column) => column switch
    {
        "deeplink_url_scheme" => Column.Always("exampleshop"),
        "deeplink_url_host" => Column.Always("product"),
        "deeplink_url_path" => Column.Text(WritePath),
        "deeplink_url_parameters" => Column.Text(WriteParameters),
        "is_reengagement" => Column.Flag(static moment => new Attribution(moment).IsAttributed),
        _ => null,
    };

    public static bool Has(Moment moment) => moment.Detail % 40 == 0;

    private static void WritePath(Utf8Buffer text, Moment moment)
    {
        Dice dice = moment.Roll(Salt);
        text.Add((byte)'/');
        Product.Draw(ref dice).WriteSku(text);
    }

    private static void WriteParameters(Utf8Buffer text, Moment moment)
    {
        text.Add("utm_source=push&utm_campaign=autumn&ref="u8);
        text.Add(moment.Detail % 1_000_000);
    }
}
