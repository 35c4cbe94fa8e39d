using Connector.Core.Catalog;

namespace Connector.Tests.Configuration;

public sealed class DestinationConfigTests : IDisposable
{
    private readonly TemporaryConfig _config = new();

    [Fact]
    public void An_account_of_Altcraft_is_read_with_its_numbers_and_defaults()
    {
        _config.Write("destinations/crm.json", """
            {
              "type": "altcraft", "baseUrl": "https://a.example", "token": "${env:TOKEN}",
              "databases": { "customers": 12 }, "resources": { "newsletter": 5 }, "pixels": { "app": 3 }
            }
            """);
        var crm = (AltcraftDestination)_config.Load().Catalog!.Destinations["crm"];

        Assert.Equal(("crm", true, Sends.Profiles | Sends.Goals, AltcraftMatching.EmailProfile), (crm.Title, crm.Active, crm.Sends, crm.Matching));
        Assert.Equal((12, 5, 3), (crm.Databases["customers"], crm.Resources["newsletter"], crm.Pixels["app"]));
        Assert.Equal(
            new DeliveryPace(200, 4, 50, 3, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(30), TimeSpan.FromDays(3)), crm.Pace);
        Assert.Equal(_config.Variables["TOKEN"], crm.Token);
        Assert.DoesNotContain(crm.Token, crm.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_application_of_Metrix_maps_the_standard_attributes_unless_the_map_says_otherwise()
    {
        _config.Write("destinations/ma.json", """
            {
              "type": "metrix", "applicationId": "a", "apiKey": "${env:TOKEN}", "databases": ["customers"], "send": ["goals"],
              "map": [{ "from": "tier", "to": "customAttributes.level" }, { "from": "loyalty_card", "to": "firstName" }], "currency": "IRR"
            }
            """);
        var ma = (MetrixDestination)_config.Load().Catalog!.Destinations["ma"];

        Assert.Equal(
            ["tier customAttributes.level", "loyalty_card firstName", "_lname lastName", "phones phoneNumber", "email email", "_country country", "_city city", "_region region", "_sex gender", "_bdate birthday", "_hashed_email hashedEmail", "_hashed_phone hashedPhoneNumber"],
            ma.Map.Select(one => $"{one.From} {one.To}"));
        Assert.Equal((Sends.Goals, "IRR", new Uri("https://entry.metrix.ir")), (ma.Sends, ma.Currency, ma.BaseUrl));
        Assert.True(ma.TakesPixel("any"));
        Assert.DoesNotContain(ma.ApiKey, ma.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_active_needs_no_secret_yet()
    {
        _config.Write("destinations/crm.json", """
            { "type": "altcraft", "active": false, "baseUrl": "https://a.example", "token": "${env:NOT_SET}", "databases": { "customers": 12 } }
            """);
        Assert.False(_config.Load().Catalog!.Destinations["crm"].Active);
    }

    public void Dispose() => _config.Dispose();
}
