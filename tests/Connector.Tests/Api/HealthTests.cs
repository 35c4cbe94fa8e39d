
namespace Connector.Tests.Api;

public sealed class HealthTests : IAsyncLifetime
{
    private ApiBench _api = null!;

    public async Task InitializeAsync() => _api = await ApiBench.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_service_that_works_is_alive_and_ready()
    {
        Assert.Equal("alive", (await _api.GetAsync("/health/live", null)).Is(200).Json.GetProperty("status").GetString());
        ApiAnswer ready = await _api.GetAsync("/health/ready", null);
        Assert.Equal("ready", ready.Is(200).Json.GetProperty("status").GetString());
        Assert.Equal(["store", "scheduler", "config"], ready.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_broken_config_is_a_warning_that_tells_strangers_nothing_of_it()
    {
        _api.Files.Write("config/integrations/shop-app.json", "{ \"secret-name\": 1 }");
        await _api.TakeUpAsync();
        ApiAnswer ready = await _api.GetAsync("/health/ready", null);
        Assert.Equal("degraded", ready.Is(200).Json.GetProperty("status").GetString());
        Assert.Equal("warning", CheckOf(ready, "config"));
        Assert.DoesNotContain("secret-name", ready.Text);
        Assert.DoesNotContain("shop-app", ready.Text);
        (await _api.GetAsync("/api/v1/integrations/shop-app")).Is(200);
    }

    [Fact]
    public async Task A_store_out_of_reach_makes_it_not_ready_and_calls_unavailable()
    {
        File.Move(_api.Files.StorePath, _api.Files.StorePath + ".gone");
        try
        {
            ApiAnswer ready = await _api.GetAsync("/health/ready", null);
            Assert.Equal("not_ready", ready.Is(503).Json.GetProperty("status").GetString());
            Assert.Equal("failed", CheckOf(ready, "store"));
            Assert.Equal("store-unavailable", (await _api.GetAsync("/api/v1/runs")).Is(503).Problem);
            (await _api.GetAsync("/health/live", null)).Is(200);
        }
        finally
        {
            File.Move(_api.Files.StorePath + ".gone", _api.Files.StorePath);
        }
    }

    [Fact]
    public async Task A_schedule_that_stopped_makes_it_not_ready()
    {
        await _api.StopSchedulingAsync();
        ApiAnswer ready = await _api.GetAsync("/health/ready", null);
        Assert.Equal("failed", CheckOf(ready.Is(503), "scheduler"));
    }

    private static string? CheckOf(ApiAnswer answer, string name) =>
        answer.Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name).GetProperty("status").GetString();
}
