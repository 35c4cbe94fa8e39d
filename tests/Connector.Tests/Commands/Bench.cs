using System.Text;
using System.Text.Json;
using Connector.Commands;
using Connector.Testing;

namespace Connector.Tests.Commands;

/// <summary>Runs commands in this process, on a small config and a store of the test's own.</summary>
internal sealed class Bench : IDisposable
{
    public const string Shop = """
        {
          "title": "Shop app",
          "source": { "applicationId": 1111, "token": "${env:TOKEN}", "timeZone": "Europe/Moscow" },
          "schedule": { "every": "00:10:00", "start": "2026-11-01" },
          "hooks": [
            {
              "name": "registration", "resource": "events", "filter": { "field": "event_name", "like": "registration" },
              "action": "import_profile", "database": "customers", "match": { "by": "email_profile", "from": "event_json.email" },
              "map": [
                { "from": "event_json.email", "to": "email" },
                { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true },
                { "from": "event_json.total", "to": "orders_total", "ignoreEmpty": true },
                { "from": "event_json.visits", "to": "visits", "ignoreEmpty": true },
                { "from": "event_json.consent", "to": "consent", "ignoreEmpty": true },
                { "from": "event_json.card", "to": "card", "ignoreEmpty": true },
                { "from": "event_json.interest", "to": "interests" },
                { "from": "event_json.seen", "to": "seen", "ignoreEmpty": true }
              ],
              "subscriptions": [ { "resource": "newsletter", "channel": "email", "from": "event_json.email", "status": "unconfirmed" } ]
            },
            {
              "name": "purchase", "resource": "events", "filter": { "field": "event_name", "like": "purchase" },
              "action": "register_goal", "pixel": "app", "goal": { "from": "event_name" }, "value": { "from": "event_json.total" },
              "attach": { "database": "customers", "match": { "by": "appmetrica_device_id" } }
            }
          ]
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-bench-");

    public Bench()
    {
        Write("config/databases/customers.json", """
            {
              "title": "Customers",
              "fields": [
                { "name": "orders_total", "type": "number" }, { "name": "visits", "type": "integer" }, { "name": "consent", "type": "boolean" },
                { "name": "card", "matchable": true }, { "name": "interests", "type": "tags" }, { "name": "seen", "type": "datetime" }
              ]
            }
            """);
        Write("config/resources/newsletter.json", """{ "databases": ["customers"], "channels": ["email"] }""");
        Write("config/pixels/app.json", "{}");
        Write("config/integrations/shop-app.json", Shop);
    }

    public Dictionary<string, string> Variables { get; } = new() { ["TOKEN"] = "secret-of-the-test" };

    public TimeProvider Time { get; set; } = new FixedNow(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public string StorePath => PathOf("data/connector.db");

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public string Write(string file, string text)
    {
        string path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A file of records, one a line.</summary>
    public string Records(params string[] records) => Write("records.jsonl", string.Join('\n', records) + "\n");

    public Task<BenchRun> RunAsync(params string[] args) => RunAsync(Stream.Null, args);

    public async Task<BenchRun> RunAsync(Stream input, string[] args, CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var outside = new Outside(name => Variables.GetValueOrDefault(name), input, output, error, IsTerminal: false, Time);
        string[] places = ["--config", PathOf("config"), "--store", "sqlite:" + StorePath];
        int code = await new ConnectorCli().RunAsync([.. args, .. places], outside, cancellationToken);
        return new BenchRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public Task<BenchRun> ImportAsync(params string[] records) =>
        RunAsync("import", "shop-app", "--resource", "events", "--input", Records(records), "--json", "--quiet");

    public void Dispose() => _folder.Delete(recursive: true);

    public static string Registration(string email, int minute = 0, string more = "", string device = "") =>
        $$$"""{"event_name":"registration","event_timestamp":"{{{1_795_000_000 + (minute * 60)}}}","appmetrica_device_id":"{{{device}}}","event_json":{"email":"{{{email}}}"{{{more}}}}}""";

    public static string Purchase(string device, string total, int minute = 0) =>
        $$$"""{"event_name":"purchase","event_timestamp":"{{{1_795_000_000 + (minute * 60)}}}","appmetrica_device_id":"{{{device}}}","event_json":{"total":{{{total}}}}}""";
}

/// <summary>What a command gave back.</summary>
internal sealed record BenchRun(int Code, string Out, string Error)
{
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every line of standard output, each of which must be an object.</summary>
    public JsonElement[] Objects => [.. Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
