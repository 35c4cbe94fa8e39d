using System.Text.RegularExpressions;
using Connector.Core.Access;
using Connector.Tests.Api;

namespace Connector.Tests.Pages;

public sealed partial class PageSafetyTests : IAsyncLifetime
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private ApiBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ApiBench.StartAsync(
        null, Commands.Bench.Registration("anna@example.com", 0, ",\"name\":\"<script>alert(1)</script>\""), Commands.Bench.Registration("", 1), Commands.Bench.Purchase("1", "12.50", 2));

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    public static TheoryData<string> Paths => [.. PageTable.All.Where(row => row.Method == "GET" && !row.Path.EndsWith("/progress", StringComparison.Ordinal)).Select(row => row.Path), "/nothing", "/profiles/nonsense", "/goals?from=2026-11-01&to=2026-11-30"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_page_forbids_what_it_does_not_need_and_holds_no_style_or_script_of_its_own(string path)
    {
        using Visitor admin = await Visitor.SignedInAsync(_bench, Role.Admin);
        Visitor.Page page = await admin.GetAsync(path);
        Assert.Contains(page.Status, new[] { 200, 404 });
        Assert.Equal(Policy, page.Headers["Content-Security-Policy"]);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.Equal("DENY", page.Headers["X-Frame-Options"]);
        Assert.Contains("no-store", page.Headers["Cache-Control"]);
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.StartsWith("<!DOCTYPE html>", page.Html);
        Assert.DoesNotMatch(OwnStyle(), page.Html);
        Assert.DoesNotMatch(OwnScript(), page.Html);
        Assert.DoesNotContain("alert(1)</script>", page.Html);
    }

    [Theory]
    [InlineData("<p style=\"color:red\">", true)]
    [InlineData("<style>p{}</style>", true)]
    [InlineData("<p class=\"style\">style=</p>", false)]
    public void The_check_for_styles_can_fail(string html, bool isFound) => Assert.Equal(isFound, OwnStyle().IsMatch(html));

    [Theory]
    [InlineData("<script>1</script>", true)]
    [InlineData("<button onclick=\"x()\">", true)]
    [InlineData("<a href=\"javascript:x\">", true)]
    [InlineData("<script src=\"/a.js\" defer></script>", false)]
    public void The_check_for_scripts_can_fail(string html, bool isFound) => Assert.Equal(isFound, OwnScript().IsMatch(html));

    [Fact]
    public async Task Style_and_script_are_kept_for_good_under_names_that_change_with_them()
    {
        using Visitor stranger = Visitor.Stranger(_bench);
        string html = (await stranger.GetAsync("/sign-in")).Html;
        string[] assets = [.. AssetPath().Matches(html).Select(match => match.Value).Distinct()];
        Assert.Equal(2, assets.Length);
        foreach (string path in assets)
        {
            Visitor.Page asset = (await stranger.GetAsync(path)).Is(200);
            Assert.Equal("public, max-age=31536000, immutable", asset.Headers["Cache-Control"]);
            Assert.Matches("^(text/css; charset=utf-8|image/svg\\+xml)$", asset.Headers["Content-Type"]);
        }

        (await stranger.GetAsync(assets[0].Replace("-", "-0", StringComparison.Ordinal))).Is(404);
        (await stranger.GetAsync("/assets/..%2Fconnector.dll")).Is(404);
    }

    [Fact]
    public async Task A_fault_on_a_page_is_a_page_and_one_of_the_API_stays_JSON()
    {
        using Visitor admin = await Visitor.SignedInAsync(_bench, Role.Admin);
        Assert.Contains("There is no such page.", (await admin.GetAsync("/nothing")).Is(404).Words);
        Assert.Contains("cannot be used in this way", (await admin.GetAsync("/sign-out")).Is(405).Words);
        Visitor.Page large = await admin.SubmitAsync("/", "/integrations/shop-app", ("text", new string('x', 1 << 20)));
        Assert.Contains("Nothing was done.", large.Is(413).Words);
        Assert.Equal("application/problem+json", (await admin.GetAsync("/api/v1/nothing")).Is(401).Headers["Content-Type"]);
        Assert.Equal("application/problem+json", (await admin.GetAsync("/health/nothing")).Is(401).Headers["Content-Type"]);
    }

    [GeneratedRegex("<[a-z][^>]*\\sstyle\\s*=|<style", RegexOptions.IgnoreCase)]
    private static partial Regex OwnStyle();

    [GeneratedRegex("<script(?![^>]*\\ssrc=)|<[a-z][^>]*\\son[a-z]+\\s*=|href\\s*=\\s*\"javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex OwnScript();

    [GeneratedRegex("/assets/[a-z]+-[0-9a-f]{16}\\.(css|js|svg)")]
    private static partial Regex AssetPath();
}
