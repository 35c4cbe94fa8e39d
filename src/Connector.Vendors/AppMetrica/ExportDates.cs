using System.Globalization;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica;

/// <summary>Writes a window as the two local times of an export, both inclusive to the second.</summary>
/// <remarks>
/// Local text has no offset: where clocks are set back, one text names two seconds, and which of them the server means is not
/// documented. An end that one of the readings would put inside the window is moved outward by the length of the repetition, to
/// a text that names one second only. Whatever is read beyond the window is harmless.
/// </remarks>
internal static class ExportDates
{
    public static (string Since, string Until) Of(ReceiveWindow window, TimeZoneInfo zone)
    {
        DateTimeOffset first = window.From;
        DateTimeOffset last = window.To.AddSeconds(-1);
        TimeSpan later = Later(first, zone);
        TimeSpan earlier = Earlier(last, zone);
        return (Text(first - later, zone), Text(last + earlier, zone));
    }

    /// <summary>How much later the text of the instant comes again; zero when it does not.</summary>
    private static TimeSpan Later(DateTimeOffset instant, TimeZoneInfo zone) => Repetition(instant, instant.AddDays(1), zone);

    /// <summary>How much earlier the text of the instant was there already; zero when it was not.</summary>
    private static TimeSpan Earlier(DateTimeOffset instant, TimeZoneInfo zone) => Repetition(instant, instant.AddDays(-1), zone);

    /// <remarks>Not <see cref="TimeZoneInfo.IsAmbiguousTime(DateTime)"/>, which knows daylight saving alone and not a country that changes its offset.</remarks>
    private static TimeSpan Repetition(DateTimeOffset instant, DateTimeOffset beyond, TimeZoneInfo zone)
    {
        TimeSpan here = zone.GetUtcOffset(instant);
        TimeSpan there = zone.GetUtcOffset(beyond);
        DateTimeOffset twin = instant + here - there;
        bool towards = twin > instant == beyond > instant;
        return here != there && towards && zone.GetUtcOffset(twin) == there ? (twin - instant).Duration() : TimeSpan.Zero;
    }

    private static string Text(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
