using System.Text.Json;
using Connector.Core.Records;
using Connector.Sandbox.Generation;
using static Connector.Tests.Sandbox.ShopRows;

namespace Connector.Tests.Sandbox;

public sealed class ShopPeopleTests
{
    [Fact]
    public void Customer_is_anonymous_before_registration_and_has_one_name_email_and_phone()
    {
        List<Dictionary<string, string>> events = RecordsOf(LogResource.Events);
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
        List<Dictionary<string, string>> purchases = [.. RecordsOf(LogResource.Events).Where(row => row["event_name"] == "purchase" && IsJson(row["event_json"]))];
        Dictionary<string, string> revenue = RecordsOf(LogResource.RevenueEvents).DistinctBy(row => row["revenue_order_id"]).ToDictionary(row => row["revenue_order_id"], row => row["revenue_price"]);
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
        List<Dictionary<string, string>> installs = RecordsOf(LogResource.Installations);
        Assert.Equal(installs.Count, installs.Select(row => row["appmetrica_device_id"]).Distinct().Count());
        Assert.Contains(installs, row => row["is_reinstallation"] == "true");
        Assert.All(installs.Where(row => row["click_id"] == ""), row => Assert.Equal(("1970-01-01 03:00:00", "0"), (row["click_datetime"], row["click_timestamp"])));
        Dictionary<string, Dictionary<string, string>> clicks = RecordsOf(LogResource.Clicks).ToDictionary(row => row["click_id"]);
        List<Dictionary<string, string>> attributed = [.. installs.Where(row => row["click_id"] != "")];
        Assert.NotEmpty(attributed);
        Assert.All(attributed, row => Assert.Equal(row["click_timestamp"], clicks[row["click_id"]]["click_timestamp"]));
        Assert.Contains(clicks.Values, row => row["is_bot"] == "true");
    }

    [Fact]
    public void Bank_has_its_own_events()
    {
        List<Dictionary<string, string>> events = RecordsOf(LogResource.Events, Options with { Business = Business.Bank, ApplicationId = 2222 });
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

    private static (string Email, string Phone, string Name) Contacts(Dictionary<string, string> row)
    {
        using var json = JsonDocument.Parse(row["event_json"]);
        JsonElement contacts = json.RootElement.GetProperty("contacts");
        return (contacts.GetProperty("email").GetString()!, contacts.GetProperty("phone").GetString()!, json.RootElement.GetProperty("name").GetString()!);
    }
}
