using Connector.Tests.Service;

namespace Connector.Tests.Commands;

public sealed class HealthCommandTests
{
    [Fact]
    public async Task A_service_that_can_work_is_told_and_one_that_is_gone_too()
    {
        await using RunningService service = await RunningService.StartAsync();
        string url = (await service.UrlAsync()).AbsoluteUri;
        await service.SaidAsync(2000);
        BenchRun ready = await service.Bench.RunAsync("health", "--url", url);
        Assert.Equal((0, "ready"), (ready.Code, ready.Out.Trim()));
        BenchRun json = await service.Bench.RunAsync("health", "--url", url, "--json");
        Assert.Equal("ready", json.Objects[0].GetProperty("status").GetString());

        service.Bench.Write("config/pixels/app.json", "{ broken");
        await service.SaidAsync(2008);
        BenchRun degraded = await service.Bench.RunAsync("health", "--url", url);
        Assert.Equal(0, degraded.Code);
        Assert.Contains("config: The config on disk has errors", degraded.Out);

        await service.StopAsync();
        BenchRun gone = await service.Bench.RunAsync("health", "--url", url);
        Assert.Equal(3, gone.Code);
        Assert.Contains("No service answers at", gone.Error);
    }

    [Fact]
    public async Task An_address_that_is_none_is_said()
    {
        using var bench = new Bench();
        BenchRun run = await bench.RunAsync("health", "--url", "nowhere");
        Assert.Equal(2, run.Code);
        Assert.Contains("'nowhere' is no address", run.Error);
    }
}
