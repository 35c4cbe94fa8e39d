using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>A made-up application whose rows are worked out when they are read: no memory is taken however many there are.</summary>
/// <remarks>
/// Some rows in a hundred are odd on purpose: exact repetitions, events that were days on their way, clocks of 1970 and
/// 2030, cut or missing <c>event_json</c>, ad ids of zeros or <c>null</c>, customers without an e-mail.
/// </remarks>
public sealed class Shop(ShopOptions options) : IRowSource
{
    private readonly Diary _diary = new(options);

    public IEnumerable<Row> Read(RowQuery query)
    {
        var clock = new LocalClock(query.Zone);
        var writers = new ColumnWriters(options, clock);
        ColumnWriter[] columns = [.. query.Columns.Select(column => writers.Of(query.Resource, column))];
        var row = new Row(columns.Length);
        foreach (Moment moment in Moments(query))
        {
            row.Begin();
            for (int slot = 0; slot < columns.Length; slot++)
            {
                columns[slot](moment, row, slot);
            }

            yield return row;
        }
    }

    private IEnumerable<Moment> Moments(RowQuery query) => query.Resource.Name switch
    {
        "events" => _diary.Events(query, static _ => true),
        "sessions_starts" => _diary.Events(query, static moment => moment.Kind == EventKind.AppOpened),
        "revenue_events" => _diary.Events(query, static moment => moment.Kind == EventKind.Purchase),
        "ecommerce_events" => _diary.Events(query, EcommerceColumns.Has),
        "ad_revenue_events" => _diary.Events(query, AdRevenueColumns.Has),
        "deeplinks" => _diary.Events(query, DeeplinkColumns.Has),
        "crashes" => _diary.Events(query, CrashColumns.IsCrash),
        "errors" => _diary.Events(query, CrashColumns.IsError),
        "installations" => _diary.Installs(query),
        "push_tokens" => _diary.Installs(query, earlier: true).Where(PushColumns.Has),
        "clicks" => _diary.Installs(query, date: DateByClick).Where(static moment => new Attribution(moment).HasClick),
        "postbacks" => _diary.Installs(query, date: DateByAttempt).Where(static moment => new Attribution(moment).IsAttributed),
        "profiles_v2" => _diary.Profiles(query),
        _ => [],
    };

    private static void DateByClick(Moment moment)
    {
        long clicked = new Attribution(moment).ClickTime;
        moment.EventTime = moment.ReceiveTime = clicked;
    }

    // The partner is told some seconds after the install.
    private static void DateByAttempt(Moment moment) => moment.ReceiveTime += 5;
}
