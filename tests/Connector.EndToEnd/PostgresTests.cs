using System.Text.Json;
using Connector.Sandbox;
using Connector.Testing;

namespace Connector.EndToEnd;

/// <summary>The same work over PostgreSQL ends with the same profiles and goals, on one machine and on several.</summary>
public sealed class PostgresTests : IDisposable
{
    private const int Events = 12_000;

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string _store = PostgresServer.Instance.CreateDatabase();
    private readonly Random _random = new(20261122);

    public void Dispose() => PostgresServer.Instance.DropDatabase(_store);

    [Fact]
    public async Task An_import_killed_again_and_again_ends_like_an_undisturbed_one_into_a_file()
    {
        using var calm = new Workplace(Nowhere);
        string file = await calm.EventsAsync("events.jsonl", Events);
        string[] import = ["import", "steady", "--resource", "events", "--format", "jsonl", "--json", "--quiet", "--input"];
        Assert.Equal(0, (await calm.RunAsync([.. import, file])).Code);

        using var troubled = new Workplace(Nowhere) { Store = _store };
        byte[] text = await File.ReadAllBytesAsync(calm.PathOf(file));
        for (int kill = 0; kill < 3; kill++)
        {
            // What was fed is what can have been read: the moment lies anywhere in the file.
            await using ConnectorProcess process = troubled.Start([.. import, "-"]);
            await process.Input.BaseStream.WriteAsync(text.AsMemory(0, _random.Next(text.Length)));
            await process.Input.BaseStream.FlushAsync();
            process.Kill();
            await process.EndAsync();
        }

        File.Copy(calm.PathOf(file), troubled.PathOf(file));
        ConnectorRun last = await troubled.RunAsync([.. import, file]);
        Assert.True(last.Code == 0, last.Error);
        Assert.Equal(await calm.ContentAsync(), await troubled.ContentAsync());
        ConnectorRun check = await troubled.RunAsync("store", "check", "--json");
        Assert.True(check.Code == 0, string.Join('\n', check.Output));
    }

