using System.Text;
using System.Text.Json;
using Connector.Commands;
using Connector.Core.Access;
using Connector.Storage;

namespace Connector.Tests.Commands;

public sealed class ProfilesEraseCommandTests : IAsyncLifetime
{
    private readonly Bench _bench = new();

    public async Task InitializeAsync()
    {
        await _bench.ImportAsync(
            Bench.Registration("anna@x.io", device: "1234567"),
            Bench.Registration("boris@x.io", device: "7654321"),
            Bench.Purchase("1234567", "12.50", 5),
            Bench.Registration("anna@x.io", 3, ""","total":"no number" """),
            Bench.Registration("boris@x.io", 3, ""","total":"no number" """));
    }

    public Task DisposeAsync()
    {
        _bench.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_person_is_erased_by_a_key_and_the_goals_stay()
    {
        BenchRun run = await _bench.RunAsync("profiles", "erase", "--by", "email", "--value", "Anna@x.io", "--yes", "--json");
        Assert.Equal(0, run.Code);
        JsonElement erased = Assert.Single(run.Objects);
        Assert.Equal((1, 1), (erased.GetProperty("goals").GetInt32(), erased.GetProperty("rejects").GetInt32()));

        Assert.Equal("boris@x.io", Assert.Single((await _bench.RunAsync("profiles", "list", "--json")).Objects).GetProperty("fields").GetProperty("email").GetString());
        JsonElement goal = Assert.Single((await _bench.RunAsync("goals", "list", "--json")).Objects);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, 12.5m), (goal.GetProperty("profile").ValueKind, goal.GetProperty("anonymousId").ValueKind, goal.GetProperty("value").GetDecimal()));
        Assert.Contains("boris@x.io", Assert.Single((await _bench.RunAsync("rejects", "list", "--json")).Lines));
    }

    [Fact]
    public async Task A_person_is_erased_by_id_and_the_audit_says_so()
    {
        BenchRun run = await _bench.RunAsync("profiles", "erase", "0000000000000001", "--yes");
        Assert.Equal((0, "The profile 0000000000000001 is erased. 1 goal became anonymous, 1 reject, 0 sampled records, 0 waiting events and 0 messages to other systems went with it.\n"), (run.Code, run.Out));
        Assert.Equal(2, (await _bench.RunAsync("profiles", "erase", "0000000000000001", "--yes")).Code);

        await using SqliteStore store = await SqliteStore.OpenAsync(_bench.StorePath, TimeProvider.System, default);
        AuditEntry entry = Assert.Single(await store.Audit.ListAsync(9, null, default));
        Assert.Equal(("cli", "profile.erase", "0000000000000001"), (entry.Actor, entry.Action, entry.Subject));
        Assert.DoesNotContain("anna", entry.Detail);
    }

    [Theory]
    [InlineData("yes\n", 1)]
    [InlineData(" YES \n", 1)]
    [InlineData("y\n", 2)]
    [InlineData("no\nyes\n", 2)]
    [InlineData("", 2)]
    public async Task At_a_terminal_one_is_asked_first(string answer, int left)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var outside = new Outside(_bench.Variables.GetValueOrDefault, new MemoryStream(Encoding.UTF8.GetBytes(answer)), output, error, IsTerminal: true, _bench.Time) { CanAsk = true };
        string[] places = ["--config", _bench.PathOf("config"), "--store", "sqlite:" + _bench.StorePath];

        Assert.Equal(0, await new ConnectorCli().RunAsync(["profiles", "erase", "--by", "email", "--value", "anna@x.io", .. places], outside, CancellationToken.None));

        Assert.Contains("The profile 0000000000000001 of customers", error.ToString());
        Assert.DoesNotContain("anna", error.ToString());
        Assert.Equal(left, (await _bench.RunAsync("profiles", "list", "--json")).Lines.Length);
    }

    [Fact]
    public async Task Several_profiles_are_not_erased_at_once()
    {
        await _bench.ImportAsync(Bench.Registration("clara@x.io", 9, ""","card":"K-1" """), Bench.Registration("dora@x.io", 9, ""","card":"K-1" """));
        BenchRun run = await _bench.RunAsync("profiles", "erase", "--by", "card", "--value", "K-1", "--yes");
        Assert.Equal(2, run.Code);
        Assert.Contains("2 profiles have this card", run.Error);
        Assert.Equal(4, (await _bench.RunAsync("profiles", "list", "--json")).Lines.Length);
    }
}
