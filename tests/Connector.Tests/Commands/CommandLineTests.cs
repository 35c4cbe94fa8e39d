using System.CommandLine;
using Connector.Commands;
using Connector.Tests.Configuration;

namespace Connector.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void Every_command_of_the_contract_is_there_with_its_words()
    {
        Assert.Equal(
            [
                "backfill", "deliveries list", "deliveries retry", "deliveries send", "demo", "goals list", "health", "import", "preview", "profiles erase", "profiles list", "profiles merges", "profiles show",
                "profiles split", "rejects list", "rejects retry", "run", "sandbox", "schema", "status", "store backup", "store check", "store copy", "store vacuum", "sync", "test",
                "token create", "token list", "token revoke", "validate",
            ],
            All().Select(command => command.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_command_and_option_is_explained_and_every_command_has_examples()
    {
        (string Path, ConnectorCommand Command)[] all = [.. All()];
        Assert.NotEmpty(all);
        foreach ((string path, ConnectorCommand command) in all)
        {
            Assert.EndsWith(".", command.Description);
            Assert.NotEmpty(command.Examples);
            Assert.All(command.Examples, example => Assert.StartsWith(path, example));
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{path} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{path} {argument.Name}"));
        }
    }

    [Fact]
    public void Every_example_can_be_parsed()
    {
        RootCommand root = new ConnectorCli().Root;
        string[] examples = [.. All().SelectMany(command => command.Command.Examples)];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(root.Parse(example.Split(" < ")[0]).Errors));
    }

    [Fact]
    public void Readme_names_every_command()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryConfig.Folder, "..", "README.md"));
        Assert.All(All(), command => Assert.Contains($"\n| `{command.Path}", readme));
        Assert.Matches(@"\A# Connector\n[^`]*```bash\ndotnet run --project src/Connector -- demo\n\./build\.sh\n```", readme);
    }

    [Fact]
    public async Task Help_shows_examples_and_leaves_with_0()
    {
        using var bench = new Bench();
        BenchRun run = await bench.RunAsync("sync", "--help");
        Assert.Equal(0, run.Code);
        Assert.Contains("connector sync shop-app --strict", run.Out);
        BenchRun sandbox = await bench.RunAsync("sandbox", "--help");
        Assert.Contains("queue-full[:n]", sandbox.Out);
    }

    [Fact]
    public async Task A_destination_that_never_was_active_has_nothing_to_send()
    {
        using var bench = new Bench();
        bench.Write("config/destinations/there.json", """{ "type": "altcraft", "active": false, "baseUrl": "http://127.0.0.1:1", "token": "${env:TOKEN}", "databases": { "customers": 12 } }""");
        BenchRun run = await bench.RunAsync("deliveries", "send", "there", "--json");
        Assert.Equal((0, """{"destination":"there","delivered":0,"failed":0,"pending":0}"""), (run.Code, run.Out.Trim()));
    }

    [Theory]
    [InlineData("syn", "Did you mean 'sync'?")]
    [InlineData("sync shop-ap", "There is no integration 'shop-ap'. Did you mean 'shop-app'?")]
    [InlineData("backfill shop-app --from 2026-11-01", "Option '--to' is required.")]
    [InlineData("backfill shop-app --from 2026-11-02 --to 2026-11-01", "--from must be before --to")]
    [InlineData("backfill shop-app --from 2026-11-01 --to 2026-11-02 --hook purchas", "Did you mean 'purchase'?")]
    [InlineData("import shop-app --resource event --input x.json", "There is no resource 'event'. Did you mean 'events'?")]
    [InlineData("import shop-app --resource crashes --input x.json", "No hook of shop-app wants crashes; its hooks want events.")]
    [InlineData("import shop-app --resource events --input nosuch.json", "There is no file nosuch.json.")]
    [InlineData("import shop-app --resource events --input x --format xml", "There is no format 'xml'. Write json, csv or jsonl.")]
    [InlineData("preview shop-app --resource events --input x.json --limit 0", "--limit must be at least 1.")]
    [InlineData("profiles list --database customer", "Did you mean 'customers'?")]
    [InlineData("profiles show --by mail --value x", "There is no key of customers 'mail'. Did you mean 'email'?")]
    [InlineData("profiles show --by id --value 12", "'12' is no profile's id")]
    [InlineData("profiles show --by email --value nobody@x.io", "No profile of customers has this email.")]
    [InlineData("profiles erase 12 --yes", "'12' is no profile's id")]
    [InlineData("profiles erase 0000000000000001", "Say so with --yes.")]
    [InlineData("profiles erase --yes", "Say which profile: by its id, or by --by and --value.")]
    [InlineData("profiles erase 0000000000000001 --by email --value a@x.io --yes", "not by both")]
    [InlineData("profiles erase 0000000000000001 --yes", "No profile has this id.")]
    [InlineData("token create --name anna --role editor", "There is no role 'editor'.")]
    [InlineData("token create --name anna --role admi", "Did you mean 'admin'?")]
    [InlineData("token create --name cli --role admin", "'cli' cannot name a token.")]
    [InlineData("token revoke anna", "There is no valid token 'anna'.")]
    [InlineData("goals list --pixel ap", "There is no pixel 'ap'. Did you mean 'app'?")]
    [InlineData("rejects retry --integration shop", "There is no integration 'shop'.")]
    [InlineData("deliveries retry --destination altcraft", "There is no destination 'altcraft'.")]
    [InlineData("deliveries send altcraft", "There is no destination 'altcraft'.")]
    [InlineData("deliveries send", "There is no active destination.")]
    [InlineData("deliveries list --state done", "There is no state 'done'. Write pending, failed or delivered.")]
    [InlineData("sandbox --port 0 --fault queue-ful", "Did you mean 'queue-full'?")]
    [InlineData("sandbox --port 0 --data event=x.json", "Did you mean 'events'?")]
    [InlineData("sandbox --port 0 --data events=nosuch.json", "There is no file 'nosuch.json'.\n")]
    [InlineData("test shop", "There is no integration 'shop'.")]
    public async Task What_cannot_be_done_leaves_with_2_and_says_what_to_write(string line, string text)
    {
        using var bench = new Bench();
        BenchRun run = await bench.RunAsync(line.Split(' '));
        Assert.Equal(2, run.Code);
        Assert.Contains(text, run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("mysql://localhost/db")]
    [InlineData("nothing")]
    public async Task A_store_that_is_not_named_as_one_leaves_with_2(string store)
    {
        using var bench = new Bench();
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var outside = new Outside(_ => null, Stream.Null, output, error, IsTerminal: false, TimeProvider.System);
        int code = await new ConnectorCli().RunAsync(["status", "--config", bench.PathOf("config"), "--store", store], outside, CancellationToken.None);
        Assert.Equal(2, code);
        Assert.Contains("sqlite:PATH", error.ToString());
    }

    [Fact]
    public async Task Results_that_cannot_be_written_leave_with_3_and_a_message()
    {
        using var bench = new Bench();
        using var error = new StringWriter();
        var outside = new Outside(_ => null, Stream.Null, new FullStream(), error, IsTerminal: false, TimeProvider.System);
        string[] line = ["status", "--config", bench.PathOf("config"), "--store", "sqlite:" + bench.StorePath];
        Assert.Equal(3, await new ConnectorCli().RunAsync(line, outside, CancellationToken.None));
        Assert.Equal("Standard output cannot be written: No space left.\n", error.ToString());
    }

    [Fact]
    public async Task A_store_out_of_reach_leaves_with_3()
    {
        using var bench = new Bench();
        bench.Write("data", "a file where a folder should be");
        BenchRun run = await bench.ImportAsync(Bench.Registration("a@x.io"));
        Assert.Equal(3, run.Code);
    }

    [Fact]
    public async Task A_config_with_errors_stops_every_command_and_is_told_whole()
    {
        using var bench = new Bench();
        bench.Write("config/pixels/app.json", """{ "titel": "x" }""");
        BenchRun run = await bench.RunAsync("status");
        Assert.Equal(2, run.Code);
        Assert.Contains($"{bench.PathOf("config/pixels/app.json")}:1:3: error unknown-key:", run.Error);
    }

    private static IEnumerable<(string Path, ConnectorCommand Command)> All() => Below(new ConnectorCli().Root, "");

    private static IEnumerable<(string Path, ConnectorCommand Command)> Below(Command command, string path) =>
        command.Subcommands.SelectMany(one => one is ConnectorCommand leaf
            ? [($"{path}{one.Name}", leaf)]
            : Below(one, $"{path}{one.Name} "));

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left.");
    }
}
