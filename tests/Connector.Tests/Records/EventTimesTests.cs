using System.Text;
using Connector.Core.Profiles;
using Connector.Core.Records;

namespace Connector.Tests.Records;

public sealed class EventTimesTests
{
    private static readonly EventTimes Moscow = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"));

    [Theory]
    [InlineData("1722285421", "", "2024-07-29T20:37:01Z")]
    [InlineData("", "2024-07-29 23:37:01", "2024-07-29T20:37:01Z")]
    [InlineData("1722285421", "1999-01-01 00:00:00", "2024-07-29T20:37:01Z")]
    [InlineData("0", "2024-07-29 23:37:01", "2024-07-29T20:37:01Z")]
    [InlineData("abc", "2024-07-29 23:37:01", "2024-07-29T20:37:01Z")]
    public void Reads_the_timestamp_else_the_local_text_in_the_applications_zone(string timestamp, string datetime, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected).ToUnixTimeMilliseconds(), Moscow.Read(Encoding.UTF8.GetBytes(timestamp), Encoding.UTF8.GetBytes(datetime)));

    [Theory]
    [InlineData("", "")]
    [InlineData("-5", "yesterday")]
    [InlineData("99999999999999999999", "2024-13-01 00:00:00")]
    public void What_is_no_time_is_none(string timestamp, string datetime) =>
        Assert.Null(Moscow.Read(Encoding.UTF8.GetBytes(timestamp), Encoding.UTF8.GetBytes(datetime)));

    [Theory]
    [InlineData("2026-11-01T10:00:00Z", "2026-11-01T10:00:10Z", "2026-11-01T10:00:00Z")]
    [InlineData("2026-11-01T10:05:10Z", "2026-11-01T10:00:10Z", "2026-11-01T10:05:10Z")]
    [InlineData("2026-11-01T10:05:11Z", "2026-11-01T10:00:10Z", "2026-11-01T10:00:10Z")]
    [InlineData("2030-01-01T00:00:00Z", "2026-11-01T10:00:10Z", "2026-11-01T10:00:10Z")]
    [InlineData("2009-12-31T23:59:59Z", "2026-11-01T10:00:10Z", "2026-11-01T10:00:10Z")]
    [InlineData("2010-01-01T00:00:00Z", "2026-11-01T10:00:10Z", "2010-01-01T00:00:00Z")]
    [InlineData(null, "2026-11-01T10:00:10Z", "2026-11-01T10:00:10Z")]
    [InlineData(null, null, "2026-11-22T00:00:00Z")]
    [InlineData("2026-11-01T10:00:00Z", null, "2026-11-01T10:00:00Z")]
    public void A_clock_that_is_ahead_or_ancient_gives_way_to_the_receive_time(string? happened, string? received, string expected)
    {
        Stamp stamp = EventTimes.Stamp(Milliseconds(happened), Milliseconds(received), Milliseconds("2026-11-22T00:00:00Z")!.Value);
        Assert.Equal(Milliseconds(expected), stamp.EventTime);
        Assert.Equal(Milliseconds(received ?? expected), stamp.ReceiveTime);
    }

    private static long? Milliseconds(string? text) => text is null ? null : DateTimeOffset.Parse(text).ToUnixTimeMilliseconds();
}
