using System.Net;
using Connector.Core.Access;
using Connector.Pages;
using Connector.Tests.Api;

namespace Connector.Tests.Pages;

public sealed class SessionTests : IAsyncLifetime
{
    private ApiBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ApiBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Signing_in_leads_to_the_page_that_was_asked_for()
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        Visitor.Page asked = await visitor.GetAsync("/runs?status=failed");
        Assert.Equal("/sign-in?then=%2Fruns%3Fstatus%3Dfailed", asked.Is(303).Location);
        Assert.Contains("value=\"/runs?status=failed\"", (await visitor.GetAsync(asked.Location!)).Is(200).Html);
        Assert.Equal("/runs?status=failed", (await visitor.SignInAsync(_bench.Token(Role.Viewer), "/runs?status=failed")).Is(303).Location);
        Assert.Contains("the-viewer viewer", (await visitor.GetAsync("/runs?status=failed")).Is(200).Words);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("/\t/elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/profiles?value=Анна")]
    [InlineData("/sign-out")]
    [InlineData("")]
    public async Task Signing_in_leads_nowhere_else(string then)
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        Assert.Equal("/", (await visitor.SignInAsync(_bench.Token(Role.Viewer), then)).Is(303).Location);
        Assert.Contains("name=\"then\" value=\"/\"", (await visitor.GetAsync("/sign-in?then=" + Uri.EscapeDataString(then))).Html);
    }

    [Fact]
    public async Task Its_cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        Visitor.Page form = await visitor.GetAsync("/sign-in");
        Visitor.Page signedIn = await visitor.SignInAsync(_bench.Token(Role.Viewer));
        string[] cookies = [form.Headers["Set-Cookie"], .. signedIn.Headers["Set-Cookie"].Split('\n')];
        Assert.Contains(cookies, cookie => cookie.StartsWith(SessionCookie.Name + "=", StringComparison.Ordinal));
        Assert.Contains(cookies, cookie => cookie.StartsWith("connector-form=", StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("ct_", cookie);
        });
    }

    [Fact]
    public async Task Behind_TLS_cookies_go_over_TLS_alone()
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        Assert.Contains("; secure", (await visitor.GetAsync("/sign-in", ("X-Forwarded-Proto", "https"))).Headers["Set-Cookie"]);
    }

    [Fact]
    public async Task A_revoked_token_ends_its_sign_in_at_once()
    {
        using Visitor visitor = await Visitor.SignedInAsync(_bench, Role.Operator);
        (await visitor.GetAsync("/")).Is(200);
        using Visitor admin = await Visitor.SignedInAsync(_bench, Role.Admin);
        long id = (await _bench.Store.Tokens.ListAsync(CancellationToken.None)).Single(token => token.Name == "the-operator").Id;
        Assert.Equal("/tokens", (await admin.SubmitAsync("/tokens", $"/tokens/{id}/revoke")).Is(303).Location);
        Assert.StartsWith("/sign-in", (await visitor.GetAsync("/")).Is(303).Location);
        Assert.Null(visitor.Cookies.GetCookies(new Uri(_bench.Url))[SessionCookie.Name]);
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        using Visitor visitor = await Visitor.SignedInAsync(_bench, Role.Viewer);
        Assert.Equal("/sign-in", (await visitor.SubmitAsync("/", "/sign-out")).Is(303).Location);
        Assert.Contains("You are signed out.", (await visitor.GetAsync("/sign-in")).Is(200).Words);
        Assert.DoesNotContain("You are signed out.", (await visitor.GetAsync("/sign-in")).Is(200).Words);
        Assert.StartsWith("/sign-in", (await visitor.GetAsync("/")).Is(303).Location);
    }

    [Fact]
    public async Task A_cookie_that_somebody_made_up_opens_nothing()
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        visitor.Cookies.Add(new Uri(_bench.Url), new Cookie(SessionCookie.Name, "CfDJ8made-up"));
        Assert.StartsWith("/sign-in", (await visitor.GetAsync("/")).Is(303).Location);
    }

    [Fact]
    public async Task Wrong_tokens_are_told_so_and_after_some_have_to_wait_while_a_right_one_passes()
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        for (int attempt = 0; attempt < 10; attempt++)
        {
            Assert.Contains("This token is not valid.", (await visitor.SignInAsync("ct_1_wrong")).Is(401).Words);
        }

        Visitor.Page refused = (await visitor.SignInAsync("ct_1_wrong")).Is(429);
        Assert.Contains("Wait", refused.Words);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 6);
        (await visitor.SignInAsync(_bench.Token(Role.Viewer))).Is(303);
        Assert.DoesNotContain("ct_", _bench.Logged);
    }

    [Fact]
    public async Task What_follows_a_run_needs_a_sign_in_and_is_not_redirected()
    {
        using Visitor visitor = Visitor.Stranger(_bench);
        (await visitor.GetAsync("/runs/1/progress", ("Accept", "text/event-stream"))).Is(401);
    }
}
