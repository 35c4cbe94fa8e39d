using System.Collections.Immutable;
using Connector.Configuration;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Records;

namespace Connector.Tests.Configuration;

/// <summary>The example that users are shown loads as it stands, and means what is said of it.</summary>
public sealed class ContractExampleTests : IDisposable
{
    private readonly TemporaryConfig _config = new();

    public ContractExampleTests()
    {
        _config.Variables["APPMETRICA_TOKEN"] = "top-secret-value";
        _config.Write("databases/customers.json", """
            {
              "title": "Customers",
              "defaultPhoneCountry": "RU",            // ISO code: how a number without + is read
              "fields": [                             // default fields exist without being named; name one to change it
                { "name": "email", "required": true },
                { "name": "loyalty_card", "type": "string", "matchable": true },
                { "name": "orders_total", "type": "number" },
                { "name": "tier", "type": "enum", "values": ["silver", "gold"] }
              ]
            }
            """);
        _config.Write("resources/newsletter.json", """{ "title": "Newsletter", "databases": ["customers"], "channels": ["email", "sms", "push"] }""");
        _config.Write("pixels/app.json", """{ "title": "Mobile app" }""");
        _config.Write("integrations/shop.json", """
            {
              "title": "Shop app",
              "active": true,
              "source": {
                "type": "appmetrica",
                "applicationId": 1111,
                "token": "${env:APPMETRICA_TOKEN}",
                "baseUrl": "https://api.appmetrica.yandex.com",   // optional
                "timeZone": "Europe/Moscow",                       // optional: the app's zone, else asked from the Management API
                "format": "json",                                  // json | csv
                "pollPause": "00:00:15",                           // before the first poll of an export
                "retryPause": "00:00:05",                          // before the first repeat of a failed request
                "skipUnavailableShards": false
              },
              "schedule": {
                "cron": "0 0/10 * * * ?",            // Quartz cron; or "every": "00:10:00"
                "timeZone": "Europe/Moscow",
                "start": "2026-11-01",               // first receive time to read when nothing was read yet; default: now
                "lag": "00:15:00",                   // a window ends at least this long ago
                "lookback": "02:00:00",              // re-read before the cursor
                "maxWindow": "1.00:00:00"
              },
              "hooks": [
                {
                  "name": "registration",
                  "resource": "events",
                  "filter": { "all": [
                    { "field": "event_name", "like": "registration*" },
                    { "field": "event_json.contacts.email", "like": "*@gmail.com" }
                  ] },
                  "action": "import_profile",
                  "database": "customers",
                  "mode": "add_and_update",           // add_and_update | add_only | update_only
                  "match": { "by": "email_profile", "from": "event_json.contacts.email" },
                  "map": [
                    { "from": "event_json.contacts.email", "to": "email" },
                    { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true },
                    { "value": "mobile app", "to": "_vendor" }
                  ],
                  "subscriptions": [
                    { "resource": "newsletter", "channel": "email", "from": "event_json.contacts.email", "status": "unconfirmed" },
                    { "resource": "newsletter", "channel": "push", "provider": "appmetrica_device_id" }
                  ]
                },
                {
                  "name": "purchase",
                  "resource": "events",
                  "filter": { "field": "event_name", "like": "purchase" },
                  "action": "register_goal",
                  "pixel": "app",
                  "goal": { "from": "event_name" },               // or { "value": "purchase" }
                  "value": { "from": "event_json.cart.total" },   // or { "value": 1 }; optional
                  "attach": { "database": "customers", "match": { "by": "appmetrica_device_id" }, "whenMissing": "anonymous" }
                }
              ]
            }
            """);
    }

    public void Dispose() => _config.Dispose();

    [Fact]
    public void It_loads_without_a_problem()
    {
        ConfigResult result = _config.Load();
        Assert.Empty(result.Problems);
        Assert.NotNull(result.Catalog);
    }

    [Fact]
    public void Source_and_schedule_are_as_written()
    {
        Integration shop = Load();
        Assert.Equal(
            new AppMetricaSource(
                1111, "top-secret-value", new Uri("https://api.appmetrica.yandex.com"), "Europe/Moscow", ExportFormat.Json, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), false),
            shop.Source);
        Assert.Equal(
            new SyncSchedule(
                "0 0/10 * * * ?", null, "Europe/Moscow", new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(3)), TimeSpan.FromMinutes(15), TimeSpan.FromHours(2), TimeSpan.FromDays(1)),
            shop.Schedule);
        Assert.True(shop.Active);
        Assert.Equal("Shop app", shop.Title);
        Assert.Equal([LogResource.Events], shop.Resources);
    }

    [Fact]
    public void Import_hook_is_as_written()
    {
        var hook = Assert.IsType<ImportProfileHook>(Load().Hooks[0]);
        Assert.Equal(("registration", LogResource.Events, ImportMode.AddAndUpdate), (hook.Name, hook.Resource, hook.Mode));
        ImmutableArray<Filter> rules = Assert.IsType<Filter.All>(hook.Filter).Parts;
        var rule = Assert.IsType<Filter.Rule>(rules[1]);
        Assert.Equal(["contacts", "email"], rule.Field.Steps.Select(step => step.Name));
        Assert.Equal([new Condition.Like("*@gmail.com", Negated: false)], rule.Conditions.AsEnumerable());
        Assert.Equal((MatchBy.EmailProfile, OnAmbiguous.Reject), (hook.Match.By, hook.Match.OnAmbiguous));
        Assert.Equal(["email", "_fname", "_vendor"], hook.Map.Select(mapping => mapping.To.Name));
        Assert.Equal([false, true, false], hook.Map.Select(mapping => mapping.IgnoreEmpty));
        Assert.Equal(new Operand.Constant("mobile app"), hook.Map[2].Source);
        Assert.Equal([SubscriptionStatus.Unconfirmed, SubscriptionStatus.Subscribed], hook.Subscriptions.Select(rule => rule.Status));
        Assert.Equal(
            (Channel.Push, PushProvider.AppMetricaDeviceId, FieldPath.ForColumn("appmetrica_device_id")),
            (hook.Subscriptions[1].Channel, hook.Subscriptions[1].Provider!.Value, hook.Subscriptions[1].From));
    }

    [Fact]
    public void Goal_hook_is_as_written()
    {
        var hook = Assert.IsType<RegisterGoalHook>(Load().Hooks[1]);
        Assert.Equal(new Operand.From(FieldPath.ForColumn("event_name")), hook.Goal);
        Assert.Equal("event_json.cart.total", Assert.IsType<Operand.From>(hook.Value).Path.Text);
        Assert.Equal((WhenMissing.Anonymous, true), (hook.Attach!.WhenMissing, hook.Attach.Stitch));
        Assert.Equal((MatchBy.AppMetricaDeviceId, FieldPath.ForColumn("appmetrica_device_id")), (hook.Attach.Match.By, hook.Attach.Match.From));
    }

    [Fact]
    public void Database_has_the_default_fields_then_its_own()
    {
        Database customers = _config.Load().Catalog!.Databases["customers"];
        Assert.Equal(
            [.. DefaultFields.All.Select(field => field.Name), "loyalty_card", "orders_total", "tier"],
            customers.Fields.Select(field => field.Name));
        Assert.True(customers.Find("email")!.Required);
        Assert.True(customers.Find("loyalty_card")!.Matchable);
        Assert.Equal(["silver", "gold"], customers.Find("tier")!.Values.AsEnumerable());
        Assert.Equal("RU", customers.DefaultPhoneCountry);
    }

    private Integration Load() => _config.Load().Catalog!.Integrations["shop"];
}
