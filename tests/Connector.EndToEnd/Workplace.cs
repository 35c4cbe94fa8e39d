using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Sandbox.Generation;

namespace Connector.EndToEnd;

/// <summary>A working folder with a config in it, to run the connector in.</summary>
internal sealed class Workplace : IDisposable
{
    private const string Steady = """
        {
          "source": {
            "applicationId": 1111, "token": "${env:APPMETRICA_TOKEN}", "baseUrl": "SOURCE", "timeZone": "Europe/Moscow",
            "pollPause": "00:00:00.02", "retryPause": "00:00:00.02"
          },
          "schedule": { "every": "00:00:01", "start": "2026-11-01", "maxWindow": "1.00:00:00" },
          "hooks": [
            {
              "name": "registration", "resource": "events", "filter": { "field": "event_name", "like": "registration*" },
              "action": "import_profile", "database": "customers", "match": { "by": "email_profile", "from": "event_json.contacts.email" },
              "map": [
                { "from": "event_json.contacts.email", "to": "email" },
                { "from": "event_json.contacts.phone", "to": "phones" },
                { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true },
                { "from": "event_datetime", "to": "_regdate", "onlyIfEmpty": true }
              ],
              "subscriptions": [ { "resource": "newsletter", "channel": "email", "from": "event_json.contacts.email", "status": "unconfirmed", "statusWhenExists": "keep" } ]
            },
            {
              "name": "edit", "resource": "events", "filter": { "field": "event_name", "in": ["profile_updated", "unsubscribed"] },
              "action": "import_profile", "database": "customers", "match": { "by": "email_profile", "from": "event_json.contacts.email" },
              "map": [ { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true }, { "from": "event_json.city", "to": "_city", "ignoreEmpty": true } ]
            },
            {
              "name": "purchase", "resource": "events", "filter": { "field": "event_name", "like": "purchase" },
              "action": "register_goal", "pixel": "app", "goal": { "from": "event_name" }, "value": { "from": "event_json.cart.total" },
              "attach": { "database": "customers", "match": { "by": "email_profile", "from": "event_json.contacts.email" } }
            },
            {
              "name": "view", "resource": "events", "filter": { "field": "event_name", "like": "product_viewed" },
              "action": "register_goal", "pixel": "app", "goal": { "from": "event_name" }
            }
          ]
        }
        """;

    public static readonly string Repository = FindRepository();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-end-to-end-");

    /// <summary>The shipped config as it is.</summary>
    public Workplace()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository, "config"), "*.json", SearchOption.AllDirectories))
        {
            Write(Path.GetRelativePath(Repository, file), File.ReadAllText(file));
        }
    }

    /// <summary>One integration, <c>steady</c>, whose hooks all keep the promise that the moment of reading does not matter.</summary>
    /// <param name="source">Where it reads from.</param>
    public Workplace(Uri source)
        : this()
    {
        Directory.Delete(PathOf("config/integrations"), recursive: true);
        Write("config/integrations/steady.json", Steady.Replace("SOURCE", source.AbsoluteUri));
    }

    public string Folder => _folder.FullName;

    /// <summary>What every command is told by <c>--store</c>; null: the file in the folder.</summary>
    public string? Store { get; set; }

    /// <summary>Variables that every command gets beside those of all tests; null: none.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; set; }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public void Change(string file, string from, string to)
    {
        string text = File.ReadAllText(PathOf(file));
        Assert.Contains(from, text);
        Write(file, text.Replace(from, to));
    }

    public string Sample(string name, string asName)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Samples", name), PathOf(asName));
        return asName;
    }

    /// <summary>An export of the made-up shop.</summary>
    public async Task<string> EventsAsync(string name, int count)
    {
        await using FileStream file = File.Create(PathOf(name));
        var shop = new ShopOptions { Events = count, Users = Math.Max(20, count / 20) };
        await ShopExport.WriteAsync(shop, LogResource.Events, ExportFormat.JsonLines, gzip: false, null, file, CancellationToken.None);
        return name;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<ConnectorRun> RunAsync(params string[] args)
    {
        await using ConnectorProcess process = Start(args);
        process.Input.Close();
        return await process.EndAsync();
    }

    /// <summary>The command within which <see cref="Start"/> runs the executable; empty: as it is.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    public ConnectorProcess Start(params string[] args) => ConnectorProcess.StartWithin(Within, Folder, WithStore(args), Environment);

    /// <summary>All that must not depend on how often and when the connector was stopped: profiles, goals and rejects, without ids and the times at which they were kept.</summary>
    public async Task<string[]> ContentAsync()
    {
        ConnectorRun[] lists = [await ListAsync("profiles"), await ListAsync("goals"), await ListAsync("rejects")];
        Assert.All(lists, list => Assert.Equal((0, ""), (list.Code, list.Error)));
        (ConnectorRun profiles, ConnectorRun goals, ConnectorRun rejects) = (lists[0], lists[1], lists[2]);
        var owners = profiles.Output.Select(Profile).ToDictionary(profile => (string)profile["id"]!, NameOf, StringComparer.Ordinal);
        IEnumerable<string> lines =
        [
            .. profiles.Output.Select(line => Without(Profile(line), "id", "createdAt", "updatedAt").ToJsonString()),
            .. goals.Output.Select(line => WithOwner(Parse(line), owners).ToJsonString()),
            .. rejects.Output.Select(line => Without(Parse(line), "at").ToJsonString()),
        ];
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>What the command <c>list</c> prints. It runs within the test: a process of its own would show nothing more and cost its start.</summary>
    private async Task<ConnectorRun> ListAsync(string what)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter();
        var outside = new Outside(static _ => null, Stream.Null, output, error, IsTerminal: false, TimeProvider.System);
        int code = await new ConnectorCli().RunAsync(
            [what, "list", "--json", "--quiet", "--config", PathOf("config"), "--store", WholeStore()], outside, CancellationToken.None);
        return new ConnectorRun(code, Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries), error.ToString());
    }

    /// <summary>The store, as it is called from anywhere.</summary>
    private string WholeStore()
    {
        const string File = "sqlite:";
        return Store is null ? File + PathOf("data/connector.db")
            : Store.StartsWith(File, StringComparison.Ordinal) ? File + PathOf(Store[File.Length..])
            : Store;
    }

    private string[] WithStore(string[] args) => Store is null ? args : [.. args, "--store", Store];

    private static JsonObject Parse(string line) => JsonNode.Parse(line)!.AsObject();

    /// <summary>Devices stand in the order in which they came.</summary>
    private static JsonObject Profile(string line)
    {
        JsonObject profile = Parse(line);
        profile["devices"] = new JsonArray([.. profile["devices"]!.AsArray().Select(device => (string)device!).Order(StringComparer.Ordinal).Select(device => (JsonNode)device)]);
        return profile;
    }

    private static JsonObject Without(JsonObject line, params string[] members)
    {
        foreach (string member in members)
        {
            Assert.True(line.Remove(member));
        }

        return line;
    }

    private static JsonObject WithOwner(JsonObject goal, Dictionary<string, string> owners)
    {
        if (goal["profile"] is { } profile)
        {
            goal["profile"] = owners[(string)profile!];
        }

        return goal;
    }

    private static string NameOf(JsonObject profile) =>
        JsonSerializer.Serialize(profile["fields"]) + JsonSerializer.Serialize(profile["devices"]);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
