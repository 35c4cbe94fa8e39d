namespace Connector.EndToEnd;

public sealed class ShippedConfigTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task The_shipped_config_is_valid_and_its_examples_pass()
    {
        ConnectorRun validate = await _place.RunAsync("validate");
        Assert.Equal((0, "0 errors, 0 warnings in 14 files"), (validate.Code, validate.Output[^1]));

        ConnectorRun test = await _place.RunAsync("test");
        Assert.Equal(0, test.Code);
        Assert.EndsWith(" passed, 0 failed", test.Output[^1]);
    }

    [Fact]
    public async Task A_checkout_runs_with_dotnet_run_as_readme_says_and_finds_its_config()
    {
        await using ConnectorProcess process = ConnectorProcess.StartDotnet(
            Workplace.Repository, ["run", "--project", "src/Connector", "--no-build", "--configuration", "Release", "--", "validate"]);
        process.Input.Close();
        ConnectorRun run = await process.EndAsync();
        Assert.Equal(0, run.Code);
        Assert.StartsWith("0 errors, ", run.Output[^1]);
    }

    [Fact]
    public async Task A_config_problem_is_told_with_its_place()
    {
        _place.Change("config/integrations/shop-app.json", "\"onlyIfEmpty\"", "\"onlyIfEmty\"");
        ConnectorRun run = await _place.RunAsync("validate");
        Assert.Equal(2, run.Code);
        Assert.Matches(@"^config/integrations/shop-app\.json:\d+:\d+: error unknown-key: .*onlyIfEmpty", run.Output[0]);
    }

    [Fact]
    public async Task The_demo_needs_nothing_and_shows_what_arrived()
    {
        ConnectorRun run = await _place.RunAsync("demo");
        Assert.Equal(0, run.Code);
        string output = string.Join('\n', run.Output);
        Assert.Matches(@"customers +Customers +\d", output);
        Assert.Matches(@"newsletter +email +unconfirmed +\d", output);
        Assert.Matches(@"app +purchase +\d", output);
        string[] next = [.. run.Output.Where(line => line.StartsWith("  connector ", StringComparison.Ordinal))];
        Assert.Equal(3, next.Length);
        foreach (string command in next)
        {
            ConnectorRun followed = await _place.RunAsync(command.Trim().Split(' ')[1..]);
            Assert.Equal(0, followed.Code);
            Assert.NotEmpty(followed.Output);
        }
    }

    public void Dispose() => _place.Dispose();
}
