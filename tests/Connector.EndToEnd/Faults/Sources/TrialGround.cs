using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Sandbox;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>
/// A place with an integration for each of many trials, and one that has no trouble. Each has a source, a database and a pixel of its own, and all
/// of them the same records behind it; so one sync tries them all, and each is compared with the undisturbed one.
/// </summary>
internal sealed class TrialGround : IAsyncDisposable
{
    private const string Integration = """
        {
          "source": {
            "applicationId": APPLICATION, "token": "${env:APPMETRICA_TOKEN}", "baseUrl": "URL", "timeZone": "Europe/Moscow", SOURCE
            "pollPause": "00:00:00.002", "retryPause": "00:00:00.002"
          },
          "schedule": { "every": "00:10:00", "start": "START", "maxWindow": "1.00:00:00", "lag": "00:01:00", "lookback": "LOOKBACK" },
          "hooks": [
            {
              "name": "registration", "resource": "events", "filter": { "field": "event_name", "like": "registration*" },
              "action": "import_profile", "database": "CASE", "match": { "by": "email_profile", "from": "event_json.contacts.email" },
              "map": [
                { "from": "event_json.contacts.email", "to": "email" }, { "from": "event_json.contacts.phone", "to": "phones" },
                { "from": "event_json.name", "to": "_fname" }, { "from": "event_datetime", "to": "_regdate", "onlyIfEmpty": true }
              ]
            },
            {
              "name": "edit", "resource": "events", "filter": { "field": "event_name", "in": ["profile_updated", "unsubscribed"] },
              "action": "import_profile", "database": "CASE", "match": { "by": "email_profile", "from": "event_json.contacts.email" },
              "map": [ { "from": "event_json.name", "to": "_fname" }, { "from": "event_json.city", "to": "_city" } ]
            },
            {
              "name": "purchase", "resource": "events", "filter": { "field": "event_name", "like": "purchase" },
              "action": "register_goal", "pixel": "CASE", "goal": { "from": "event_name" }, "value": { "from": "event_json.cart.total" },
              "attach": { "database": "CASE", "match": { "by": "appmetrica_device_id" } }
            },
            {
              "name": "strict", "resource": "events", "filter": { "field": "event_name", "like": "purchase" },
              "action": "register_goal", "pixel": "CASE", "goal": { "from": "event_name" }, "value": { "from": "event_json.contacts.email" }
            },
            { "name": "view", "resource": "events", "filter": { "field": "event_name", "exists": true }, "action": "register_goal", "pixel": "CASE", "goal": { "from": "event_name" } }
          ]
        }
        """;

    /// <summary>A column that no integration asks for; left out where records are compared.</summary>
    public const string UnaskedColumn = "zodiac";

    private readonly SandboxServer _sandbox;
    private readonly List<(string Name, Trial? Trial, TroubledSource Source)> _cases = [];

    private TrialGround(SandboxServer sandbox, Workplace place) => (_sandbox, Place) = (sandbox, place);

    public Workplace Place { get; }

    /// <summary>The beginning of the records, which last three days and ended an hour ago or more.</summary>
    public static DateTimeOffset From { get; } = To.AddDays(-3);

    private static DateTimeOffset To => new(TimeProvider.System.GetUtcNow().AddHours(-1).Date, TimeSpan.Zero);

