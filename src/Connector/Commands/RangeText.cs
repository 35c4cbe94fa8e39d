using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Commands;

/// <summary>Reads <c>--from</c> and <c>--to</c>.</summary>
internal static class RangeText
{
    // AppMetrica began after the one; the other is a slip of the hand. Beyond both lie days without end that would be asked for one by one.
    private static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The day in hand may be named whole, in every zone.</summary>
    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(1);

    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-dd HH:mm:ss",
    ];

    private static readonly string[] FormsWithOffset = [.. LocalForms.Skip(1).Select(form => form + "K")];

    /// <param name="fromName">What the one who is told of a mistake knows the text as.</param>
    /// <exception cref="UsageException">A text is no time, or the range holds nothing.</exception>
    public static ReceiveWindow Read(string from, string to, Integration integration, string fromName = "--from", string toName = "--to")
    {
        TimeZoneInfo zone = integration.Source.TimeZone is { } own ? TimeZoneInfo.FindSystemTimeZoneById(own)
            : integration.Schedule.TimeZone is { } scheduled ? TimeZoneInfo.FindSystemTimeZoneById(scheduled)
            : TimeZoneInfo.Utc;
        var range = new ReceiveWindow(TimeOf(from, fromName, zone), TimeOf(to, toName, zone));
        return range.From < range.To
            ? range
            : throw new UsageException($"{fromName} must be before {toName}; {range} holds nothing.");
    }

    /// <summary>As <see cref="Read"/>, for a range that is read from a source: nothing was received there yet that is to come.</summary>
    /// <exception cref="UsageException">A text is no time, or the range holds nothing or lies ahead.</exception>
    public static ReceiveWindow ReadPast(string from, string to, Integration integration, DateTimeOffset now, string fromName = "--from", string toName = "--to")
    {
        ReceiveWindow range = Read(from, to, integration, fromName, toName);
        return range.From >= now ? throw new UsageException($"{fromName} '{from}' lies ahead, where nothing was received yet. Check the year.")
            : range.To > now + LongestAhead ? throw new UsageException($"{toName} '{to}' lies ahead, where nothing was received yet. Write the end of today, or earlier.")
            : range;
    }

    private static DateTimeOffset TimeOf(string text, string option, TimeZoneInfo zone)
    {
        string trimmed = text.Trim();
        long time;
        if (DateTime.TryParseExact(trimmed, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            time = EventTimes.ToUnixMilliseconds(local, zone);
        }
        else if (DateTimeOffset.TryParseExact(trimmed, FormsWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset absolute))
        {
            time = absolute.ToUnixTimeMilliseconds();
        }
        else
        {
            throw new UsageException($"{option} '{text}' is no time. Write 2026-11-01, or 2026-11-01T12:00:00Z.");
        }

        return time >= Earliest.ToUnixTimeMilliseconds() && time <= Latest.ToUnixTimeMilliseconds()
            ? Core.Sync.Windows.WholeSeconds(DateTimeOffset.FromUnixTimeMilliseconds(time))
            : throw new UsageException($"{option} '{text}' lies outside the years 2010 to 2099, where nothing can be read. Check the year.");
    }
}
