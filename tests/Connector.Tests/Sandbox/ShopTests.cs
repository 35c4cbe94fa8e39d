using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Core.Records;
using Connector.Sandbox.Data;
using Connector.Sandbox.Generation;

namespace Connector.Tests.Sandbox;

public sealed class ShopTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
    private static readonly ShopOptions Options = new() { Seed = 11, Users = 500, Events = 12_000 };

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
        List<Dictionary<string, string>> events = Records(LogResource.Events, Options with { Users = 3_000, Events = 24_000 });
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

    [Fact]
    public void Customer_is_anonymous_before_registration_and_has_one_name_email_and_phone()
    {
        List<Dictionary<string, string>> events = Records(LogResource.Events);
        ILookup<string, Dictionary<string, string>> byProfile = events.Where(row => row["profile_id"] != "").ToLookup(row => row["profile_id"]);
        ILookup<string, Dictionary<string, string>> byDevice = events.ToLookup(row => row["appmetrica_device_id"]);
        int browsedBefore = 0;
        List<Dictionary<string, string>> registrations = [.. events.Where(row => row["event_name"] == "registration" && IsJson(row["event_json"]))];
        Assert.InRange(registrations.Count, 250, 340);
        foreach (Dictionary<string, string> registration in registrations)
        {
            (string email, string phone, string name) = Contacts(registration);
            Assert.Matches(@"^\+79\d{9}$", phone);
            Assert.Matches(@"^[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+$", name);
            Assert.All(
                byProfile[registration["profile_id"]].Where(row => row["event_name"] == "profile_updated" && IsJson(row["event_json"])).Select(Contacts),
                contacts => Assert.Equal((email.ToLowerInvariant(), phone, name), (contacts.Email.ToLowerInvariant(), contacts.Phone, contacts.Name)));
            browsedBefore += byDevice[registration["appmetrica_device_id"]].Any(row => row["profile_id"] == "") ? 1 : 0;
        }

        Assert.True(browsedBefore > 60, $"{browsedBefore} browsed before they registered");
        Assert.All(
            registrations.GroupBy(row => row["profile_id"]),
            same => Assert.Single(same.Select(row => row["event_receive_timestamp"]).Distinct()));
        Assert.Contains(byProfile, profile => profile.Select(row => row["appmetrica_device_id"]).Distinct().Count() >= 3);
        Assert.Equal(
            registrations.DistinctBy(row => row["profile_id"]).Count(),
            registrations.Select(row => Contacts(row).Phone).Distinct().Count());
    }

    [Fact]
    public void Purchase_adds_up_and_revenue_tells_the_same_sum()
    {
        List<Dictionary<string, string>> purchases = [.. Records(LogResource.Events).Where(row => row["event_name"] == "purchase" && IsJson(row["event_json"]))];
        Dictionary<string, string> revenue = Records(LogResource.RevenueEvents).DistinctBy(row => row["revenue_order_id"]).ToDictionary(row => row["revenue_order_id"], row => row["revenue_price"]);
        Assert.NotEmpty(purchases);
        foreach (Dictionary<string, string> purchase in purchases)
        {
            using var json = JsonDocument.Parse(purchase["event_json"]);
            JsonElement cart = json.RootElement.GetProperty("cart");
            Assert.Equal("RUB", cart.GetProperty("currency").GetString());
            string total = cart.GetProperty("total").GetRawText();
            Assert.Matches(@"^\d+\.\d\d$", total);
            Assert.Equal(
                cart.GetProperty("total").GetDecimal(),
                cart.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("price").GetDecimal() * item.GetProperty("count").GetInt32()));
            Assert.Equal(total, revenue[json.RootElement.GetProperty("order_id").GetString()!].TrimStart('-'));
        }
    }

    [Fact]
    public void Reinstall_gives_a_new_device_id_and_clicks_lead_to_installs()
    {
        List<Dictionary<string, string>> installs = Records(LogResource.Installations);
        Assert.Equal(installs.Count, installs.Select(row => row["appmetrica_device_id"]).Distinct().Count());
        Assert.Contains(installs, row => row["is_reinstallation"] == "true");
        Assert.All(installs.Where(row => row["click_id"] == ""), row => Assert.Equal(("1970-01-01 03:00:00", "0"), (row["click_datetime"], row["click_timestamp"])));
        Dictionary<string, Dictionary<string, string>> clicks = Records(LogResource.Clicks).ToDictionary(row => row["click_id"]);
        List<Dictionary<string, string>> attributed = [.. installs.Where(row => row["click_id"] != "")];
        Assert.NotEmpty(attributed);
        Assert.All(attributed, row => Assert.Equal(row["click_timestamp"], clicks[row["click_id"]]["click_timestamp"]));
        Assert.Contains(clicks.Values, row => row["is_bot"] == "true");
    }

    [Fact]
    public void Bank_has_its_own_events()
    {
        List<Dictionary<string, string>> events = Records(LogResource.Events, Options with { Business = Business.Bank, ApplicationId = 2222 });
        Assert.Equal(
            ["app_opened", "application_sent", "card_activated", "client_identified", "login", "screen_opened"],
            events.Select(row => row["event_name"]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(events, row => Assert.Equal("2222", row["application_id"]));
        using var client = JsonDocument.Parse(events.First(row => row["event_name"] == "client_identified" && IsJson(row["event_json"]))["event_json"]);
        Assert.Matches(@"^C\d{4}$", client.RootElement.GetProperty("client").GetProperty("id").GetString());
        using var application = JsonDocument.Parse(events.First(row => row["event_name"] == "application_sent" && IsJson(row["event_json"]))["event_json"]);
        Assert.Matches(@"^\d+\.00$", application.RootElement.GetProperty("amount").GetString());
        Assert.NotEmpty(application.RootElement.GetProperty("Product Name").GetString()!);
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

    private static (string Email, string Phone, string Name) Contacts(Dictionary<string, string> row)
    {
        using var json = JsonDocument.Parse(row["event_json"]);
        JsonElement contacts = json.RootElement.GetProperty("contacts");
        return (contacts.GetProperty("email").GetString()!, contacts.GetProperty("phone").GetString()!, json.RootElement.GetProperty("name").GetString()!);
    }

    private static long Seconds(Dictionary<string, string> row, string column) => long.Parse(row[column], CultureInfo.InvariantCulture);

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<Dictionary<string, string>> Records(LogResource resource, ShopOptions? options = null)
    {
        var records = new List<Dictionary<string, string>>();
        foreach (Row row in new Shop(options ?? Options).Read(new RowQuery(resource, resource.Columns, null, Moscow)))
        {
            var record = new Dictionary<string, string>();
            for (int slot = 0; slot < row.Width; slot++)
            {
                record[resource.Columns[slot]] = Encoding.UTF8.GetString(row[slot]);
            }

            records.Add(record);
        }

        return records;
    }

    private static List<string> Lines(ShopOptions options, LogResource resource, ImmutableArray<string>? columns = null, RowWindow? window = null)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (Row row in new Shop(options).Read(new RowQuery(resource, columns ?? resource.Columns, window, Moscow)))
        {
            line.Clear();
            for (int slot = 0; slot < row.Width; slot++)
            {
                line.Append(Encoding.UTF8.GetString(row[slot])).Append('\t');
            }

            lines.Add(line.ToString());
        }

        return lines;
    }
}
