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
        while (sandbox.Requests.Count() < before + 5)
        {
            await Task.Delay(1);
        }

        await using ConnectorProcess other = second.Start("run");
        await other.SaysAsync("Started with");
        killed.Kill();
        await other.SaysAsync("steady synced:");

        other.Signal(ConnectorProcess.Terminate);
        Assert.Equal(0, (await other.EndAsync()).Code);
        Assert.Equal(await calm.ContentAsync(), await second.ContentAsync());
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
}
