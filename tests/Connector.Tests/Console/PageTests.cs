using Connector.Core.Access;
using Connector.Core.Sync;
using Connector.Tests.Api;

namespace Connector.Tests.Pages;

public sealed class PageTests : IAsyncLifetime
{
    private ApiBench _bench = null!;
    private Visitor _admin = null!;

    public async Task InitializeAsync()
    {
        _bench = await ApiBench.StartAsync(
            null,
            Commands.Bench.Registration("anna@example.com", 0, ",\"name\":\"Anna\"", device: "7"),
            Commands.Bench.Registration("bert@example.com", 1, ",\"total\":\"lots\""),
            Commands.Bench.Purchase("7", "12.50", 2),
            Commands.Bench.Purchase("7", "1000", 3));
        _admin = await Visitor.SignedInAsync(_bench, Role.Admin);
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task The_first_page_lists_integrations_and_what_needs_somebody()
    {
        string words = (await _admin.GetAsync("/")).Is(200).Words;
        Assert.Contains("Shop app shop-app", words);
        Assert.Contains("Shop app: 1 record rejected in the last day", words);
    }

    [Fact]
    public async Task A_new_service_says_what_to_do_first()
    {
        await using ApiBench empty = await ApiBench.StartAsync();
        using Visitor visitor = await Visitor.SignedInAsync(empty, Role.Viewer);
        Assert.Contains("There is no profile yet.", (await visitor.GetAsync("/profiles")).Words);
        Assert.Contains("Nothing was read yet.", (await visitor.GetAsync("/runs")).Words);
        Assert.Contains("No record waits.", (await visitor.GetAsync("/rejects")).Words);
        Assert.Contains("There is no goal in this time.", (await visitor.GetAsync("/goals")).Words);
    }

    [Fact]
    public async Task An_integration_tells_what_it_does_in_words()
    {
        string words = (await _admin.GetAsync("/integrations/shop-app")).Is(200).Words;
        Assert.Contains("event_name is 'registration'", words);
        Assert.Contains("Finds the profile in Customers by its e-mail, which event_json.email holds.", words);
        Assert.Contains("Did you mean 'shop-app'?", (await _admin.GetAsync("/integrations/shop-ap")).Is(404).Words);
    }

    [Fact]
    public async Task Pausing_and_resuming_are_told_done_and_audited()
    {
        Assert.Equal("/integrations/shop-app", (await _admin.SubmitAsync("/", "/integrations/shop-app/pause")).Is(303).Location);
        string words = (await _admin.GetAsync("/integrations/shop-app")).Words;
        Assert.Contains("Paused. It is not read until it is resumed.", words);
        Assert.Contains("paused by the-admin", words);
        Assert.Contains("the-admin paused it", (await _admin.GetAsync("/")).Words);
        await _admin.SubmitAsync("/", "/integrations/shop-app/resume");
        Assert.Contains("Resumed.", (await _admin.GetAsync("/integrations/shop-app")).Words);
        string audit = (await _admin.GetAsync("/audit")).Words;
        Assert.Contains("the-admin integration.pause shop-app", audit);
        Assert.Contains("the-admin integration.resume shop-app", audit);
        (await _admin.SubmitAsync("/", "/integrations/nothing/pause")).Is(404);
    }

    [Fact]
    public async Task A_run_is_followed_as_it_goes_and_cancelled()
    {
        _bench.Source.Shut();
        Visitor.Page started = (await _admin.SubmitAsync("/", "/integrations/shop-app/backfills", ("from", "2026-11-01"), ("to", "2026-11-03"), ("hook", ""))).Is(303);
        Assert.StartsWith("/runs/", started.Location);
        await _bench.Source.Asked.ReachesAsync(1);
        Visitor.Page page = await _admin.GetAsync(started.Location!);
        Assert.Contains("<noscript><meta http-equiv=\"refresh\"", page.Html);
        Assert.Contains($"data-live=\"{started.Location}/progress\"", page.Html);
        Assert.Contains("The source prepares events", page.Words);
        using StreamReader events = await _admin.OpenAsync(started.Location + "/progress");
        Assert.Equal("event: progress", await events.ReadLineAsync());
        Assert.StartsWith("data: \"", await events.ReadLineAsync());
        Assert.Equal(started.Location, (await _admin.PostAsync(started.Location + "/cancel", ("token", page.FormToken))).Is(303).Location);
        _bench.Source.Open();
        Assert.Contains("\nevent: over\ndata: \"", await events.ReadToEndAsync());
        string words = (await _admin.GetAsync(started.Location!)).Words;
        Assert.Contains("cancelled", words);
        Assert.Contains("Somebody stopped it.", words);
    }

    [Theory]
    [InlineData("2026-11-03", "2026-11-01", "must be before")]
    [InlineData("", "2026-11-01", "is no time")]
    [InlineData("soon", "2026-11-01", "is no time")]
    public async Task A_backfill_that_cannot_be_says_why_and_keeps_what_was_written(string from, string to, string why)
    {
        Visitor.Page page = (await _admin.SubmitAsync("/", "/integrations/shop-app/backfills", ("from", from), ("to", to))).Is(400);
        Assert.Contains(why, page.Words);
        Assert.Contains($"value=\"{to}\"", page.Html);
    }

    [Fact]
    public async Task Nobody_has_to_guess_why_a_person_is_not_there()
    {
        string words = (await _admin.GetAsync("/profiles?by=email&value=bert@example.com")).Is(200).Words;
        Assert.Contains("No profile has e-mail bert@example.com. But records that name it were rejected", words);
        Assert.Contains("A value does not fit its field", words);
        Assert.Contains("'orders_total' takes a decimal number such as 12.50, not 'lots'.", words);
        Assert.Contains("No reject and none of the last records names it either", (await _admin.GetAsync("/profiles?by=email&value=nobody@example.com")).Words);
    }

    [Fact]
    public async Task Nobody_is_shown_the_rejects_of_another_whose_key_only_holds_theirs() =>
        Assert.Contains("No reject and none of the last records names it either", (await _admin.GetAsync("/profiles?by=email&value=ert@example.com")).Is(200).Words);

    [Theory]
    [InlineData("by=email&value=ANNA@example.com")]
    [InlineData("by=appmetrica_device_id&value=7")]
    [InlineData("by=id&value=0000000000000001")]
    [InlineData("database=customers&by=email_profile&value=anna@example.com")]
    public async Task A_profile_is_found_by_any_key(string query) =>
        Assert.Contains("href=\"/profiles/0000000000000001\"", (await _admin.GetAsync("/profiles?" + query)).Is(200).Html);

    [Fact]
    public async Task A_profile_is_shown_with_all_that_is_known_and_when_it_was_said()
    {
        string words = (await _admin.GetAsync("/profiles/0000000000000001")).Is(200).Words;
        Assert.Contains("_fname Anna", words);
        Assert.Contains("email anna@example.com", words);
        Assert.Contains("newsletter email anna@example.com unconfirmed", words);
        Assert.Contains("Field _fname was set to Anna", words);
        Assert.Contains("Device seen with 7", words);
        Assert.Contains("Goal purchase, worth 12.50, in app by purchase", words);
        Assert.True(words.IndexOf("worth 1000", StringComparison.Ordinal) < words.IndexOf("worth 12.50", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erasing_asks_first_and_leaves_nobody()
    {
        const string Erase = "/profiles/0000000000000001/erase";
        Assert.Contains("Nothing was erased.", (await _admin.SubmitAsync(Erase, Erase)).Is(400).Words);
        Assert.Contains("Anna", (await _admin.GetAsync("/profiles/0000000000000001")).Is(200).Words);
        Assert.Equal("/profiles", (await _admin.SubmitAsync(Erase, Erase, ("sure", "yes"))).Is(303).Location);
        Assert.Contains("Erased. 2 goals became anonymous", (await _admin.GetAsync("/profiles")).Words);
        (await _admin.GetAsync("/profiles/0000000000000001")).Is(404);
        string audit = (await _admin.GetAsync("/audit")).Words;
        Assert.Contains("profile.erase", audit);
        Assert.DoesNotContain("anna@", audit);
    }

    [Fact]
    public async Task Rejects_are_counted_by_reason_shown_whole_and_tried_again()
    {
        string words = (await _admin.GetAsync("/rejects?integration=shop-app&hook=registration&reason=invalid_value")).Is(200).Words;
        Assert.Contains("A value does not fit its field invalid_value shop-app registration 1", words);
        Assert.Contains("\"total\": \"lots\"", words);
        Assert.Equal("/rejects", (await _admin.SubmitAsync("/rejects", "/rejects/retry", ("integration", ""))).Is(303).Location);
        Assert.Contains("1 record tried again: 0 went through, 1 rejected again.", (await _admin.GetAsync("/rejects")).Words);
    }

    [Fact]
    public async Task Goals_are_drawn_and_stand_in_a_table()
    {
        DateTimeOffset at = DateTimeOffset.FromUnixTimeSeconds(1_795_000_000);
        Visitor.Page page = (await _admin.GetAsync($"/goals?pixel=app&goal=purchase&from={at.AddDays(-1):yyyy-MM-dd}&to={at:yyyy-MM-dd}&step=hour")).Is(200);
        Assert.Contains("<rect class=\"bar\"", page.Html);
        Assert.Contains("What they were worth 1 012.50", page.Words);
        Assert.Contains("As a table", page.Words);
        Assert.Contains("There is no goal in this time.", (await _admin.GetAsync($"/goals?goal=nothing&from={at:yyyy-MM-dd}&to={at:yyyy-MM-dd}")).Words);
        Assert.Contains("more than 400 bars", (await _admin.GetAsync("/goals?from=2025-01-01&to=2026-11-01&step=hour")).Is(400).Words);
        Assert.Contains("The first day is behind the last one.", (await _admin.GetAsync("/goals?from=2026-11-02&to=2026-11-01")).Is(400).Words);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_works()
    {
        Visitor.Page page = (await _admin.SubmitAsync("/tokens", "/tokens", ("name", "reports"), ("role", "viewer"))).Is(200);
        string text = System.Text.RegularExpressions.Regex.Match(page.Html, "ct_[0-9]+_[A-Za-z0-9_-]{43}").Value;
        Assert.NotEmpty(text);
        Assert.DoesNotContain("ct_", (await _admin.GetAsync("/tokens")).Html);
        using Visitor visitor = Visitor.Stranger(_bench);
        (await visitor.SignInAsync(text)).Is(303);
        Assert.Contains("reports viewer", (await visitor.GetAsync("/")).Words);
        Assert.Contains("There is a token 'reports' already.", (await _admin.SubmitAsync("/tokens", "/tokens", ("name", "reports"), ("role", "viewer"))).Is(400).Words);
        Assert.Contains("A name has at most", (await _admin.SubmitAsync("/tokens", "/tokens", ("name", "a b"), ("role", "viewer"))).Is(400).Words);
        Assert.Contains("Choose what the token may do.", (await _admin.SubmitAsync("/tokens", "/tokens", ("name", "c"), ("role", "king"))).Is(400).Words);
    }

    [Fact]
    public async Task A_failed_run_tells_why_and_what_to_do()
    {
        IProgressStore progress = _bench.Store.Progress;
        long id = await progress.StartRunAsync("shop-app", "sync", 1, CancellationToken.None);
        await progress.SaveRunAsync(new RunState(id, "shop-app", "sync", RunStatus.Failed, 1, 2, RunCounts.Zero, "The token was refused."), CancellationToken.None);
        string words = (await _admin.GetAsync($"/runs/{id}")).Is(200).Words;
        Assert.Contains("The token was refused.", words);
        Assert.Contains("nothing is lost", words);
        Assert.Contains("Sync now", words);
        Assert.Contains("The token was refused.", (await _admin.GetAsync("/runs?status=failed")).Words);
    }
}
