using Connector.Configuration;
using Connector.Core.Catalog;

namespace Connector.Tests.Configuration;

public sealed class ConfigFolderTests : IDisposable
{
    private const string SecondHook = """{ "name": "h", "resource": "events", "action": "import_profile", "database": "customers", "match": { "by": "appmetrica_device_id" }, "map": [{ "from": "city", "to": "nowhere" }] }""";

    private readonly TemporaryConfig _config = new();

    public void Dispose() => _config.Dispose();

    [Fact]
    public void Where_there_is_nothing_to_choose_from_no_choice_is_offered()
    {
        _config.Write("integrations/shop.json", """{ "source": { "applicationId": 1, "token": "t" }, "hooks": [], "tests": [{ "name": "t", "resource": "events", "record": {}, "expect": {} }] }""");
        Problem unused = Assert.Single(_config.Load().Problems, problem => problem.Code == "unused-resource");
        Assert.Equal("No hook reads 'events'.", unused.Text);
    }

    [Fact]
    public void Every_problem_of_every_file_is_told_at_once_in_order_of_place()
    {
        _config.Write("databases/customers.json", """{ "fields": [{ "nam": "x" }] }""");
        _config.Write("pixels/app.json", "{");
        _config.Write("integrations/shop.json", """{ "source": { "applicationId": 0 }, "hooks": 5, "tiitle": "" }""");
        Assert.Equal(
            [
                "config/databases/customers.json:1:14: missing-member",
                "config/databases/customers.json:1:16: unknown-key",
                "config/integrations/shop.json:1:13: missing-member",
                "config/integrations/shop.json:1:32: bad-number",
                "config/integrations/shop.json:1:46: wrong-type",
                "config/integrations/shop.json:1:49: unknown-key",
                "config/pixels/app.json:1:2: syntax",
            ],
            _config.Load().Problems.Select(problem => $"{problem.File}:{problem.Line}:{problem.Column}: {problem.Code}"));
    }

