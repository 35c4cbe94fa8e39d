using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What only <c>events</c> tells.</summary>
internal static class EventColumns
{
    public static ColumnWriter? Of(string column, ShopOptions options) => column switch
    {
        "event_name" => static (moment, row, slot) => row.Set(slot, EventMix.NameOf(moment.Kind)),
        "event_json" => (moment, row, slot) =>
        {
            Utf8Buffer json = row.Open();
            EventJson.Write(moment, options.Seed, json);
            row.Close(slot);
        },
        _ => null,
    };
}
