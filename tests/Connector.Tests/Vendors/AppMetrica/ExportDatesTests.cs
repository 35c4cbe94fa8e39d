using System.Globalization;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class ExportDatesTests
{
    [Fact]
    public void Both_ends_are_whole_local_seconds() =>
        Assert.Equal(("2026-11-22 12:00:00", "2026-11-22 12:59:59"), Of("Europe/Moscow", "2026-11-22T09:00:00Z", "2026-11-22T10:00:00Z"));

    // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    [Theory]
    [InlineData("00:10", "00:20", "2026-10-25 01:10:00", "2026-10-25 02:19:59")] // inside the first 02 o'clock
    [InlineData("01:10", "01:20", "2026-10-25 02:10:00", "2026-10-25 03:19:59")] // inside the second
    [InlineData("00:30", "01:10", "2026-10-25 01:30:00", "2026-10-25 03:09:59")] // from one to the other: 02:30 to 02:09, as text
    [InlineData("00:00", "02:00", "2026-10-25 01:00:00", "2026-10-25 03:59:59")] // both
    [InlineData("23:00", "00:00", "2026-10-25 01:00:00", "2026-10-25 01:59:59")] // just before
    [InlineData("02:00", "03:00", "2026-10-25 03:00:00", "2026-10-25 03:59:59")] // just after
    public void An_hour_that_comes_twice_is_covered_whichever_the_server_means(string from, string to, string since, string until)
    {
        string day = string.CompareOrdinal(from, "12") > 0 ? "2026-10-24" : "2026-10-25";
        Assert.Equal((since, until), Of("Europe/Berlin", $"{day}T{from}:00Z", $"2026-10-25T{to}:00Z"));
    }

    [Fact]
    public void Sao_Paulo_went_back_from_midnight_into_the_day_before() =>
        Assert.Equal(
            ("2019-02-16 22:30:00", "2019-02-17 00:09:59"),
            Of("America/Sao_Paulo", "2019-02-17T01:30:00Z", "2019-02-17T02:10:00Z"));

    // (zone, an instant near which its clocks were set back or forth)
    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z")]
    [InlineData("America/Sao_Paulo", "2019-02-17T02:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04T03:00:00Z")]
    [InlineData("Asia/Tehran", "2021-09-21T19:30:00Z")]
    [InlineData("Asia/Tehran", "2022-03-21T20:30:00Z")]
    [InlineData("Europe/Moscow", "2014-10-25T22:00:00Z")] // not daylight saving: the country changed its offset
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:00:00Z")] // half an hour
    [InlineData("America/New_York", "2026-11-01T06:00:00Z")]
    [InlineData("Africa/Casablanca", "2026-02-15T02:00:00Z")]
    public void No_window_near_a_change_of_clocks_loses_a_second_under_any_reading(string name, string change)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        DateTimeOffset middle = LogsApiHarness.At(change);
        Assert.NotEqual(zone.GetUtcOffset(middle.AddHours(-3)), zone.GetUtcOffset(middle.AddHours(3)));
        foreach (int minutes in Enumerable.Range(-36, 73).Select(step => step * 5))
        {
            foreach (int seconds in new[] { 1, 10, 300, 1799, 1800, 3600, 5400, 7200, 86400 })
            {
                ReceiveWindow window = new(middle.AddMinutes(minutes), middle.AddMinutes(minutes).AddSeconds(seconds));
                (string since, string until) = ExportDates.Of(window, zone);
                Assert.All(Readings(since, zone), read => Assert.InRange(read, window.From.AddHours(-2), window.From));
                Assert.All(Readings(until, zone), read => Assert.InRange(read, window.To.AddSeconds(-1), window.To.AddHours(2)));
            }
        }
    }

    private static (string Since, string Until) Of(string zone, string from, string to) =>
        ExportDates.Of(new ReceiveWindow(LogsApiHarness.At(from), LogsApiHarness.At(to)), TimeZoneInfo.FindSystemTimeZoneById(zone));

    /// <summary>Every instant that the local text may name.</summary>
    private static DateTimeOffset[] Readings(string text, TimeZoneInfo zone)
    {
        DateTime local = DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        DateTimeOffset utc = new(local, TimeSpan.Zero);
        DateTimeOffset[] readings =
        [
            .. Enumerable.Range(-28, 57).Select(half => utc.AddMinutes(half * 30)).Where(instant => instant + zone.GetUtcOffset(instant) == utc),
        ];
        Assert.NotEmpty(readings);
        return readings;
    }
}
