using Connector.Core.Catalog;
using Connector.Output;

namespace Connector.Pages.Words;

/// <summary>When an integration is read, as one would say it.</summary>
internal static class ScheduleInWords
{
    public static string Of(SyncSchedule schedule) => schedule switch
    {
        { Every: { } every } => $"every {Spell(every)}",
        { Cron: { } cron } => $"by the cron expression {cron}{(schedule.TimeZone is { } zone ? $" in {zone}" : " in UTC")}",
        _ => "only by hand",
    };

    /// <summary><c>10 min</c>, <c>2 h</c>, <c>1 d</c>: no zeros behind it.</summary>
    public static string Spell(TimeSpan span) =>
        span.TotalSeconds < 1 ? $"{span.TotalMilliseconds:0} ms"
        : span < TimeSpan.FromHours(1) ? Times.Span(span)
        : Times.Span(span).Replace(" 0 min", "", StringComparison.Ordinal).Replace(" 0 h", "", StringComparison.Ordinal);
}
