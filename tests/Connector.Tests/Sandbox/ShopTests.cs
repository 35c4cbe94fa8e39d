using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Connector.Core.Records;
using Connector.Sandbox.Data;
using Connector.Sandbox.Generation;
using static Connector.Tests.Sandbox.ShopRows;

namespace Connector.Tests.Sandbox;

public sealed class ShopTests
{
    public static TheoryData<string> Resources => [.. LogResource.All.Select(resource => resource.Name)];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Equal_options_give_equal_rows_and_another_seed_gives_others(string name)
    {
        LogResource resource = LogResource.Find(name)!;
        List<string> rows = Lines(Options, resource);
        Assert.Equal(rows, Lines(Options, resource));
        Assert.NotEqual(rows, Lines(Options with { Seed = 12 }, resource));
        Assert.True(rows.Count > 50, $"{rows.Count} rows");
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Window_holds_what_filtering_everything_gives(string name)
    {
        LogResource resource = LogResource.Find(name)!;
        if (resource.EventTime is null)
        {
            return;
        }

        string device = resource.EventTime + "_timestamp";
        string server = (resource.ReceiveTime ?? resource.EventTime) + "_timestamp";
        ImmutableArray<string> columns = [device, server, .. resource.Columns];
        List<string> all = Lines(Options, resource, columns);
        long from = Options.From.ToUnixTimeSeconds();
        foreach ((long since, long until) in new[]
        {
            (from, from + 3_600), (from + 40_000, from + 40_060), (from + 400_000, from + 500_000), (from + 700_000, from + 700_100),
            (from + 1_000_000, from + 3_000_000), (from - 500_000, from - 1), (0L, 500_000L), (1_893_456_000L, 1_900_000_000L),
        })
        {
            foreach (bool byReceive in new[] { true, false })
            {
                var window = new RowWindow(since, until, byReceive);
                Assert.Equal(
                    all.Where(line => window.Holds(long.Parse(line.Split('\t')[byReceive ? 1 : 0], CultureInfo.InvariantCulture))),
                    Lines(Options, resource, columns, window));
            }
        }
    }

    [Fact]
    public void Profiles_are_in_the_window_of_their_last_change()
    {
        long from = Options.From.ToUnixTimeSeconds();
        List<string> all = Lines(Options, LogResource.ProfilesV2);
        var days = Enumerable.Range(0, 15).Select(day => new RowWindow(from + (day * 86_400), from + (day * 86_400) + 86_399, ByReceive: true)).ToList();
        List<string> byDay = [.. days.SelectMany(window => Lines(Options, LogResource.ProfilesV2, window: window))];
        Assert.Equal(all.Order(StringComparer.Ordinal), byDay.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Every_column_that_means_something_here_is_filled_somewhere(string name)
    {
        LogResource resource = LogResource.Find(name)!;
        // Windows devices there are none; the others belong to deeper categories, in-app money and places the shop does not send.
        string[] empty = [.. resource.Columns.Where(column =>
            column is "windows_aid" or "identifier" or "district" or "area" or "ecom_screen_search_query"
            || (column == "event_name" && resource.Name is "postbacks" or "ecommerce_events")
            || column.Contains("_category_path_", StringComparison.Ordinal)
            || column.EndsWith("internal_components", StringComparison.Ordinal)
            || column.StartsWith("ecom_referrer_", StringComparison.Ordinal))];
        bool[] filled = new bool[resource.Columns.Length];
        foreach (Row row in new Shop(Options).Read(new RowQuery(resource, resource.Columns, null, Moscow)))
        {
            for (int slot = 0; slot < filled.Length; slot++)
            {
                filled[slot] |= row[slot].Length > 0;
            }
        }

        Assert.Empty(resource.Columns.Where((column, slot) => !filled[slot]).Except(empty));
    }

    [Fact]
    public void Events_have_their_number_their_share_of_wanted_ones_and_their_oddities()
    {
        List<Dictionary<string, string>> events = RecordsOf(LogResource.Events, Options with { Users = 3_000, Events = 24_000 });
        Assert.Equal(24_000, events.Count);
        Assert.InRange(events.Count(row => row["event_name"] is "registration" or "purchase" or "profile_updated" or "loyalty_card_added" or "unsubscribed"), 7_200, 9_600);
        Assert.InRange(events.GroupBy(row => string.Join('\t', row.Values)).Count(group => group.Count() == 2), 60, 240);
        Assert.InRange(events.Count(row => Seconds(row, "event_receive_timestamp") - Seconds(row, "event_timestamp") is > 600 and < 10 * 86_400), 240, 480);
        Assert.InRange(events.Count(row => row["event_datetime"].StartsWith("1970", StringComparison.Ordinal)), 40, 400);
        Assert.InRange(events.Count(row => row["event_datetime"].StartsWith("2030", StringComparison.Ordinal)), 40, 400);
        Assert.InRange(events.Count(row => row["event_json"] == ""), 70, 190);
        Assert.InRange(events.Count(row => row["event_json"] != "" && !IsJson(row["event_json"])), 60, 190);
        Assert.Contains(events, row => row["google_aid"] == "00000000-0000-0000-0000-000000000000");
        Assert.Contains(events, row => row["ios_ifa"] == "00000000-0000-0000-0000-000000000000");
        Assert.Contains(events, row => row["google_aid"] == "null");
        Assert.Contains(events, row => row["appmetrica_device_id"].Length == 20);
        Assert.Contains(events, row => row["profile_id"] == "");
        Assert.All(events, row => Assert.InRange(Seconds(row, "event_receive_timestamp"), Options.From.ToUnixTimeSeconds(), Options.To.ToUnixTimeSeconds() - 1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(50_000, 40)]
    public void Any_number_of_users_and_events_goes_together(int users, long events)
    {
        ShopOptions options = Options with { Users = users, Events = events };
        Assert.Equal(events, Lines(options, LogResource.Events).Count);
        Assert.All(LogResource.All, resource => Lines(options, resource));
    }

    [Fact]
    public void Local_times_follow_the_zone_over_its_change_of_clock()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        ShopOptions options = Options with { Events = 2_000, From = new(2026, 10, 25, 0, 0, 0, TimeSpan.Zero), To = new(2026, 10, 25, 2, 0, 0, TimeSpan.Zero) };
        foreach (Row row in new Shop(options).Read(new RowQuery(LogResource.Events, ["event_receive_timestamp", "event_receive_datetime"], null, berlin)))
        {
            DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(row[0], CultureInfo.InvariantCulture));
            Assert.Equal(TimeZoneInfo.ConvertTime(at, berlin).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Encoding.UTF8.GetString(row[1]));
        }
    }

    private static long Seconds(Dictionary<string, string> row, string column) => long.Parse(row[column], CultureInfo.InvariantCulture);
}
