using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>The story of one person on several devices, whom an operator looks up and splits.</summary>
public sealed class PersonTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string App = """
        {
          "title": "Shop",
          "source": { "applicationId": 1111, "token": "${env:APPMETRICA_TOKEN}", "baseUrl": "SOURCE", "timeZone": "UTC", "pollPause": "00:00:00.05", "retryPause": "00:00:00.02" },
          "schedule": { "every": "06:00:00", "start": "START", "lag": "00:00:01", "maxWindow": "1.00:00:00" },
          "hooks": [
            {
              "name": "person", "resource": "events", "action": "import_profile", "database": "subscribers",
              "match": { "by": "identity", "from": "event_json.user" },
              "map": [ { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true }, { "from": "event_json.job", "to": "job", "ignoreEmpty": true } ]
            },
            {
              "name": "buy", "resource": "events", "filter": { "field": "event_name", "like": "buy*" }, "action": "register_goal", "pixel": "app",
              "goal": { "value": "buy" }, "attach": { "database": "subscribers", "match": { "by": "identity", "from": "event_json.user" } }
            }
          ]
        }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sees_which_device_came_when_and_splits_what_does_not_belong_together(bool withScript)
    {
        // A device is as long as the event's name.
        await using ConsoleService service = await ConsoleService.StartAsync(
            App,
            [
                ConsoleService.Event("buy 1", new { job = "cook" }, 40),
                ConsoleService.Event("browsing", new { x = 1 }, 39),
                ConsoleService.Event("login", new { user = "anna", name = "Anna" }, 30),
                ConsoleService.Event("login on", new { user = "anna" }, 20),
            ],
            TimeSpan.FromSeconds(0.1));
        IPage page = await service.SignInAsync(chromium, "olga", "operator", withScript: withScript);
        await service.SaysAsync("shop synced:");
        await page.GotoAsync("/profiles?by=customUserId&value=anna");
        await page.GetByRole(AriaRole.Link, new() { Name = "Anna" }).ClickAsync();

        ILocator devices = page.GetByRole(AriaRole.Region, new() { Name = "Devices" });
        await Expect(devices.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        ILocator merges = page.GetByRole(AriaRole.Region, new() { Name = "Merges" });
        await Expect(merges.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Expect(page.GetByText("buy, in app")).ToBeVisibleAsync();
        await merges.GetByText("Show").First.ClickAsync();
        await Expect(merges.GetByText("\"anna\"").Or(merges.GetByText("\\\"anna\\\"")).First).ToBeVisibleAsync();
        await LookAsync(page, "person-merged", withScript);

        await merges.GetByRole(AriaRole.Row, new() { Name = "7005" }).GetByRole(AriaRole.Button, new() { Name = "Split" }).ClickAsync();

        await Expect(page.GetByText("is a profile of its own again")).ToBeVisibleAsync();
        await Expect(merges.GetByText("split by olga")).ToBeVisibleAsync();
        await Expect(page.GetByText("buy, in app")).ToHaveCountAsync(0);
        await LookAsync(page, "person-split", withScript);
        await merges.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByText("buy, in app")).ToBeVisibleAsync();
        await Expect(page.GetByText("cook").First).ToBeVisibleAsync();
        await LookAsync(page, "person-apart", withScript);
    }

    private static async Task LookAsync(IPage page, string name, bool withScript)
    {
        if (withScript && Environment.GetEnvironmentVariable("CONNECTOR_SCREENSHOTS") == "1")
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Workplace.Repository, "artifacts", "screenshots", name + ".png"), FullPage = true });
        }
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