    /// <param name="store">As <see cref="Workplace.Store"/>.</param>
    public static async Task<TrialGround> StartAsync(string? store, params IEnumerable<Trial> trials)
    {
        SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(1), Shop = new() { Events = 240, Users = 30, From = From, To = From.AddDays(3) } }, CancellationToken.None);
        var ground = new TrialGround(sandbox, new Workplace(sandbox.Url) { Store = store });
        Directory.Delete(ground.Place.PathOf("config"), recursive: true);
        foreach (Trial? trial in trials.Prepend(null))
        {
            ground.Add(trial);
        }

        return ground;
    }

    /// <summary>Of the integration that has no trouble.</summary>
    public string Calm => _cases[0].Name;

    public IEnumerable<TroubledSource> Sources => _cases.Select(one => one.Source);

    public TroubledSource SourceOf(int trial) => _cases[trial + 1].Source;

    /// <summary>The name of a trial's integration, database and pixel.</summary>
    public string NameOf(int trial) => _cases[trial + 1].Name;

    /// <summary>Reads every integration with its trouble, and once more without.</summary>
    /// <param name="code">How the first sync is to end.</param>
    /// <param name="environment">Variables of the first sync; null: none.</param>
    public async Task<IReadOnlyList<TrialEnd>> RunAsync(int code, IReadOnlyDictionary<string, string>? environment = null)
    {
        Place.Environment = environment;
        ConnectorRun troubled = await Place.RunAsync("sync", "--json");
        Place.Environment = null;
        return await EndAsync(troubled, code);
    }

    /// <summary>Reads every integration once more, without trouble.</summary>
    /// <param name="troubled">How they were read with it.</param>
    /// <param name="leftOut">Says which lines are not compared; null: none.</param>
    public async Task<IReadOnlyList<TrialEnd>> EndAsync(ConnectorRun troubled, int code, Func<string, bool>? leftOut = null)
    {
        Assert.True(troubled.Code == code, troubled.Error);
        int[] requests = [.. _cases.Select(one => one.Source.Heard.Count)];
        await FinishAsync();
        IReadOnlyList<Difference> differences = await DifferencesAsync(leftOut);
        Dictionary<string, string?> errors = troubled.Output.SkipLast(1).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToDictionary(part => part.GetProperty("integration").GetString()!, part => part.GetProperty("error").GetString());
        Assert.Null(errors[_cases[0].Name]);
        return
        [
            .. _cases.Zip(requests).Skip(1).Zip(differences, (one, difference) => new TrialEnd(
                one.First.Trial!, one.First.Name, errors[one.First.Name], NoticeOf(troubled, one.First.Name, one.First.Trial!), one.Second, difference)),
        ];
    }

    /// <summary>Makes every source well, and reads what is left.</summary>
    public async Task<ConnectorRun> FinishAsync()
    {
        _cases.ForEach(one => one.Source.Trouble = null);
        ConnectorRun run = await Place.RunAsync("sync", "--json", "--quiet");
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    /// <summary>How the content of each trial differs from that without trouble.</summary>
    public async Task<IReadOnlyList<Difference>> DifferencesAsync(Func<string, bool>? leftOut = null)
    {
        string[] content = [.. (await Place.ContentAsync()).Where(line => leftOut?.Invoke(line) != true)];
        return [.. _cases.Skip(1).Select(one => Difference.Between(Of(content, _cases[0].Name), Of(content, one.Name)))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, _, TroubledSource source) in _cases)
        {
            await source.DisposeAsync();
        }

        Place.Dispose();
        await _sandbox.DisposeAsync();
    }

    private void Add(Trial? trial)
    {
        string name = $"case{_cases.Count:d3}";
        var source = new TroubledSource(_sandbox.Url) { Trouble = trial?.Make() };
        _cases.Add((name, trial, source));
        Place.Write($"config/databases/{name}.json", "{}");
        Place.Write($"config/pixels/{name}.json", "{}");
        Place.Write($"config/integrations/{name}.json", Integration
            .Replace("CASE", name, StringComparison.Ordinal)
            .Replace("APPLICATION", ApplicationOf(name), StringComparison.Ordinal)
            .Replace("URL", source.Url.AbsoluteUri, StringComparison.Ordinal)
            .Replace("START", From.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("SOURCE", trial?.Source, StringComparison.Ordinal)
            .Replace("LOOKBACK", trial?.Lookback ?? "00:00:00", StringComparison.Ordinal));
    }

    private static string ApplicationOf(string name) => $"1{name["case".Length..]}";

    /// <summary>The first thing that was told of an integration on the way, or the last of what does not end.</summary>
    private static string? NoticeOf(ConnectorRun run, string name, Trial trial)
    {
        string[] told =
        [
            .. run.Error.Split('\n').Where(line => line.Contains($"{name}: events: ", StringComparison.Ordinal) || line.Contains($" of application {ApplicationOf(name)} ", StringComparison.Ordinal))
                .Select(line => line.Split(": ", 2)[1].Replace("events: ", "", StringComparison.Ordinal)),
        ];
        return trial.Times == Troubles.ForGood ? told.LastOrDefault() : told.FirstOrDefault();
    }

    private static IEnumerable<string> Of(string[] content, string name) =>
        content.Where(line => line.Contains($"\"{name}\"", StringComparison.Ordinal)).Select(line => Sorted(line.Replace(name, "case", StringComparison.Ordinal)));

    /// <summary>A refused record with its columns in order.</summary>
    private static string Sorted(string line)
    {
        JsonObject whole = JsonNode.Parse(line)!.AsObject();
        if (whole["record"] is JsonObject record)
        {
            whole["record"] = new JsonObject(record.Where(member => member.Key != UnaskedColumn).OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        }

        return whole.ToJsonString();
    }
}