    [Fact]
    public async Task Three_imports_at_once_of_the_same_events_end_like_one()
    {
        using var calm = new Workplace(Nowhere);
        string file = await calm.EventsAsync("events.jsonl", Events);
        string[] import = ["import", "steady", "--resource", "events", "--json", "--quiet", "--input", file];
        Assert.Equal(0, (await calm.RunAsync(import)).Code);

        using var shared = new Workplace(Nowhere) { Store = _store };
        File.Copy(calm.PathOf(file), shared.PathOf(file));
        ConnectorRun[] runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => shared.RunAsync(import)));

        Assert.All(runs, run => Assert.True(run.Code == 0, run.Error));
        Assert.Equal(runs.Sum(run => run["goals"]), (await shared.RunAsync("goals", "list", "--json", "--quiet")).Output.Length);
        Assert.Equal(await calm.ContentAsync(), await shared.ContentAsync());
    }

    [Fact]
    public async Task A_service_that_is_killed_is_replaced_by_the_other_and_nothing_is_lost_or_doubled()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(20), Shop = new() { Events = Events, Users = 400 } }, CancellationToken.None);
        using var calm = new Workplace(sandbox.Url);
        Assert.Equal(0, (await calm.RunAsync("sync", "--json", "--quiet")).Code);

        using var first = new Workplace(sandbox.Url) { Store = _store };
        using var second = new Workplace(sandbox.Url) { Store = _store };
        int before = sandbox.Requests.Count();
        await using ConnectorProcess killed = first.Start("run");
        await killed.BringsAboutAsync("it reads", token => sandbox.Requests.ReachesAsync(before + 5, token));

        await using ConnectorProcess other = second.Start("run");
        await other.SaysAsync("Started with");
        killed.Kill();
        await other.SaysAsync("steady synced:");

        other.Signal(ConnectorProcess.Terminate);
        Assert.Equal(0, (await other.EndAsync()).Code);
        Assert.Equal(await calm.ContentAsync(), await second.ContentAsync());
    }

    [Fact]
    public async Task A_backfill_goes_on_on_the_other_machine_when_its_own_is_killed_and_is_cancelled_from_either()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(20), Shop = new() { Events = Events, Users = 400 } }, CancellationToken.None);
        using var first = new Workplace(sandbox.Url) { Store = _store };
        using var second = new Workplace(sandbox.Url) { Store = _store };
        foreach (Workplace place in new[] { first, second })
        {
            place.Change("config/integrations/steady.json", "\"every\": \"00:00:01\"", "\"every\": \"10:00:00\"");
        }

        string token = (await first.RunAsync("token", "create", "--name", "anna", "--role", "operator", "--quiet")).Output[^1].Trim();
        await using ConnectorProcess killed = first.Start("run");
        using HttpClient one = await ClientAsync(killed, token);
        await killed.SaysAsync("steady synced:");
        await using ConnectorProcess other = second.Start("run");
        using HttpClient two = await ClientAsync(other, token);
        int before = sandbox.Requests.Count();
        long run = await BackfillAsync(one, "2026-10-31", "2026-11-12");
        await killed.BringsAboutAsync("the backfill is being read", token => sandbox.Requests.ReachesAsync(before + 8, token));
        killed.Kill();
        await other.UntilAsync("the backfill is done", () => StatusAsync(two, run), status => status == "done");

        long unwanted = await BackfillAsync(two, "2026-01-01", "2026-11-16");
        using HttpResponseMessage cancelled = await two.PostAsync($"api/v1/runs/{unwanted}/cancel", null);
        cancelled.EnsureSuccessStatusCode();
        await other.UntilAsync("the backfill is cancelled", () => StatusAsync(two, unwanted), status => status == "cancelled");
    }

    [Fact]
    public async Task A_process_that_was_paused_for_longer_than_its_lease_writes_no_more()
    {
        using var place = new Workplace(Nowhere) { Store = _store };
        using var watching = new Workplace(Nowhere) { Store = _store };
        string file = await place.EventsAsync("events.jsonl", 50);
        await using ConnectorProcess paused = place.Start("import", "steady", "--resource", "events", "--input", "-", "--format", "jsonl", "--json");
        await paused.UntilAsync(
            "the import is running", async () => (await watching.RunAsync("status", "--json")).Output, lines => lines.Any(line => line.Contains("running", StringComparison.Ordinal)));

        paused.Signal(ConnectorProcess.Stop);
        await using ConnectorProcess service = watching.Start("run");
        await service.SaysAsync("marked as interrupted");
        paused.Signal(ConnectorProcess.Continue);
        await paused.Input.WriteAsync(await File.ReadAllTextAsync(place.PathOf(file)));
        paused.Input.Close();
        ConnectorRun run = await paused.EndAsync();

        Assert.Equal(3, run.Code);
        Assert.Contains("ended or taken up elsewhere", run.Error);
        Assert.Empty((await watching.RunAsync("goals", "list", "--json")).Output);
        Assert.Empty((await watching.RunAsync("profiles", "list", "--json")).Output);
    }

    [Fact]
    public async Task A_store_that_is_out_of_reach_ends_with_3_and_never_tells_the_password()
    {
        using var place = new Workplace(Nowhere) { Store = "Host=127.0.0.1;Port=1;Database=connector;Username=anna;Password=open-sesame" };
        ConnectorRun run = await place.RunAsync("profiles", "list");
        Assert.Equal(3, run.Code);
        Assert.Contains("cannot be reached", run.Error);
        Assert.DoesNotContain("open-sesame", run.Error);
    }

    [Fact]
    public async Task A_sync_reads_on_from_where_the_last_one_stopped()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(20), Shop = new() { Events = 2000, Users = 100 } }, CancellationToken.None);
        using var place = new Workplace(sandbox.Url) { Store = _store };
        ConnectorRun first = await place.RunAsync("sync", "--json", "--quiet");
        ConnectorRun second = await place.RunAsync("sync", "--json", "--quiet");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.True(first["created"] > 0);
        Assert.Equal((0, 0), (second["created"], second["goals"]));
        JsonElement status = JsonSerializer.Deserialize<JsonElement>((await place.RunAsync("status", "--json")).Output[0]);
        Assert.Equal("steady", status.GetProperty("integration").GetString());
    }

    private static async Task<HttpClient> ClientAsync(ConnectorProcess process, string token)
    {
        string line = await process.SaysAsync("http://127.0.0.1:");
        string url = line[line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal)..].Split(' ', ',', ';')[0].TrimEnd('.');
        var client = new HttpClient { BaseAddress = new Uri(url + "/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private static async Task<long> BackfillAsync(HttpClient client, string from, string to)
    {
        using var body = new StringContent($$"""{"from":"{{from}}","to":"{{to}}"}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync("api/v1/integrations/steady/backfills", body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("id").GetInt64();
    }

    private static async Task<string> StatusAsync(HttpClient client, long run) =>
        JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync($"api/v1/runs/{run}")).GetProperty("status").GetString()!;
}
