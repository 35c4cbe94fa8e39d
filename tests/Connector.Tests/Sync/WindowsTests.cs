using System.Globalization;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

public sealed class WindowsTests
{
    [Theory]
    [InlineData("Europe/Moscow", "2026-11-03T09:00Z", "2026-11-05T21:00Z", "03T09:00 03T21:00 04T21:00 05T21:00")]
    [InlineData("UTC", "2026-11-03T00:00Z", "2026-11-03T00:01Z", "03T00:00 03T00:01")]
    [InlineData("America/New_York", "2026-10-31T12:00Z", "2026-11-02T12:00Z", "31T12:00 01T04:00 02T05:00 02T12:00")]
    [InlineData("America/New_York", "2026-03-07T12:00Z", "2026-03-09T12:00Z", "07T12:00 08T05:00 09T04:00 09T12:00")]
    [InlineData("Africa/Cairo", "2026-04-23T12:00Z", "2026-04-25T12:00Z", "23T12:00 23T22:00 24T21:00 25T12:00")]
    [InlineData("America/Santiago", "2026-09-05T12:00Z", "2026-09-07T12:00Z", "05T12:00 06T04:00 07T03:00 07T12:00")]
    public void A_range_is_cut_at_the_midnights_of_its_zone(string zone, string from, string to, string borders)
    {
        var range = new ReceiveWindow(Time(from), Time(to));
        ReceiveWindow[] days = [.. Core.Sync.Windows.CutIntoDays(range, TimeZoneInfo.FindSystemTimeZoneById(zone))];
        Assert.Equal(borders, string.Join(' ', days.Select(day => Text(day.From)).Append(Text(days[^1].To))));
        Assert.Equal(days.Skip(1).Select(day => day.From), days.SkipLast(1).Select(day => day.To));
    }

    [Fact]
    public void A_cursor_that_lies_ahead_of_the_clock_leaves_the_newest_part_to_be_read()
    {
        var schedule = Some.Integration().Schedule with { Lag = TimeSpan.Zero, Lookback = TimeSpan.FromHours(2) };
        DateTimeOffset now = Time("2026-11-22T12:00Z");
        var ahead = new Cursor(Time("2026-11-01T00:00Z").ToUnixTimeMilliseconds(), now.AddDays(30).ToUnixTimeMilliseconds());
        Assert.Equal(new ReceiveWindow(now.AddHours(-2), now), Core.Sync.Windows.ForSync(schedule, ahead, now, out _));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("dd'T'HH:mm", CultureInfo.InvariantCulture);
}
