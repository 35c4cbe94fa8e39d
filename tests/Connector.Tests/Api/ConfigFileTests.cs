using System.Text.Json;
using Connector.Core.Access;

namespace Connector.Tests.Api;

public sealed class ConfigFileTests : IAsyncLifetime
{
    private const string File = "config/integrations/shop-app.json";

    private ApiBench _api = null!;

    public async Task InitializeAsync() => _api = await ApiBench.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_file_is_shown_as_it_is_with_its_tag()
    {
        ApiAnswer answer = await _api.GetAsync("/api/v1/integrations/shop-app/config");
        Assert.Equal(ApiBench.Unscheduled, answer.Is(200).Text);
        Assert.Equal("text/plain", answer.MediaType);
        Assert.Matches("^\"[0-9a-f]{32}\"$", answer.Header("ETag"));
    }

    [Fact]
    public async Task A_secret_in_clear_text_is_shown_to_admins_alone()
    {
        string text = ApiBench.Unscheduled.Replace("\"${env:TOKEN}\"", "\"y0_Secret\\u0041\" /* not \"token\": \"old-secret\" nor y0_Secret\\u0041 */", StringComparison.Ordinal);
        _api.Files.Write(File, text);
        Assert.Equal(text, (await _api.GetAsync("/api/v1/integrations/shop-app/config", Role.Admin)).Is(200).Text);
        foreach (Role role in new[] { Role.Viewer, Role.Operator })
        {
            ApiAnswer answer = await _api.GetAsync("/api/v1/integrations/shop-app/config", role);
            Assert.Equal(text.Replace("y0_Secret\\u0041", "***", StringComparison.Ordinal).Replace("old-secret", "***", StringComparison.Ordinal), answer.Is(200).Text);
        }

        _api.Files.Write(File, "{ \"source\": { \"token\": \"y0_Secret");
        Assert.Equal("conflict", (await _api.GetAsync("/api/v1/integrations/shop-app/config")).Is(409).Problem);
        (await _api.GetAsync("/api/v1/integrations/shop-app/config", Role.Admin)).Is(200);
    }

