using Connector.Tests.Configuration;

namespace Connector.Tests.Commands;

public sealed class TestCommandTests
{
    [Fact]
    public async Task Failing_examples_are_named_and_leave_with_2()
    {
        using var bench = new Bench();
        bench.Write("config/integrations/shop-app.json", Bench.Shop.TrimEnd().TrimEnd('}') + """
            , "tests": [
              { "name": "right", "resource": "events", "record": { "event_name": "purchase" }, "expect": { "hook": "purchase", "outcome": "goal_anonymous" } },
              { "name": "wrong", "resource": "events", "record": { "event_name": "purchase" }, "expect": { "hook": "purchase", "outcome": "goal" } }
            ] }
            """);
        BenchRun run = await bench.RunAsync("test");
        Assert.Equal(2, run.Code);
        Assert.Equal("ok      shop-app: right", run.Lines[0]);
        Assert.StartsWith("FAILED  shop-app: wrong: outcome: expected \"goal\", got \"goal_anonymous\"", run.Lines[1]);
        Assert.Equal("1 passed, 1 failed", run.Lines[2]);
    }

    [Fact]
    public async Task Every_shipped_example_passes()
    {
        BenchRun run = await RunOnRepositoryAsync();
        Assert.Equal((0, "0 failed"), (run.Code, run.Lines[^1].Split(", ")[1]));
        Assert.True(run.Lines.Length > 20);
    }

    private static async Task<BenchRun> RunOnRepositoryAsync()
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var outside = new Connector.Commands.Outside(_ => null, Stream.Null, output, error, IsTerminal: false, TimeProvider.System);
        int code = await new Connector.Commands.ConnectorCli().RunAsync(["test", "--config", RepositoryConfig.Folder], outside, CancellationToken.None);
        return new BenchRun(code, System.Text.Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
