using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>The story of an admin who reads a range again and thinks better of it.</summary>
public sealed class AdminTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Follows_a_backfill_as_it_goes_and_cancels_it(bool withScript)
    {
        // The source takes a while for each day, so that there is something to see.
        await using ConsoleService service = await ConsoleService.StartAsync(
            Stories.Shop.Replace("\"every\": \"06:00:00\", ", "", StringComparison.Ordinal), Stories.Events(), TimeSpan.FromSeconds(0.7));
        IPage page = await service.SignInAsync(chromium, "ada", "admin", withScript: withScript);
        await page.GetByRole(AriaRole.Link, new() { Name = "Shop", Exact = true }).ClickAsync();
        await page.GetByLabel("First day").FillAsync(ConsoleService.Day(-30));
        await page.GetByLabel("Day after the last").FillAsync(ConsoleService.Day(0));
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Hook" }).SelectOptionAsync("registration");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the backfill" }).ClickAsync();

        await Expect(page.GetByText("The backfill is queued.")).ToBeVisibleAsync();
        string address = page.Url;
        await page.EvaluateAsync("window.opened = true");
        await Expect(page.GetByText("The source prepares events").Or(page.GetByText("Waits for a place"))).ToBeVisibleAsync();
        ILocator progress = page.GetByRole(AriaRole.Progressbar, new() { Name = "How much was read" });
        await Expect(progress).Not.ToHaveAttributeAsync("value", "0");
        await Expect(progress).ToHaveAttributeAsync("value", new System.Text.RegularExpressions.Regex("^[1-9]"));
        // With a script the page itself changed; without one it was asked for again.
        Assert.Equal(withScript, await page.EvaluateAsync<bool>("window.opened === true"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("cancelled");
        await Expect(page.GetByText("Somebody stopped it.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToHaveCountAsync(0);
        Assert.Equal(address, page.Url);

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "run.cancel" })).ToContainTextAsync("ada");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "integration.backfill" })).ToContainTextAsync("hook registration");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
