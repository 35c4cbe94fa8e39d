namespace Connector.EndToEnd.Browser;

/// <summary>The shop that the stories are about: its integration and what its customers did.</summary>
internal static class Stories
{
    /// <summary>It wants registrations under the name they had when it was written, and takes what only begins like one for a registration as well.</summary>
    public const string Shop = """
        {
          "title": "Shop",
          "source": {
            "applicationId": 1111, "token": "${env:APPMETRICA_TOKEN}", "baseUrl": "SOURCE", "timeZone": "UTC",
            "pollPause": "00:00:00.05", "retryPause": "00:00:00.02"
          },
          "schedule": { "every": "06:00:00", "start": "START", "lag": "00:00:01", "maxWindow": "1.00:00:00" },
          "hooks": [
            {
              "name": "registration",
              "resource": "events",
              "filter": { "field": "event_name", "like": "registration*" },
              "action": "import_profile",
              "database": "customers",
              "match": { "by": "email_profile", "from": "event_json.email" },
              "map": [
                { "from": "event_json.email", "to": "email" },
                { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true }
              ],
              "subscriptions": [ { "resource": "newsletter", "channel": "email", "from": "event_json.email", "status": "unconfirmed" } ]
            },
            {
              "name": "purchase",
              "resource": "events",
              "filter": { "field": "event_name", "like": "purchase" },
              "action": "register_goal",
              "pixel": "app",
              "goal": { "from": "event_name" },
              "value": { "from": "event_json.total" },
              "attach": { "database": "customers", "match": { "by": "email_profile", "from": "event_json.email" } }
            }
          ]
        }
        """;

    /// <summary>Vera came after the app had renamed its event; two people only opened the form.</summary>
    public static IEnumerable<string> Events() =>
    [
        ConsoleService.Event("registration", new { email = "anna@example.com", name = "Anna" }, 40),
        ConsoleService.Event("purchase", new { email = "anna@example.com", total = 12.50 }, 39),
        ConsoleService.Event("purchase", new { email = "anna@example.com", total = 990 }, 16),
        ConsoleService.Event("registration_opened", new { screen = "form" }, 15),
        ConsoleService.Event("registration_opened", new { screen = "banner" }, 14),
        ConsoleService.Event("sign_up", new { email = "vera@example.com", name = "Vera" }, 13),
        ConsoleService.Event("purchase", new { email = "boris@example.com", total = 100 }, 12),
    ];
}
