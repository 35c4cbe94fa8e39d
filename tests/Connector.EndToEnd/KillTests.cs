using Connector.Sandbox;

namespace Connector.EndToEnd;

/// <summary>A connector that is stopped or killed at any moment loses nothing and doubles nothing.</summary>
public sealed class KillTests
{
    private const int Events = 12_000;

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly Random _random = new(20261122);

    [Fact]
    public async Task An_import_killed_again_and_again_ends_like_an_undisturbed_one()
    {
        using var calm = new Workplace(Nowhere);
        string file = await calm.EventsAsync("events.jsonl", Events);
        string[] import = ["import", "steady", "--resource", "events", "--format", "jsonl", "--json", "--quiet", "--input"];
        Assert.Equal(0, (await calm.RunAsync([.. import, file])).Code);

        using var troubled = new Workplace(Nowhere);
        byte[] text = await File.ReadAllBytesAsync(calm.PathOf(file));
        for (int kill = 0; kill < 4; kill++)
        {
            // What was fed is what can have been read: the moment lies anywhere in the file.
            await using ConnectorProcess process = troubled.Start([.. import, "-"]);
            await FeedAsync(process, text.AsMemory(0, _random.Next(text.Length)));
            process.Kill();
            await process.EndAsync();
        }

        await troubled.EventsAsync("events.jsonl", Events);
        Assert.Equal(0, (await troubled.RunAsync([.. import, "events.jsonl"])).Code);
        Assert.Equal(await calm.ContentAsync(), await troubled.ContentAsync());
    }

    [Fact]
    public async Task A_sync_killed_again_and_again_ends_like_an_undisturbed_one()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(1), Shop = new() { Events = Events, Users = 400 } }, CancellationToken.None);
        using var calm = new Workplace(sandbox.Url);
        Assert.Equal(0, (await calm.RunAsync("sync", "--json", "--quiet")).Code);
        int requests = sandbox.Requests.Count();

        using var troubled = new Workplace(sandbox.Url);
        for (int kill = 0; kill < 5; kill++)
        {
            int before = sandbox.Requests.Count();
            await using ConnectorProcess process = troubled.Start("sync", "--json", "--quiet");
            int after = before + 1 + _random.Next(requests / 4);
            Task<ConnectorRun> end = process.EndAsync();
            using var over = new CancellationTokenSource();
            await Task.WhenAny(sandbox.Requests.ReachesAsync(after, over.Token), end);
            await over.CancelAsync();
            await AnyMomentAsync();
            process.Kill();
            await end;
        }

        ConnectorRun last = await troubled.RunAsync("sync", "--json", "--quiet");
        Assert.Equal(0, last.Code);
        Assert.Equal(await calm.ContentAsync(), await troubled.ContentAsync());
    }

    [Fact]
    public async Task A_service_killed_again_and_again_ends_like_an_undisturbed_sync_and_marks_what_broke_off()
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(20), Shop = new() { Events = Events, Users = 400 } }, CancellationToken.None);
        using var calm = new Workplace(sandbox.Url);
        Assert.Equal(0, (await calm.RunAsync("sync", "--json", "--quiet")).Code);

        using var troubled = new Workplace(sandbox.Url);
        for (int kill = 0; kill < 4; kill++)
        {
            int before = sandbox.Requests.Count();
            await using ConnectorProcess service = troubled.Start("run");
            int enough = before + 3 + (kill * 2);
            await service.BringsAboutAsync($"{enough} requests came", token => sandbox.Requests.ReachesAsync(enough, token));
            await AnyMomentAsync();
            service.Kill();
            await service.EndAsync();
        }

        await using ConnectorProcess last = troubled.Start("run");
        await last.SaysAsync("marked as interrupted");
        await last.SaysAsync("steady synced:");
        await using ConnectorProcess second = troubled.Start("run");
        ConnectorRun refused = await second.EndAsync();
        Assert.Equal(3, refused.Code);
        Assert.Contains("Another 'connector run'", refused.Error);

        last.Signal(ConnectorProcess.Terminate);
        Assert.Equal(0, (await last.EndAsync()).Code);
        Assert.Equal(await calm.ContentAsync(), await troubled.ContentAsync());
    }

    [Theory]
    [InlineData(ConnectorProcess.Interrupt)]
    [InlineData(ConnectorProcess.Terminate)]
    public async Task An_asked_stop_commits_the_batch_in_hand_and_says_how_to_go_on(int signal)
    {
        using var place = new Workplace(Nowhere);
        string file = await place.EventsAsync("events.jsonl", Events);
        byte[] text = await File.ReadAllBytesAsync(place.PathOf(file));
        await using ConnectorProcess process = place.Start("import", "steady", "--resource", "events", "--input", "-", "--format", "jsonl", "--json");
        await FeedAsync(process, text);
        process.Signal(signal);
        ConnectorRun run = await process.EndAsync();

        Assert.Equal(130, run.Code);
        Assert.True(run.Summary.GetProperty("summary").GetBoolean());
        Assert.Contains("importing the file again is harmless", run.Error);
        Assert.Equal(0, (await place.RunAsync("import", "steady", "--resource", "events", "--input", file)).Code);
    }

    /// <summary>A pause for its own sake: the kill then falls anywhere between one request and the next.</summary>
    private Task AnyMomentAsync() => Task.Delay(_random.Next(40));

    /// <summary>Writes to the process's standard input, which stays open: it waits for more.</summary>
    private static async Task FeedAsync(ConnectorProcess process, ReadOnlyMemory<byte> text)
    {
        await process.Input.BaseStream.WriteAsync(text);
        await process.Input.BaseStream.FlushAsync();
    }
}
