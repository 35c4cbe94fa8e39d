using Connector.Core.Catalog;

namespace Connector.Core.Sync;

/// <summary>Cuts ranges of receive time into the windows that are read one after another.</summary>
public static class Windows
{
    /// <summary>A window is never halved below this; then an export is asked for in parts.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>What a sync reads of a resource now.</summary>
    /// <param name="cursor">Null: nothing was read yet.</param>
    /// <param name="start">Where reading begins.</param>
    /// <returns>Null: there is nothing to read yet.</returns>
    public static ReceiveWindow? ForSync(SyncSchedule schedule, Cursor? cursor, DateTimeOffset now, out DateTimeOffset start)
    {
        start = WholeSeconds(cursor is null ? schedule.Start ?? now : DateTimeOffset.FromUnixTimeMilliseconds(cursor.Start));
        DateTimeOffset from = start;
        DateTimeOffset to = WholeSeconds(now - schedule.Lag);
        if (cursor is not null)
        {
            // A cursor that lies ahead was moved by a clock that is set back since: until it is reached, what came last is read again and again.
            DateTimeOffset reached = DateTimeOffset.FromUnixTimeMilliseconds(cursor.To);
            DateTimeOffset again = (reached < to ? reached : to) - schedule.Lookback;
            from = again > start ? WholeSeconds(again) : start;
        }

        return from < to ? new ReceiveWindow(from, to) : null;
    }

    /// <summary>Cuts a range into windows of at most <paramref name="longest"/>, in time order.</summary>
    public static IEnumerable<ReceiveWindow> Cut(ReceiveWindow range, TimeSpan longest)
    {
        for (DateTimeOffset from = range.From; from < range.To;)
        {
            DateTimeOffset to = range.To - from > longest ? from + longest : range.To;
            yield return new ReceiveWindow(from, to);
            from = to;
        }
    }

    /// <summary>Cuts a range at the midnights of a zone, in time order.</summary>
    public static IEnumerable<ReceiveWindow> CutIntoDays(ReceiveWindow range, TimeZoneInfo zone)
    {
        for (DateTimeOffset from = range.From; from < range.To;)
        {
            DateTimeOffset midnight = MidnightAfter(from, zone);
            DateTimeOffset to = midnight < range.To ? midnight : range.To;
            yield return new ReceiveWindow(from, to);
            from = to;
        }
    }

    /// <summary>Two halves at a whole second; null: the window is too short to be halved.</summary>
    public static (ReceiveWindow First, ReceiveWindow Second)? Halve(ReceiveWindow window)
    {
        if (window.Length < Shortest * 2)
        {
            return null;
        }

        DateTimeOffset middle = WholeSeconds(window.From + (window.Length / 2));
        return (new ReceiveWindow(window.From, middle), new ReceiveWindow(middle, window.To));
    }

    private static DateTimeOffset MidnightAfter(DateTimeOffset time, TimeZoneInfo zone)
    {
        DateTime midnight = TimeZoneInfo.ConvertTime(time, zone).Date.AddDays(1);
        while (zone.IsInvalidTime(midnight))
        {
            // Clocks that go forward at midnight skip it: the day begins later.
            midnight = midnight.AddMinutes(15);
        }

        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