    [Theory]
    [InlineData("databases/customers.json", "{ \"fields\": [")]
    [InlineData("databases/customers.json", "{ \"titel\": \"a\" }")]
    public void Nothing_more_is_said_about_what_refers_to_a_broken_file(string file, string text)
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace("\"hooks\": [", $"\"hooks\": [ {SecondHook},", StringComparison.Ordinal));
        Assert.Equal("unknown-field", Assert.Single(_config.Load().Problems).Code);
        _config.Write(file, text);
        Assert.Equal($"config/{file}", Assert.Single(_config.Load().Problems).File);
    }

    [Fact]
    public void Broken_resources_and_pixels_are_not_unknown()
    {
        _config.Write("resources/newsletter.json", "?");
        _config.Write("pixels/app.json", "?");
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace("\"hooks\": [", $$"""
            "hooks": [ {{SecondHook.Replace("\"map\": [{ \"from\": \"city\", \"to\": \"nowhere\" }]", "\"subscriptions\": [{ \"resource\": \"newsletter\", \"channel\": \"sms\", \"from\": \"city\" }]", StringComparison.Ordinal)}},
            """, StringComparison.Ordinal));
        Assert.Equal(["config/pixels/app.json", "config/resources/newsletter.json"], _config.Load().Problems.Select(problem => problem.File));
    }

    [Fact]
    public void Missing_folder_is_one_problem()
    {
        ConfigResult result = ConfigFolder.Load(Path.Combine(_config.Folder, "nowhere"), _config.Variables);
        Assert.Null(result.Catalog);
        Assert.Equal("nowhere:1:1: error missing-folder: There is no such folder. Make it, or name another with --config.", Assert.Single(result.Problems).ToString());
    }

    [Fact]
    public void Folder_without_integrations_is_a_problem()
    {
        File.Delete(Path.Combine(_config.Folder, "integrations/shop.json"));
        ConfigResult result = _config.Load();
        Assert.Null(result.Catalog);
        Assert.Equal(("config/integrations", "no-files"), (result.Problems[0].File, Assert.Single(result.Problems).Code));
    }

    [Fact]
    public void Misspelt_folder_is_a_warning()
    {
        _config.Write("database/customers.json", "{}");
        Problem problem = Assert.Single(_config.Load().Problems);
        Assert.Equal("config/database:1:1: warning unknown-folder: Nothing is read from here. Did you mean 'databases'?", problem.ToString());
    }

    [Theory]
    [InlineData("integrations/bank.jsonc", "bank.json")]
    [InlineData("pixels/App.JSON", "App.json")]
    public void File_with_another_ending_of_json_is_a_warning(string file, string cure)
    {
        _config.Write(file, "{}");
        Problem problem = Assert.Single(_config.Load().Problems);
        Assert.Equal($"config/{file}:1:1: warning unknown-file: The file is not read. Rename it to '{cure}'; comments are allowed there.", problem.ToString());
    }

    [Fact]
    public void File_without_a_name_is_a_problem()
    {
        _config.Write("pixels/.json", "{}");
        Assert.Equal("empty-name", Assert.Single(_config.Load().Problems).Code);
    }

    [Fact]
    public void File_in_another_encoding_is_a_problem()
    {
        File.WriteAllBytes(Path.Combine(_config.Folder, "pixels/app.json"), [.. "{ \"title\": \""u8, 0xCF, 0xF0, .. "\" }"u8]);
        Problem problem = Assert.Single(_config.Load().Problems);
        Assert.Equal(("config/pixels/app.json", "syntax"), (problem.File, problem.Code));
        Assert.Contains("UTF-8", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Byte_order_mark_comments_and_trailing_commas_are_welcome()
    {
        _config.Write("pixels/app.json", "\uFEFF// a\r\n{ /* b */ \"title\": \"App\", // c\r\n \"$schema\": \"x\", }\r\n// d");
        ConfigResult result = _config.Load();
        Assert.Empty(result.Problems);
        Assert.Equal("App", result.Catalog!.Pixels["app"].Title);
    }

    [Theory]
    [InlineData("{ \"title\": \"App\" }\r\n")]
    [InlineData("{\r\n  \"title\": \"App\" // a\r\n}\r\n\r\n")]
    [InlineData("{ \"title\": \"App\" } // a\r\n// b\r\n")]
    [InlineData("\n\n{ \"title\": \"App\" }\r")]
    public void A_file_may_end_with_the_line_break_of_any_system(string text)
    {
        _config.Write("pixels/app.json", text);
        ConfigResult result = _config.Load();
        Assert.Empty(result.Problems);
        Assert.Equal("App", result.Catalog!.Pixels["app"].Title);
    }

    [Fact]
    public void Schema_may_be_named_in_every_object()
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace("{ \"name\"", "{ \"$schema\": \"x\", \"name\"", StringComparison.Ordinal));
        Assert.Empty(_config.Load().Problems);
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        Integration shop = _config.Load().Catalog!.Integrations["shop"];
        Assert.Equal(("shop", true), (shop.Title, shop.Active));
        Assert.Equal(
            new AppMetricaSource(1111, "top-secret-value", AppMetricaSource.DefaultBaseUrl, null, ExportFormat.Json, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), false),
            shop.Source);
        Assert.Equal(new SyncSchedule(null, null, null, null, TimeSpan.FromMinutes(15), TimeSpan.FromHours(2), TimeSpan.FromDays(1)), shop.Schedule);
    }

    [Fact]
    public void Text_of_an_integration_is_checked_as_if_it_stood_in_its_file()
    {
        _config.Write("integrations/other.json", "broken");
        ConfigResult sound = ConfigFolder.Check(_config.Folder, "new", TemporaryConfig.Integration, _config.Variables.GetValueOrDefault);
        Assert.Empty(sound.Problems);
        Assert.Equal(["new"], sound.Catalog!.Integrations.Keys);

        ConfigResult broken = ConfigFolder.Check(_config.Folder, "new", TemporaryConfig.Integration.Replace("\"app\"", "\"ap\"", StringComparison.Ordinal), _config.Variables.GetValueOrDefault);
        Assert.Null(broken.Catalog);
        Assert.Equal(("config/integrations/new.json", 4, "unknown-pixel"), (broken.Problems[0].File, broken.Problems[0].Line, Assert.Single(broken.Problems).Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../shop")]
    [InlineData(".hidden")]
    public void Name_that_is_no_file_name_is_refused(string name) =>
        Assert.Equal("bad-name", Assert.Single(ConfigFolder.Check(_config.Folder, name, TemporaryConfig.Integration, _config.Variables.GetValueOrDefault).Problems).Code);
}
