using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

public sealed class ArrivalTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_link_from_elsewhere_opens_its_page_for_who_is_signed_in_and_the_sign_in_for_others()
    {
        await using ConsoleService service = await ConsoleService.StartAsync(Stories.Shop, Stories.Events(), TimeSpan.FromMilliseconds(1));
        IPage page = await service.SignInAsync(chromium, "vic", "viewer");
        await FollowAsync(page, service.Url);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Exact = true })).ToBeVisibleAsync();

        IPage stranger = await chromium.OpenAsync(service.Url);
        await FollowAsync(stranger, service.Url);
        await Assertions.Expect(stranger.GetByLabel("Token")).ToBeVisibleAsync();
    }

    /// <summary>As from a mail that is read in a browser.</summary>
    private static async Task FollowAsync(IPage page, string url)
    {
        await page.GotoAsync("about:blank");
        await page.SetContentAsync($"<a href=\"{url}/runs?status=failed\">Look</a>");
        await page.GetByText("Look").ClickAsync();
    }
}
