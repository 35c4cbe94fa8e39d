using Connector.Sandbox;
using Connector.Sandbox.Faults;

namespace Connector.EndToEnd;

public sealed class SyncTests : IAsyncLifetime
{
    private SandboxServer _sandbox = null!;
    private Workplace _place = null!;

    [Fact]
    public async Task A_sync_reads_everything_once_and_faults_on_the_way_change_nothing()
    {
        ConnectorRun calm = await _place.RunAsync("sync", "--json", "--quiet");
        Assert.Equal(0, calm.Code);
        Assert.True(calm["created"] > 0);
        string[] content = await _place.ContentAsync();

        using var other = new Workplace(_sandbox.Url);
        _sandbox.Faults.Add(new Fault(FaultKind.QueueFull, 1), new Fault(FaultKind.CutBody, 1), new Fault(FaultKind.ServerError, 1), new Fault(FaultKind.Reset, 1));
        ConnectorRun stormy = await other.RunAsync("sync", "--json", "--quiet");
        Assert.Equal(0, stormy.Code);
        Assert.Empty(_sandbox.Faults.Active);
        Assert.Equal(content, await other.ContentAsync());

        ConnectorRun again = await _place.RunAsync("sync", "--json", "--quiet");
        Assert.Equal((0, 0, 0), (again["created"], again["updated"], again["goals"]));
    }

    [Fact]
    public async Task A_source_out_of_reach_leaves_with_3()
    {
        await _sandbox.DisposeAsync();
        ConnectorRun run = await _place.RunAsync("sync", "steady", "--json");
        Assert.Equal(3, run.Code);
        Assert.True(run.Summary.GetProperty("summary").GetBoolean());
    }

    [Fact]
    public async Task The_service_syncs_on_schedule_takes_up_a_changed_config_and_stops_cleanly()
    {
        _place.Write("config/integrations/asleep.json", """{ "active": false, "source": { "applicationId": 2222, "token": "x${env:APPMETRICA_TOKEN}" }, "schedule": { "every": "00:00:01" } }""");
        await using ConnectorProcess service = _place.Start("run");
        await service.SaysAsync("steady synced:");

        _place.Write("config/pixels/app.json", "{ nonsense");
        await service.SaysAsync("The changed config has errors; the one in use stays");
        _place.Write("config/pixels/app.json", """{ "title": "Another title" }""");
        await service.SaysAsync("The config changed and is in use");
        await service.SaysAsync("steady synced:");

        service.Signal(ConnectorProcess.Terminate);
        ConnectorRun run = await service.EndAsync();
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("asleep synced", run.Error);
        Assert.DoesNotContain("token-of-the-tests", run.Error);
        string status = (await _place.RunAsync("status", "--json")).Output[1];
        Assert.Matches("\"kind\":\"sync\",\"status\":\"(done|interrupted)\"", status);
        Assert.Contains("\"resource\":\"events\",\"cursor\":", status);
    }

    [Fact]
    public async Task The_sandbox_command_is_a_source_to_sync_from()
    {
        await using ConnectorProcess sandbox = _place.Start("sandbox", "--port", "0", "--fault", "queue-full:1");
        using var place = new Workplace(new Uri(await sandbox.FirstLineAsync()));
        ConnectorRun online = await place.RunAsync("validate", "--online");
        Assert.Equal(0, online.Code);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        ConnectorRun backfill = await place.RunAsync("backfill", "steady", "--from", now.AddDays(-2).ToString("yyyy-MM-dd"), "--to", now.AddDays(-1).ToString("yyyy-MM-dd"), "--json", "--quiet");
        Assert.Equal(0, backfill.Code);
        Assert.True(backfill["records"] > 0);
        sandbox.Signal(ConnectorProcess.Interrupt);
        Assert.Equal(0, (await sandbox.EndAsync()).Code);
    }

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(1), Shop = new() { Events = 4_000, Users = 200 } }, CancellationToken.None);
        _place = new Workplace(_sandbox.Url);
    }

    public async Task DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _place.Dispose();
    }
}
