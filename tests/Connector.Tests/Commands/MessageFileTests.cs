using System.Text.Json;

namespace Connector.Tests.Commands;

/// <summary>Files of messages: bare ones, and whole bodies of requests.</summary>
public sealed class MessageFileTests : IDisposable
{
    private const string Body = """
        { "metrixUserId": "m-1", "customUserId": "r.akbari",
          "messages": [
            { "type": "user", "id": "1", "time": 1680000000000,
              "firstName": "Reza" },
            { "type": "action", "id": "2", "time": "1733830178", "customName": "view" },
            { "type": "user", "id": "3", "time": 1680000001000, "lastName": "Akbari" }
          ] }
        """;

    private readonly Bench _bench = new();

    public MessageFileTests()
    {
        _bench.Write("config/databases/people.json", """{ "fields": [ { "name": "email", "required": false }, { "name": "user_id", "matchable": true } ] }""");
        _bench.Write("config/integrations/server.json", """
            {
              "source": { "type": "metrix_s2s", "applicationId": "app", "apiKey": "${env:TOKEN}" },
              "hooks": [
                { "name": "profile", "resource": "user", "action": "import_profile", "database": "people", "match": { "by": "custom", "field": "user_id", "from": "customUserId" } },
                { "name": "action", "resource": "action", "action": "register_goal", "pixel": "app", "goal": { "from": "customName" } }
              ]
            }
            """);
    }

    public static TheoryData<string, string> Files => new()
    {
        { "body.json", Body },
        { "bodies.json", $"[{Body}]" },
        { "marked.json", "\uFEFF \n" + $"[{Body}]" },
        { "data.json", $$"""{"data":[{{Body}}]}""" },
        { "bodies.jsonl", Body.ReplaceLineEndings(" ") + "\n" },
        { "bare.json", """[{"type":"user","id":"1","time":1,"customUserId":"r.akbari","firstName":"Reza"},{"type":"action","id":"2","time":1,"customName":"view"},{"type":"user","id":"3","time":2,"customUserId":"r.akbari","lastName":"Akbari"}]""" },
        { "mixed.jsonl", """{"type":"user","id":"1","time":1,"customUserId":"r.akbari","firstName":"Reza"}""" + "\n" + """{"customUserId":"r.akbari","messages":[{"type":"user","id":"3","time":2,"lastName":"Akbari"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Messages_of_the_resource_are_imported_with_the_user_of_their_body(string name, string text)
    {
        BenchRun run = await ImportAsync("user", name, text);
        Assert.Equal((0, 2, 1, 1), (run.Code, Count(run, "records"), Count(run, "created"), Count(run, "updated")));
        JsonElement fields = Assert.Single((await _bench.RunAsync("profiles", "list", "--json")).Objects).GetProperty("fields");
        Assert.Equal(
            ("Reza", "Akbari", "r.akbari"),
            (fields.GetProperty("_fname").GetString(), fields.GetProperty("_lname").GetString(), fields.GetProperty("user_id").GetString()));
        Assert.Equal(2, Count(await ImportAsync("user", name, text), "unchanged"));
    }

    [Fact]
    public async Task Other_messages_of_the_body_are_imported_by_their_own_resource()
    {
        Assert.Equal((1, 1), (Count(await ImportAsync("action", "body.json", Body), "records"), Count(await ImportAsync("action", "body.json", Body), "unchanged")));
        Assert.Equal("view", Assert.Single((await _bench.RunAsync("goals", "list", "--json")).Objects).GetProperty("goal").GetString());
    }

    [Fact]
    public async Task A_preview_shows_what_a_body_would_do()
    {
        BenchRun run = await _bench.RunAsync("preview", "server", "--resource", "user", "--input", _bench.Write("body.json", Body), "--json");
        Assert.Equal(["create", "update"], run.Objects.Select(line => line.GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("cut.json", """{"customUserId":"a","messages":[{"type":"user","id":"1",""")]
    [InlineData("cut.json", """[{"customUserId":"a","messages":[{"type":"user","id":"1","time":1}]},""")]
    [InlineData("words.json", "hello")]
    public async Task A_file_that_is_no_whole_json_leaves_with_2(string name, string text)
    {
        BenchRun run = await ImportAsync("user", name, text);
        Assert.Equal(2, run.Code);
        Assert.Contains("line 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_lines_and_things_that_are_no_messages_are_rejects()
    {
        BenchRun run = await ImportAsync("user", "some.jsonl", """{"customUserId":"a","messages":[{"type":"user","id":"1","time":1},5,{}]}""" + "\n{\"type\":\"user\",\n");
        Assert.Equal((4, 1, 3), (Count(run, "records"), Count(run, "created"), Count(run, "rejected") + Count(run, "unchanged") + Count(run, "updated")));
    }

    public void Dispose() => _bench.Dispose();

    private static int Count(BenchRun run, string name) => run.Objects[^1].GetProperty(name).GetInt32();

    private Task<BenchRun> ImportAsync(string resource, string name, string text) =>
        _bench.RunAsync("import", "server", "--resource", resource, "--input", _bench.Write(name, text), "--json");
}