    [Fact]
    public async Task A_replaced_file_is_on_disk_and_in_use_at_once()
    {
        string text = "// mine\n" + ApiBench.Unscheduled.Replace("\"Shop app\"", "\"Our shop\"", StringComparison.Ordinal);
        ApiAnswer answer = await PutAsync("shop-app", text);
        Assert.True(answer.Is(200).Json.GetProperty("inUse").GetBoolean());
        Assert.Equal(text, System.IO.File.ReadAllText(_api.Files.PathOf(File)));
        Assert.Equal(answer.Header("ETag"), (await _api.GetAsync("/api/v1/integrations/shop-app/config")).Header("ETag"));
        Assert.Equal("Our shop", (await _api.GetAsync("/api/v1/integrations/shop-app")).Json.GetProperty("title").GetString());
        Assert.Single(Directory.GetFiles(_api.Files.PathOf("config/integrations")));
        JsonElement entry = (await _api.GetAsync("/api/v1/audit", Role.Admin)).Items[0];
        Assert.Equal(("the-admin", "config.replace", "shop-app"), (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString(), entry.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task A_new_name_makes_a_new_integration()
    {
        ApiAnswer answer = await PutAsync("second_App-2", ApiBench.Unscheduled, ("If-None-Match", "*"));
        Assert.Equal("/api/v1/integrations/second_App-2", answer.Is(201).Header("Location"));
        (await _api.GetAsync("/api/v1/integrations/second_App-2")).Is(200);
        Assert.Equal("precondition-failed", (await PutAsync("second_App-2", ApiBench.Unscheduled, ("If-None-Match", "*"))).Is(412).Problem);
        Assert.Equal(["second_App-2", "shop-app"], (await _api.GetAsync("/api/v1/integrations")).Items.Select(one => one.GetProperty("integration").GetString()));
    }

    [Fact]
    public async Task A_text_with_errors_changes_nothing_and_tells_each_with_its_place()
    {
        string text = ApiBench.Unscheduled.Replace("\"pixel\": \"app\"", "\"pixle\": \"app\"", StringComparison.Ordinal);
        ApiAnswer answer = await PutAsync("shop-app", text);
        Assert.Equal("config-problems", answer.Is(422).Problem);
        JsonElement[] problems = [.. answer.Json.GetProperty("problems").EnumerateArray()];
        JsonElement unknown = problems.Single(problem => problem.GetProperty("code").GetString() == "unknown-key");
        Assert.EndsWith("config/integrations/shop-app.json", unknown.GetProperty("file").GetString());
        int line = text[..text.IndexOf("pixle", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        Assert.Equal(line, unknown.GetProperty("line").GetInt32());
        Assert.Contains("Did you mean 'pixel'?", unknown.GetProperty("message").GetString());
        Assert.Equal(ApiBench.Unscheduled, System.IO.File.ReadAllText(_api.Files.PathOf(File)));
        Assert.DoesNotContain((await _api.GetAsync("/api/v1/audit", Role.Admin)).Items, entry => entry.GetProperty("action").GetString()!.StartsWith("config.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_is_checked_within_the_whole_folder()
    {
        _api.Files.Write("config/databases/customers.json", "{ \"fields\": 7 }");
        ApiAnswer answer = await PutAsync("shop-app", ApiBench.Unscheduled);
        Assert.Contains(answer.Is(422).Json.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("file").GetString()!.EndsWith("databases/customers.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_edits_what_another_changed_is_told()
    {
        string tag = (await _api.GetAsync("/api/v1/integrations/shop-app/config")).Header("ETag")!;
        (await PutAsync("shop-app", ApiBench.Unscheduled + "\n", ("If-Match", tag))).Is(200);
        ApiAnswer late = await PutAsync("shop-app", ApiBench.Unscheduled, ("If-Match", tag));
        Assert.Equal("precondition-failed", late.Is(412).Problem);
        (await PutAsync("shop-app", ApiBench.Unscheduled, ("If-Match", late.Header("ETag")!))).Is(200);
        Assert.Equal("precondition-failed", (await PutAsync("other", ApiBench.Unscheduled, ("If-Match", "*"))).Is(412).Problem);
    }

    [Theory]
    [InlineData("..%2F..%2Fevil")]
    [InlineData("..%5C..%5Cevil")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("%2e%2e")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a%00b")]
    [InlineData("a.b")]
    [InlineData("a%20b")]
    [InlineData("-x")]
    [InlineData("%E2%80%AE")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_name_that_could_leave_the_folder_is_refused(string name)
    {
        string[] before = Directory.GetFileSystemEntries(_api.Files.PathOf("."), "*", SearchOption.AllDirectories);
        Assert.InRange((await PutAsync(name, ApiBench.Unscheduled)).Status, 400, 405);
        Assert.InRange((await _api.GetAsync($"/api/v1/integrations/{name}/config", Role.Admin)).Status, 400, 405);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(_api.Files.PathOf("."), "*", SearchOption.AllDirectories).Order());
        string draft = JsonSerializer.Serialize(new { integration = Uri.UnescapeDataString(name), text = ApiBench.Unscheduled });
        (await _api.PostAsync("/api/v1/validate", draft)).Is(400);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_neither_read_nor_written()
    {
        string outside = _api.Files.Write("outside.json", ApiBench.Unscheduled);
        System.IO.File.CreateSymbolicLink(_api.Files.PathOf("config/integrations/linked.json"), outside);
        Assert.Equal("conflict", (await _api.GetAsync("/api/v1/integrations/linked/config", Role.Admin)).Is(409).Problem);
        Assert.Equal("conflict", (await PutAsync("linked", ApiBench.Unscheduled + "\n")).Is(409).Problem);
        Assert.Equal(ApiBench.Unscheduled, System.IO.File.ReadAllText(outside));
    }

    [Fact]
    public async Task A_link_inside_the_folder_is_read_and_replaced_by_a_file()
    {
        System.IO.File.Move(_api.Files.PathOf(File), _api.Files.PathOf("config/kept.txt"));
        System.IO.File.CreateSymbolicLink(_api.Files.PathOf(File), _api.Files.PathOf("config/kept.txt"));
        Assert.Equal(ApiBench.Unscheduled, (await _api.GetAsync("/api/v1/integrations/shop-app/config")).Is(200).Text);
        (await PutAsync("shop-app", ApiBench.Unscheduled + "\n")).Is(200);
        Assert.Null(new FileInfo(_api.Files.PathOf(File)).LinkTarget);
        Assert.Equal(ApiBench.Unscheduled, System.IO.File.ReadAllText(_api.Files.PathOf("config/kept.txt")));
    }

    [Fact]
    public async Task A_secret_file_outside_the_folder_may_be_named_only_where_one_on_disk_names_it()
    {
        string secret = _api.Files.Write("secret.txt", "the-machines-own");
        string text = ApiBench.Unscheduled.Replace("${env:TOKEN}", $"${{file:{secret}}}", StringComparison.Ordinal);
        ApiAnswer refused = await PutAsync("shop-app", text);
        Assert.Contains("lies outside the config folder", refused.Is(422).Text);
        Assert.DoesNotContain("the-machines-own", refused.Text);
        _api.Files.Write("config/secrets/token", "a-secret-inside");
        (await PutAsync("shop-app", ApiBench.Unscheduled.Replace("${env:TOKEN}", "${file:secrets/token}", StringComparison.Ordinal))).Is(200);
        _api.Files.Write(File, text);
        (await PutAsync("shop-app", text + "\n")).Is(200);
    }

    [Theory]
    [InlineData("// ${file:PATH}\n")]
    [InlineData("{ \"tests\": [{ \"name\": \"${file:PATH}\", \"resource\": \"events\", \"record\": { \"event_name\": \"${file:PATH}\" }, \"expect\": { \"hook\": \"purchase\" } }],")]
    public async Task A_file_outside_the_folder_is_not_read_because_a_text_that_was_sent_names_it_in_passing(string naming)
    {
        string outside = _api.Files.Write("outside.txt", "the-machines-own");
        string start = naming.Replace("PATH", outside, StringComparison.Ordinal);
        await PutAsync("shop-app", start[0] == '{' ? start + ApiBench.Unscheduled.TrimStart()[1..] : start + ApiBench.Unscheduled);
        ApiAnswer refused = await PutAsync("shop-app", ApiBench.Unscheduled.Replace("\"Shop app\"", $"\"${{file:{outside}}}\"", StringComparison.Ordinal));
        Assert.Contains("lies outside the config folder", refused.Is(422).Text);
        Assert.DoesNotContain("the-machines-own", (await _api.GetAsync("/api/v1/integrations/shop-app")).Text);
    }

    [Fact]
    public async Task A_file_is_replaced_while_an_editor_keeps_its_lock_beside_it()
    {
        // Emacs locks with a link to nowhere, whose name ends like the file's.
        System.IO.File.CreateSymbolicLink(_api.Files.PathOf("config/integrations/.#shop-app.json"), "somebody@host.1234:5678");
        (await PutAsync("shop-app", ApiBench.Unscheduled + "\n")).Is(200);
        Assert.Equal(["shop-app"], (await _api.GetAsync("/api/v1/integrations")).Items.Select(one => one.GetProperty("integration").GetString()));
    }

    [Fact]
    public async Task A_missing_secret_keeps_a_file_from_being_replaced()
    {
        ApiAnswer answer = await PutAsync("shop-app", ApiBench.Unscheduled.Replace("TOKEN", "NO_TOKEN", StringComparison.Ordinal));
        Assert.Contains("missing-secret", answer.Is(422).Text);
    }

    [Fact]
    public async Task What_is_on_disk_is_checked_and_so_is_a_text_in_its_place()
    {
        Assert.True((await _api.PostAsync("/api/v1/validate", null, Role.Viewer)).Is(200).Json.GetProperty("ok").GetBoolean());
        string draft = JsonSerializer.Serialize(new { integration = "new-one", text = "{ \"source\": { \"applicationId\": 1, \"token\": \"${file:/etc/hostname}${env:PATH}\" }, \"hoks\": [] }" });
        ApiAnswer answer = await _api.PostAsync("/api/v1/validate", draft, Role.Viewer);
        Assert.False(answer.Is(200).Json.GetProperty("ok").GetBoolean());
        Assert.Equal(["no-hooks", "unknown-key"], answer.Json.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("code").GetString()).Order());
        Assert.False(System.IO.File.Exists(_api.Files.PathOf("config/integrations/new-one.json")));
        _api.Files.Write(File, "{");
        Assert.False((await _api.PostAsync("/api/v1/validate", null, Role.Viewer)).Is(200).Json.GetProperty("ok").GetBoolean());
    }

    private Task<ApiAnswer> PutAsync(string name, string text, params (string, string)[] headers) =>
        _api.SendAsync(HttpMethod.Put, "/api/v1/integrations/" + name, Role.Admin, text, headers);
}
