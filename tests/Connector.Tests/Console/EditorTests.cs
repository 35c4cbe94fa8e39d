using Connector.Core.Access;
using Connector.Pages;
using Connector.Tests.Api;

namespace Connector.Tests.Pages;

public sealed class EditorTests : IAsyncLifetime
{
    private const string Editor = "/integrations/shop-app/edit";

    private ApiBench _bench = null!;
    private Visitor _admin = null!;

    private string FilePath => _bench.Files.PathOf("config/integrations/shop-app.json");

    public async Task InitializeAsync()
    {
        _bench = await ApiBench.StartAsync(null, Commands.Bench.Registration(""), Commands.Bench.Registration("", 1));
        _admin = await Visitor.SignedInAsync(_bench, Role.Admin);
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_problem_stands_beside_its_line_and_in_a_list_that_leads_there()
    {
        string text = File.ReadAllText(FilePath).Replace("\"like\": \"purchase\"", "\"lik\": \"purchase\"", StringComparison.Ordinal);
        int line = text[..text.IndexOf("\"lik\"", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Visitor.Page page = (await SendAsync("check", text)).Is(200);
        Assert.Contains($"<a href=\"#line-{line}\">Line {line}</a>", page.Html);
        Assert.Contains($"<li class=\"bad\"><span id=\"line-{line}\">{line}</span></li>", page.Html);
        Assert.Contains("nothing is saved as long as there is one", page.Words);
        Assert.Contains("&quot;lik&quot;", page.Html);
        Assert.Equal(text.Replace("\"lik\"", "\"like\"", StringComparison.Ordinal), File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task Of_thousands_of_problems_the_first_are_shown_and_the_rest_counted()
    {
        string many = string.Concat(Enumerable.Range(0, 15_000).Select(i => $"\"wrong{i}\": 1,\n"));
        Visitor.Page page = (await SendAsync("check", File.ReadAllText(FilePath).Replace("\"title\"", many + "\"title\"", StringComparison.Ordinal))).Is(200);
        Assert.Contains("And 14800 more", page.Words);
        Assert.Contains("'wrong199' is no setting", page.Words);
        Assert.DoesNotContain("'wrong200' is no setting", page.Words);
        Assert.InRange(page.Html.Length, 0, 2_000_000);
    }

    [Fact]
    public async Task A_sound_text_is_said_to_be_so() => Assert.Contains("No error. It can be saved.", (await SendAsync("check", File.ReadAllText(FilePath))).Is(200).Words);

    [Fact]
    public async Task A_preview_shows_what_changes_against_the_config_in_use_and_writes_nothing()
    {
        string text = File.ReadAllText(FilePath).Replace("\"like\": \"registration\"", "\"like\": \"nothing\"", StringComparison.Ordinal);
        Visitor.Page page = (await SendAsync("preview", text, ("records", PreviewRecords.Rejects))).Is(200);
        Assert.Contains("What this text would do with the last rejects", page.Words);
        Assert.Contains("registration: not wanted (now rejected)", page.Words);
        Assert.Matches("<del><span class=\"unseen\">now </span>2</del>", page.Html);
        Assert.Equal(ApiBench.Unscheduled, File.ReadAllText(FilePath));
        Assert.Contains("No record is remembered yet.", (await SendAsync("preview", text)).Words);
    }

    [Fact]
    public async Task A_preview_of_a_text_with_errors_tells_the_errors() =>
        Assert.Contains("A preview needs a text without errors.", (await SendAsync("preview", "{ nonsense")).Is(200).Words);

    [Fact]
    public async Task Saving_replaces_the_file_is_audited_and_in_use_at_once()
    {
        string text = ApiBench.Unscheduled.Replace("\"title\": \"Shop app\"", "\"title\": \"Shop, renamed\"", StringComparison.Ordinal);
        Assert.Equal("/integrations/shop-app", (await SaveAsync(text)).Is(303).Location);
        Assert.Equal(text, File.ReadAllText(FilePath));
        string page = (await _admin.GetAsync("/integrations/shop-app")).Is(200).Words;
        Assert.Contains("Shop, renamed", page);
        Assert.Contains("Saved and in use.", page);
        Assert.Contains("the-admin config.replace shop-app", (await _admin.GetAsync("/audit")).Words);
    }

    [Fact]
    public async Task Saving_keeps_the_line_breaks_that_the_file_has()
    {
        await SaveAsync(ApiBench.Unscheduled.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(ApiBench.Unscheduled, File.ReadAllText(FilePath));

        string windows = ApiBench.Unscheduled.Replace("\n", "\r\n", StringComparison.Ordinal);
        _bench.Files.Write("config/integrations/shop-app.json", windows);
        (await SaveAsync(windows)).Is(303);
        Assert.Equal(windows, File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task Saving_what_has_errors_is_refused_and_keeps_the_text()
    {
        Visitor.Page page = await SaveAsync("{ \"title\": 1 }");
        Assert.Contains("nothing is saved as long as there is one", page.Is(422).Words);
        Assert.Contains("{ &quot;title&quot;: 1 }", page.Html);
        Assert.Equal(ApiBench.Unscheduled, File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task What_somebody_else_saved_in_between_is_shown_and_not_lost()
    {
        Visitor.Page opened = await _admin.GetAsync(Editor);
        string theirs = ApiBench.Unscheduled.Replace("Shop app", "Theirs", StringComparison.Ordinal);
        _bench.Files.Write("config/integrations/shop-app.json", theirs);
        string mine = ApiBench.Unscheduled.Replace("Shop app", "Mine", StringComparison.Ordinal);
        Visitor.Page page = (await _admin.PostAsync("/integrations/shop-app", ("token", opened.FormToken), ("tag", TagIn(opened)), ("text", mine))).Is(409);
        Assert.Contains("Somebody else changed this file in the meantime", page.Words);
        Assert.Contains("&quot;title&quot;: &quot;Theirs&quot;", page.Html);
        Assert.Contains("&quot;title&quot;: &quot;Mine&quot;", page.Html);
        Assert.Equal(theirs, File.ReadAllText(FilePath));

        (await _admin.PostAsync("/integrations/shop-app", ("token", page.FormToken), ("tag", TagIn(page)), ("text", mine))).Is(303);
        Assert.Equal(mine, File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task An_error_on_disk_is_told_on_the_first_page_and_beside_its_line()
    {
        _bench.Files.Write("config/integrations/shop-app.json", ApiBench.Unscheduled.Replace("\"title\"", "\"titel\"", StringComparison.Ordinal));
        await _bench.TakeUpAsync();
        Visitor.Page home = await _admin.GetAsync("/");
        Assert.Contains("One thing needs you", home.Words);
        Assert.Contains("The config has an error in", home.Words);
        Assert.Contains("/integrations/shop-app/edit#line-2", home.Html);
        Assert.Contains("id=\"line-2\"", (await _admin.GetAsync(Editor)).Html);
        Assert.Contains("Did you mean 'title'?", (await _admin.GetAsync(Editor)).Words);
    }

    [Fact]
    public async Task A_secret_in_clear_text_is_shown_to_admins_alone()
    {
        _bench.Files.Write("config/integrations/shop-app.json", ApiBench.Unscheduled.Replace("${env:TOKEN}", "in-clear-text", StringComparison.Ordinal));
        using Visitor viewer = await Visitor.SignedInAsync(_bench, Role.Viewer);
        Assert.Contains("in-clear-text", (await _admin.GetAsync(Editor)).Html);
        Visitor.Page page = (await viewer.GetAsync(Editor)).Is(200);
        Assert.DoesNotContain("in-clear-text", page.Html);
        Assert.Contains("***", page.Html);
    }

    [Theory]
    [InlineData("registrations")]
    [InlineData("purchases")]
    [InlineData("nothing")]
    public async Task Each_template_becomes_an_integration(string template)
    {
        Visitor.Page page = await _admin.SubmitAsync("/new-integration", "/new-integration", ("name", "second-app"), ("template", template));
        Assert.Equal($"/integrations/second-app/edit?template={template}", page.Is(303).Location);
        Visitor.Page editor = (await _admin.GetAsync(page.Location!)).Is(200);
        string text = System.Net.WebUtility.HtmlDecode(editor.Html.Split("<textarea", 2)[1].Split('>', 2)[1].Split("</textarea>", 2)[0])[1..]
            .Replace("APPMETRICA_TOKEN", "TOKEN", StringComparison.Ordinal);
        Assert.Equal("/integrations/second-app", (await _admin.PostAsync("/integrations/second-app", ("token", editor.FormToken), ("text", text))).Is(303).Location);
        Assert.Contains("My app", (await _admin.GetAsync("/integrations/second-app")).Is(200).Words);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../outside")]
    [InlineData("a b")]
    [InlineData("shop-app")]
    public async Task A_name_that_cannot_be_is_refused(string name) =>
        Assert.Contains("class=\"alert bad\"", (await _admin.SubmitAsync("/new-integration", "/new-integration", ("name", name))).Is(400).Html);

    private async Task<Visitor.Page> SendAsync(string act, string text, params (string Name, string Value)[] more) =>
        await _admin.SubmitAsync(Editor, Editor, [("do", act), ("text", text.Replace("\n", "\r\n", StringComparison.Ordinal)), .. more]);

    private async Task<Visitor.Page> SaveAsync(string text)
    {
        Visitor.Page opened = await _admin.GetAsync(Editor);
        return await _admin.PostAsync("/integrations/shop-app", ("token", opened.FormToken), ("tag", TagIn(opened)), ("text", text));
    }

    private static string TagIn(Visitor.Page page) =>
        System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page.Html, "name=\"tag\" value=\"([^\"]+)\"").Groups[1].Value);
}
