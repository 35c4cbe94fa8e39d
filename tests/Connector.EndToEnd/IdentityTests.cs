using System.Text.Json;
using Connector.Testing;

namespace Connector.EndToEnd;

/// <summary>People who sign in on several devices, read by several processes at once, some of which are killed.</summary>
public sealed class IdentityTests
{
    private const int People = 150;

    private const string App = """
        {
          "source": { "type": "appmetrica", "applicationId": 1, "token": "${env:APPMETRICA_TOKEN}", "timeZone": "UTC" },
          "hooks": [
            {
              "name": "person", "resource": "events", "action": "import_profile", "database": "subscribers", "match": { "by": "identity" },
              "map": [ { "from": "event_json.job", "to": "job", "ignoreEmpty": true }, { "from": "event_json.email", "to": "email", "ignoreEmpty": true } ],
              "subscriptions": [ { "resource": "newsletter", "channel": "email", "from": "event_json.email" } ]
            },
            {
              "name": "buy", "resource": "events", "filter": { "field": "event_name", "like": "buy" }, "action": "register_goal", "pixel": "app",
              "goal": { "value": "buy" }, "attach": { "database": "subscribers", "match": { "by": "identity" } }
            }
          ]
        }
        """;

    private readonly Random _random = new(20261122);

    [Fact]
    public Task Processes_that_meet_on_one_person_and_are_killed_end_like_one_that_read_alone() => MeetAsync(store: null);

    [Fact]
    public async Task The_same_over_PostgreSQL_ends_like_one_that_read_alone_into_a_file()
    {
        string store = PostgresServer.Instance.CreateDatabase();
        try
        {
            await MeetAsync(store);
        }
        finally
        {
            PostgresServer.Instance.DropDatabase(store);
        }
    }

    /// <param name="store">Where they meet; null: in a file.</param>
    private async Task MeetAsync(string? store)
    {
        string[] records = Records();
        using Workplace alone = Place(records, "all.jsonl");
        Assert.Equal(0, (await alone.RunAsync("import", "app", "--resource", "events", "--input", "all.jsonl", "--quiet")).Code);
        string[] expected = await alone.ContentAsync();
        Assert.Equal(People, expected.Count(line => line.Contains("customUserId")));

        using Workplace shared = Place(records, "all.jsonl", store);
        string[] halves = ["first.jsonl", "second.jsonl"];
        _random.Shuffle(records);
        shared.Write(halves[0], string.Join('\n', records[..(records.Length / 2)]));
        shared.Write(halves[1], string.Join('\n', records[(records.Length / 2)..]));
        for (int round = 0; round < 3; round++)
        {
            ConnectorProcess[] processes = [.. halves.Select(half => shared.Start("import", "app", "--resource", "events", "--input", "-", "--format", "jsonl", "--quiet"))];
            await Task.WhenAll(processes.Select((process, i) => FeedAsync(process, shared.PathOf(halves[i]))));
            foreach (ConnectorProcess process in processes)
            {
                process.Kill();
                await process.EndAsync();
                await process.DisposeAsync();
            }
        }

        ConnectorRun[] last = await Task.WhenAll(halves.Select(half => shared.RunAsync("import", "app", "--resource", "events", "--input", half, "--quiet")));
        Assert.All(last, run => Assert.Equal(0, run.Code));
        string[] content = await shared.ContentAsync();
        Assert.Equal(("", ""), (string.Join('\n', expected.Except(content).Take(3)), string.Join('\n', content.Except(expected).Take(3))));
        Assert.Equal(expected.Length, content.Length);
        Assert.Equal(0, (await shared.RunAsync("store", "check", "--quiet")).Code);
    }

