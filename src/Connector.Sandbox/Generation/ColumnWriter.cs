using Connector.Core.Records;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Writes one column of what happened into a row.</summary>
internal delegate void ColumnWriter(Moment moment, Row row, int slot);

/// <summary>Knows the writer of every documented column.</summary>
/// <param name="clock">Of the application's zone.</param>
internal sealed class ColumnWriters(ShopOptions options, LocalClock clock)
{
    /// <returns>One that leaves the column empty, where the generated application has nothing for it.</returns>
    public ColumnWriter Of(LogResource resource, string column) =>
        TimeOf(resource, column)
        ?? OwnOf(resource, column)
        ?? AttributionColumns.Of(column, clock)
        ?? DeviceColumns.Of(column, options)
        ?? (static (_, _, _) => { });

    private ColumnWriter? TimeOf(LogResource resource, string column) =>
        resource.ReceiveTime is { } server && column == server + "_timestamp" ? static (moment, row, slot) => row.Set(slot, moment.ReceiveTime)
        : resource.ReceiveTime is { } local && column == local + "_datetime" ? (moment, row, slot) => row.Set(slot, clock.Text(moment.ReceiveTime))
        : resource.EventTime is { } device && column == device + "_timestamp" ? static (moment, row, slot) => row.Set(slot, moment.EventTime)
        : resource.EventTime is { } text && column == text + "_datetime" ? (moment, row, slot) => row.Set(slot, clock.Text(moment.EventTime))
        : null;

    private ColumnWriter? OwnOf(LogResource resource, string column) => resource.Name switch
    {
        "events" => EventColumns.Of(column, options),
        "profiles_v2" => ProfileColumns.Of(column, options, clock),
        "push_tokens" => PushColumns.Of(column),
        "deeplinks" => DeeplinkColumns.Of(column),
        "clicks" => ClickColumns.Of(column),
        "postbacks" => PostbackColumns.Of(column),
        "revenue_events" => RevenueColumns.Of(column),
        "ad_revenue_events" => AdRevenueColumns.Of(column),
        "ecommerce_events" => EcommerceColumns.Of(column, options),
        "crashes" or "errors" => CrashColumns.Of(column),
        _ => null,
    };
}
