namespace Connector.Sandbox.Generation;

/// <summary>What only <c>events</c> tells.</summary>
internal static class EventColumns
{
    public static ColumnWriter? Of(string column, ShopOptions options) => column switch
    {
        "event_name" => Column.Known(static moment => EventMix.NameOf(moment.Kind)),
        "event_json" => Column.Text((text, moment) => EventJson.Write(moment, options.Seed, text)),
        _ => null,
    };
}
