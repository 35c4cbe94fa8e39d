using Connector.Sandbox.Faults;
using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>The story of a marketer who never saw the console before.</summary>
public sealed class MarketerTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finds_why_a_sync_failed_and_a_customer_is_missing_corrects_the_filter_and_tries_the_rejects_again(bool withScript)
    {
        await using ConsoleService service = await ConsoleService.StartAsync(Stories.Shop, Stories.Events(), TimeSpan.FromMilliseconds(1), Fault.Of(FaultKind.Forbidden));
        IPage page = await service.SignInAsync(chromium, "marta", "admin", withScript: withScript);

        await SeesWhyTheSyncFailedAsync(page, service);
        await FindsNoVeraAsync(page);
        await CorrectsTheFilterAsync(page, service);
        await TriesTheRejectsAgainAsync(page);
        await ReadsTheRangeAgainAndFindsVeraAsync(page);
    }

    private static async Task SeesWhyTheSyncFailedAsync(IPage page, ConsoleService service)
    {
        await service.ReloadUntilAsync(page, "the first sync has failed", page.GetByRole(AriaRole.Heading, new() { Name = "One thing needs you" }));
        await Expect(page.GetByText("Shop: the last sync failed").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "What to do" }).ClickAsync();
        await Expect(page.GetByText("nothing is lost")).ToBeVisibleAsync();
        await Expect(page.Locator(".alert.bad strong")).ToContainTextAsync("token");
        // Whoever owns the application gives the token its right back.
        service.Heal();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sync now" }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("done");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Everything is current" })).ToBeVisibleAsync();
    }

    private static async Task FindsNoVeraAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Profiles" }).ClickAsync();
        await page.GetByLabel("Value").FillAsync("vera@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Expect(page.GetByText("But records that name it came, and no hook made a profile of them")).ToBeVisibleAsync();
        ILocator trace = page.Locator("details", new() { HasText = "sign_up" });
        await Expect(trace.GetByText("no hook wants it")).ToBeVisibleAsync();
        await trace.Locator("summary").ClickAsync();
        await trace.GetByRole(AriaRole.Link, new() { Name = "their filters in words" }).ClickAsync();
        await Expect(page.GetByText("event_name begins with 'registration'")).ToBeVisibleAsync();
    }

    private static async Task CorrectsTheFilterAsync(IPage page, ConsoleService service)
    {
        const string Wrong = "\"like\": \"registration*\"";
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit", Exact = true }).ClickAsync();
        ILocator text = page.GetByLabel("shop.json");
        string file = await text.InputValueAsync();
        Assert.Contains(Wrong, file);
        int line = file[..file.IndexOf(Wrong, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

        // A slip of the fingers stands beside its line, and in a list that leads there.
        await text.FillAsync(file.Replace(Wrong, "\"inn\": [\"registration\", \"sign_up\"]", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.Locator(".numbers .bad")).ToHaveTextAsync(line.ToString());
        await Expect(page.Locator(".notes li").Nth(line - 1)).ToContainTextAsync("inn");
        ILocator number = page.Locator($"#line-{line}");
        await Expect(text).ToHaveValueAsync(file.Replace(Wrong, "\"inn\": [\"registration\", \"sign_up\"]", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Link, new() { Name = $"Line {line}" }).First.ClickAsync();
        await Expect(number).ToBeInViewportAsync();
        Assert.True(await SameHeightAsync(page, number, line), "The number does not stand beside its line.");

        await text.FillAsync(file.Replace(Wrong, "\"in\": [\"registration\", \"sign_up\"]", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What this text would do with the last records" })).ToBeVisibleAsync();
        await Expect(page.GetByText("registration: creates (now not wanted)")).ToBeVisibleAsync();
        await Expect(page.GetByText("registration: not wanted (now rejected)")).ToHaveCountAsync(2);
        await Expect(page.Locator("details[open]", new() { HasText = "vera@example.com" }).GetByText("subscription to newsletter by email: vera@example.com, unconfirmed")).ToBeVisibleAsync();
        Assert.Contains(Wrong, service.Read("config/integrations/shop.json"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved and in use.")).ToBeVisibleAsync();
        await Expect(page.GetByText("event_name is one of 'registration', 'sign_up'")).ToBeVisibleAsync();
        Assert.DoesNotContain(Wrong, service.Read("config/integrations/shop.json"));
    }

    private static async Task TriesTheRejectsAgainAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Rejects", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Nothing to find the profile by" })).ToContainTextAsync("2");
        await page.GetByText("'event_json.email' is empty, so no profile can be found by it.").First.ClickAsync();
        await Expect(page.Locator("details[open] pre")).ToContainTextAsync("registration_opened");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try them all again" }).ClickAsync();
        await Expect(page.GetByText("2 records tried again: 2 went through, 0 rejected again.")).ToBeVisibleAsync();
        await Expect(page.GetByText("No record waits.")).ToBeVisibleAsync();
    }

    private static async Task ReadsTheRangeAgainAndFindsVeraAsync(IPage page)
    {
        await page.GotoAsync("/integrations/shop");
        await page.GetByLabel("First day").FillAsync(ConsoleService.Day(-1));
        await page.GetByLabel("Day after the last").FillAsync(ConsoleService.Day(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the backfill" }).ClickAsync();
        await Expect(page.Locator("h1 + .badge")).ToHaveTextAsync("done");
        await page.GetByRole(AriaRole.Link, new() { Name = "Profiles" }).ClickAsync();
        await page.GetByLabel("Value").FillAsync("Vera@Example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Vera", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "newsletter" })).ToContainTextAsync("unconfirmed");
        await Expect(page.GetByText("_fname was set to Vera")).ToBeVisibleAsync();
    }

    /// <summary>Whether the number of a line stands as high as the line itself.</summary>
    private static async Task<bool> SameHeightAsync(IPage page, ILocator number, int line)
    {
        LocatorBoundingBoxResult box = (await number.BoundingBoxAsync())!;
        LocatorBoundingBoxResult text = (await page.GetByLabel("shop.json").BoundingBoxAsync())!;
        double height = await page.GetByLabel("shop.json").EvaluateAsync<double>("field => parseFloat(getComputedStyle(field).lineHeight)");
        double padding = await page.GetByLabel("shop.json").EvaluateAsync<double>("field => parseFloat(getComputedStyle(field).paddingTop)");
        return Math.Abs(text.Y + padding + ((line - 0.5) * height) - (box.Y + (box.Height / 2))) < height / 3;
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
