using Connector.Core.Records;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

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
        column == resource.ReceiveTime + "_timestamp" ? Column.Number(static moment => moment.ReceiveTime)
        : column == resource.ReceiveTime + "_datetime" ? Column.Local(clock, static moment => moment.ReceiveTime)
        : column == resource.EventTime + "_timestamp" ? Column.Number(static moment => moment.EventTime)
        : column == resource.EventTime + "_datetime" ? Column.Local(clock, static moment => moment.EventTime)
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
