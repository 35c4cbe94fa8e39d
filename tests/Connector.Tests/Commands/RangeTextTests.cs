using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Commands;

public sealed class RangeTextTests
{
    [Theory]
    [InlineData("2026-11-01", "2026-10-31T21:00:00Z")]
    [InlineData("2026-11-01T12:30", "2026-11-01T09:30:00Z")]
    [InlineData("2026-11-01 12:30:15", "2026-11-01T09:30:15Z")]
    [InlineData("2026-11-01T12:30:15Z", "2026-11-01T12:30:15Z")]
    [InlineData("2026-11-01T12:30:15+05:00", "2026-11-01T07:30:15Z")]
    public void A_time_without_offset_is_of_the_applications_zone(string text, string utc)
    {
        ReceiveWindow range = RangeText.Read(text, "2027-01-01", Some.Integration());
        Assert.Equal(DateTimeOffset.Parse(utc), range.From);
    }

    [Theory]
    [InlineData("2026-11-23", "2026-11-24", "--from '2026-11-23' lies ahead")]
    [InlineData("2026-11-01", "2099-01-01", "--to '2099-01-01' lies ahead")]
    [InlineData("2026-11-01", "2026-11-23", null)]
    public void What_is_to_come_is_not_read_but_the_day_in_hand_may_be_named(string from, string to, string? refusal)
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        UsageException? fault = Record.Exception(() => RangeText.ReadPast(from, to, Some.Integration(), now)) as UsageException;
        Assert.Equal(refusal is null, fault is null);
        Assert.StartsWith(refusal ?? "", fault?.Message ?? "");
    }

    [Fact]
    public void Without_the_applications_zone_it_is_the_schedules_and_then_utc()
    {
        Integration known = Some.Integration();
        Integration scheduled = known with { Source = known.Source with { TimeZone = null }, Schedule = known.Schedule with { TimeZone = "Asia/Tokyo" } };
        Integration unknown = scheduled with { Schedule = known.Schedule };

        Assert.Equal("2026-10-31T15:00:00Z to 2026-11-01T15:00:00Z", RangeText.Read("2026-11-01", "2026-11-02", scheduled).ToString());
        Assert.Equal("2026-11-01T00:00:00Z to 2026-11-02T00:00:00Z", RangeText.Read("2026-11-01", "2026-11-02", unknown).ToString());
    }

    [Theory]
    [InlineData("yesterday", "2026-11-02")]
    [InlineData("2026-11-02", "2026-11-02")]
    [InlineData("2026-11-03", "2026-11-02")]
    [InlineData("2026-13-01", "2026-11-02")]
    [InlineData("0001-01-01", "2026-11-02")]
    [InlineData("0001-01-01T00:00:00Z", "2026-11-02")]
    [InlineData("2026-11-01", "9999-12-31")]
    [InlineData("2026-11-01", "9999-12-31T23:59:59Z")]
    public void What_is_no_range_is_refused(string from, string to) =>
        Assert.Throws<UsageException>(() => RangeText.Read(from, to, Some.Integration()));

    [Theory]
    [InlineData("0001-01-01", "2026-11-02")]
    [InlineData("1970-01-01T00:00:00Z", "2026-11-02")]
    [InlineData("2026-11-01", "9999-12-31T23:59:59")]
    public void A_year_in_which_nothing_was_received_is_refused(string from, string to) =>
        Assert.Contains("Check the year", Assert.Throws<UsageException>(() => RangeText.Read(from, to, Some.Integration())).Message);
}
