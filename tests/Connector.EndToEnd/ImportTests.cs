using System.Text.Json;

namespace Connector.EndToEnd;

public sealed class ImportTests : IDisposable
{
    private const string Everything = """
        {
          "source": { "applicationId": 1, "token": "${env:APPMETRICA_TOKEN}", "timeZone": "Europe/Moscow" },
          "hooks": [
            {
              "name": "phone", "resource": "installations", "action": "import_profile", "database": "phones",
              "match": { "by": "appmetrica_device_id" },
              "map": [ { "from": "os_name", "to": "_os" }, { "from": "device_manufacturer", "to": "_vendor", "ignoreEmpty": true } ]
            },
            { "name": "event", "resource": "events", "action": "register_goal", "pixel": "app", "goal": { "from": "event_name" } }
          ]
        }
        """;

    private readonly Workplace _place = new();

    public ImportTests()
    {
        _place.Write("config/databases/phones.json", """{ "fields": [ { "name": "email", "required": false } ] }""");
        _place.Write("config/integrations/everything.json", Everything);
    }

    [Fact]
    public async Task A_real_export_is_imported_as_its_preview_said()
    {
        string file = _place.Sample("installations.first-200.csv", "installations.csv");
        string[] from = ["everything", "--resource", "installations", "--input", file, "--json", "--quiet"];
        ConnectorRun preview = await _place.RunAsync(["preview", .. from]);
        ConnectorRun import = await _place.RunAsync(["import", .. from]);
        ConnectorRun again = await _place.RunAsync(["import", .. from]);

        Assert.Equal((0, 0, 0), (preview.Code, import.Code, again.Code));
        Assert.True(import["records"] > 100);
        foreach ((string outcome, string counter) in new[] { ("create", "created"), ("update", "updated"), ("unchanged", "unchanged"), ("reject", "rejected") })
        {
            Assert.Equal(preview.Output.Count(line => Outcome(line) == outcome), import[counter]);
        }

        Assert.Equal((0, 0), (again["created"], again["updated"]));
        ConnectorRun profiles = await _place.RunAsync("profiles", "list", "--database", "phones", "--json");
        Assert.Equal(import["created"], profiles.Output.Length);
    }

    /// <summary>A pipe may also have a name, as it does in <c>&lt;(zcat export.json.gz)</c>.</summary>
    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdin")]
    public async Task Standard_input_is_a_file_too(string input)
    {
        string file = _place.Sample("events.json.txt", "events.txt");
        await using ConnectorProcess import = _place.Start("import", "everything", "--resource", "events", "--input", input, "--format", "json", "--json");
        await import.Input.WriteAsync(await File.ReadAllTextAsync(_place.PathOf(file)));
        import.Input.Close();
        ConnectorRun run = await import.EndAsync();
        Assert.Equal(0, run.Code);
        Assert.True(run["goals"] > 0);
        ConnectorRun goals = await _place.RunAsync("goals", "list", "--json");
        Assert.Equal(run["goals"], goals.Output.Length);
    }

    [Fact]
    public async Task Exit_codes_tell_scripts_what_happened()
    {
        _place.Write("bad.jsonl", "not a record\n");
        _place.Write("cut.json", """{"data":[{"event_name":"x"},""");
        string[] import = ["import", "everything", "--resource", "events", "--input"];
        Assert.Equal(0, (await _place.RunAsync([.. import, "bad.jsonl"])).Code);
        Assert.Equal(1, (await _place.RunAsync([.. import, "bad.jsonl", "--strict"])).Code);
        Assert.Equal(2, (await _place.RunAsync([.. import, "nosuch.jsonl"])).Code);
        Assert.Equal(3, (await _place.RunAsync([.. import, "cut.json"])).Code);
        Assert.Equal(2, (await _place.RunAsync("nosuch")).Code);
    }

    public void Dispose() => _place.Dispose();

    private static string? Outcome(string line) => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("outcome").GetString();
}
