using Connector.Sandbox.Faults;
using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>Every page as people see it: in light, in dark and on a phone. With CONNECTOR_SCREENSHOTS=1, pictures of them go to artifacts/screenshots.</summary>
public sealed class EveryPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string? Pictures =
        Environment.GetEnvironmentVariable("CONNECTOR_SCREENSHOTS") == "1" ? Path.Combine(Workplace.Repository, "artifacts", "screenshots") : null;

    [Fact]
    public async Task Every_page_can_be_seen_reached_and_understood()
    {
        await using ConsoleService service = await ConsoleService.StartAsync(Stories.Shop, Stories.Events(), TimeSpan.FromSeconds(2), Fault.Of(FaultKind.Forbidden));
        await WaitForTheFailureAsync(service);
        service.Heal();
        service.Write("config/integrations/paused.json", Stories.Shop
            .Replace("SOURCE", "http://127.0.0.1:1", StringComparison.Ordinal).Replace("START", ConsoleService.Day(-3), StringComparison.Ordinal).Replace("\"Shop\"", "\"Second shop\"", StringComparison.Ordinal));
        await service.SaysAsync("The config changed and is in use");
        var faults = new List<string>();
        foreach (Look look in Look.All)
        {
            IPage page = await chromium.OpenAsync(service.Url, look);
            await page.GotoAsync("/sign-in");
            await LookAtAsync(page, look, "sign-in", faults);
            page = await service.SignInAsync(chromium, "ada", "admin", look);
            await LookAtAllAsync(page, look, faults);
            await page.Context.CloseAsync();
        }

        IPage viewer = await service.SignInAsync(chromium, "vic", "viewer");
        foreach (string path in new[] { "/tokens", "/integrations/shop", "/integrations/shop/edit" })
        {
            await viewer.GotoAsync(path);
            await LookAtAsync(viewer, Look.Light, "viewer" + path.Replace('/', '-'), faults);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private async Task WaitForTheFailureAsync(ConsoleService service)
    {
        IPage page = await service.SignInAsync(chromium, "ada", "admin");
        await service.ReloadUntilAsync(page, "the first sync has failed", page.GetByText("the last sync failed").First);
    }

    private static async Task LookAtAllAsync(IPage page, Look look, List<string> faults)
    {
        await page.GotoAsync("/");
        await LookAtAsync(page, look, "overview", faults);
        await page.GotoAsync("/integrations/shop");
        if (look == Look.Light)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Sync now" }).ClickAsync();
            await LookAtAsync(page, look, "run-running", faults);
            await Assertions.Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("done");
            await page.GotoAsync("/integrations/paused");
            await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        }

        await page.GotoAsync("/integrations/shop");
        await LookAtAsync(page, look, "integration", faults);
        foreach ((string path, string name) in new[]
        {
            ("/runs", "runs"), ("/runs/1", "run-failed"), ("/profiles", "profiles"), ("/profiles?by=email&value=anna@example.com", "profiles-found"),
            ("/profiles?by=email&value=vera@example.com", "profiles-missing"), ("/profiles/0000000000000001", "profile"), ("/profiles/0000000000000001/erase", "erase"),
            ("/rejects", "rejects"), ("/deliveries", "deliveries"), ($"/goals?step=hour&from={ConsoleService.Day(-3)}", "goals"), ("/goals?goal=nothing", "goals-empty"), ("/tokens", "tokens"), ("/audit", "audit"), ("/new-integration", "new-integration"), ("/nothing", "not-found"),
        })
        {
            await page.GotoAsync(path);
            await LookAtAsync(page, look, name, faults);
        }

        await page.GotoAsync("/integrations/shop/edit");
        await LookAtAsync(page, look, "edit", faults);
        ILocator text = page.GetByLabel("shop.json");
        string file = await text.InputValueAsync();
        await text.FillAsync(file.Replace("\"like\": \"registration*\"", "\"lik\": \"registration*\"", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Assertions.Expect(page.Locator(".numbers .bad")).ToBeVisibleAsync();
        await LookAtAsync(page, look, "edit-problem", faults);
        await page.GetByLabel("shop.json").FillAsync(file.Replace("\"like\": \"registration*\"", "\"in\": [\"registration\", \"sign_up\"]", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this text would do with the last records" })).ToBeVisibleAsync();
        await LookAtAsync(page, look, "edit-preview", faults);
    }

    private static async Task LookAtAsync(IPage page, Look look, string name, List<string> faults)
    {
        faults.AddRange((await Accessibility.FaultsAsync(page)).Select(fault => $"{name}, {look.Name}: {fault}"));
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{look.Name}.png"), FullPage = true });
        }
    }
}
