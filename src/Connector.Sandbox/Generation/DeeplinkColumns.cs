using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>A link that opened the application at a product.</summary>
internal static class DeeplinkColumns
{
    private const ulong Salt = 331;

    public static ColumnWriter? Of(string column) => column switch
    {
        "deeplink_url_scheme" => static (_, row, slot) => row.Set(slot, "exampleshop"u8),
        "deeplink_url_host" => static (_, row, slot) => row.Set(slot, "product"u8),
        "deeplink_url_path" => static (moment, row, slot) =>
        {
            Dice dice = moment.Roll(Salt);
            Utf8Buffer text = row.Open();
            text.Add((byte)'/');
            Product.Draw(ref dice).WriteSku(text);
            row.Close(slot);
        },
        "deeplink_url_parameters" => static (moment, row, slot) =>
        {
            Utf8Buffer text = row.Open();
            text.Add("utm_source=push&utm_campaign=autumn&ref="u8);
            text.Add(moment.Detail % 1_000_000);
            row.Close(slot);
        },
        "is_reengagement" => static (moment, row, slot) => row.Set(slot, AttributionColumns.Flag(new Attribution(moment).IsAttributed)),
        _ => null,
    };

    public static bool Has(Moment moment) => moment.Detail % 40 == 0;
}