    [Fact]
    public async Task A_story_is_merged_split_and_merged_again_from_the_command_line()
    {
        using Workplace place = Place([Record(1, "buy", "", "phone"), Record(2, "open", "", "tablet", ",\"job\":\"cook\""), Record(3, "login", "anna", "phone"), Record(4, "login", "anna", "tablet")], "story.jsonl");
        place.Write("again.jsonl", Record(5, "login", "anna", "phone"));
        Assert.Equal(0, (await place.RunAsync("import", "app", "--resource", "events", "--input", "story.jsonl", "--quiet")).Code);
        using (JsonDocument anna = await ShowAsync(place))
        {
            Assert.Equal(["phone", "tablet"], anna.RootElement.GetProperty("devices").EnumerateArray().Select(device => device.GetString()));
            Assert.Equal((1, 2), (anna.RootElement.GetProperty("goals").GetArrayLength(), anna.RootElement.GetProperty("merges").GetArrayLength()));
        }

        Assert.Equal(0, (await place.RunAsync("profiles", "split", "--merge", "1")).Code);
        Assert.Equal(2, (await place.RunAsync("profiles", "list", "--json", "--quiet")).Output.Length);
        ConnectorRun twice = await place.RunAsync("profiles", "split", "--merge", "1");
        Assert.Equal((2, true), (twice.Code, twice.Error.Contains("undone already")));

        Assert.Equal(0, (await place.RunAsync("import", "app", "--resource", "events", "--input", "again.jsonl", "--quiet")).Code);
        using (JsonDocument anna = await ShowAsync(place))
        {
            Assert.Equal((1, 3), (anna.RootElement.GetProperty("goals").GetArrayLength(), anna.RootElement.GetProperty("merges").GetArrayLength()));
            Assert.Equal("cook", anna.RootElement.GetProperty("fields").GetProperty("job").GetString());
        }
    }

    private static async Task<JsonDocument> ShowAsync(Workplace place)
    {
        ConnectorRun show = await place.RunAsync("profiles", "show", "--database", "subscribers", "--by", "customUserId", "--value", "anna", "--json", "--quiet");
        Assert.Equal(0, show.Code);
        return JsonDocument.Parse(Assert.Single(show.Output));
    }

    private static Workplace Place(string[] records, string file, string? store = null)
    {
        var place = new Workplace(new Uri("http://127.0.0.1:1")) { Store = store };
        File.Delete(place.PathOf("config/integrations/steady.json"));
        place.Change("config/resources/newsletter.json", "\"customers\"", "\"customers\", \"subscribers\"");
        place.Write("config/integrations/app.json", App);
        place.Write(file, string.Join('\n', records));
        return place;
    }

    /// <summary>Everybody uses up to four devices of their own, at first without a name, and signs in on some.</summary>
    private string[] Records()
    {
        var records = new List<string>();
        for (int person = 0; person < People; person++)
        {
            int devices = _random.Next(1, 5);
            for (int i = 0; i < 20; i++)
            {
                int device = _random.Next(devices);
                bool isNamed = i == 0 || (device > 0 && _random.Next(3) == 0);
                string said = _random.Next(4) switch
                {
                    0 => $",\"job\":\"job {_random.Next(5)}\"",
                    1 => $",\"email\":\"p{person}.{_random.Next(3)}@x.io\"",
                    _ => "",
                };
                records.Add(Record((person * 100) + i, _random.Next(3) == 0 ? "buy" : "open", isNamed ? $"user{person}" : "", $"{person}-{device}", said));
            }
        }

        return [.. records];
    }

    private static string Record(int second, string name, string user, string device, string said = "") => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["event_name"] = name,
        ["event_timestamp"] = (1_767_225_600 + second).ToString(),
        ["event_receive_timestamp"] = (1_767_225_600 + second).ToString(),
        ["profile_id"] = user,
        ["appmetrica_device_id"] = device,
        ["event_json"] = "{\"at\":" + second + said + "}",
    });

    /// <summary>Feeds part of a file to a process, which is killed while it waits for the rest.</summary>
    private async Task FeedAsync(ConnectorProcess process, string file)
    {
        byte[] text = await File.ReadAllBytesAsync(file);
        await process.Input.BaseStream.WriteAsync(text.AsMemory(0, _random.Next(text.Length)));
        await process.Input.BaseStream.FlushAsync();
    }
}
