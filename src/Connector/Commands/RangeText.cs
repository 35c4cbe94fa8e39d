using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Commands;

/// <summary>Reads <c>--from</c> and <c>--to</c>.</summary>
internal static class RangeText
{
    private static readonly string[] LocalForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-ddTHH:mm",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-dd HH:mm:ss",
    ];

    // Nobody sent an event before, and every zone's times have room on both sides.
    private const int FirstYear = 1971;
    private const int LastYear = 9998;

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

    private static DateTimeOffset TimeOf(string text, string option, TimeZoneInfo zone)
    {
        string trimmed = text.Trim();
        bool isLocal = DateTime.TryParseExact(trimmed, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local);
        DateTimeOffset time = default;
        if (!isLocal && !DateTimeOffset.TryParseExact(trimmed, FormsWithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
        {
            throw new UsageException($"{option} '{text}' is no time. Write 2026-11-01, or 2026-11-01T12:00:00Z.");
        }

        if ((isLocal ? local.Year : time.Year) is < FirstYear or > LastYear)
        {
            throw new UsageException($"{option} '{text}' is too far away: years go from {FirstYear} to {LastYear}.");
        }

        return Core.Sync.Windows.WholeSeconds(isLocal ? DateTimeOffset.FromUnixTimeMilliseconds(EventTimes.ToUnixMilliseconds(local, zone)) : time).ToUniversalTime();
    }
}
