using System.Text.Json;
using Connector.Sandbox;
using Connector.Sandbox.Deliveries;
using Connector.Sandbox.Faults;
using Connector.Testing;

namespace Connector.EndToEnd;

/// <summary>Other systems hear of everything once and in order, however often the one who tells them is killed and whatever they answer.</summary>
public sealed class DeliveryKillTests
{
    private const int Events = 3_000;

    private readonly Random _random = new(20261122);

    [Fact]
    public Task Killed_again_and_again_among_faults_everything_is_delivered_once_and_in_order() => TellAsync(store: null);

    [Fact]
    public async Task The_same_over_PostgreSQL_is_delivered_once_and_in_order()
    {
        string store = PostgresServer.Instance.CreateDatabase();
        try
        {
            await TellAsync(store);
        }
        finally
        {
            PostgresServer.Instance.DropDatabase(store);
        }
    }

    /// <param name="store">Null: a file.</param>
    private async Task TellAsync(string? store)
    {
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(1), Shop = new() { Events = Events, Users = 120 } }, CancellationToken.None);
        using var place = new Workplace(sandbox.Url) { Store = store };
        Tell(place, "altcraft", sandbox.Url, """ "type": "altcraft", "token": "t", "databases": { "customers": 12 }, "resources": { "newsletter": 5 }, "pixels": { "app": 3 } """);
        Tell(place, "metrix", sandbox.Url, """ "type": "metrix", "applicationId": "a", "apiKey": "k", "databases": ["customers"], "currency": "RUB" """);
        for (int kill = 0; kill < 6; kill++)
        {
            sandbox.Faults.Add(
                new Fault(FaultKind.DeliveryError, 3), new Fault(FaultKind.DeliveryLost, 4), new Fault(FaultKind.DeliverySick, 2), new Fault(FaultKind.DeliveryHang, 1));
            int enough = Deliveries(sandbox) + 20 + _random.Next(60);
            await using ConnectorProcess service = place.Start("run");
            await service.BringsAboutAsync($"{enough} deliveries came", token => sandbox.Requests.UntilAsync(() => Deliveries(sandbox) >= enough, token));

            service.Kill();
            await service.EndAsync();
        }

        await using ConnectorProcess last = place.Start("run");
        await last.SaysAsync("steady synced:");
        await last.UntilAsync("no message is pending", () => ListAsync(place, "pending"), pending => pending.Length == 0);

        last.Signal(ConnectorProcess.Terminate);
        Assert.Equal(0, (await last.EndAsync()).Code);
        Message[] delivered = await ListAsync(place, "delivered");
        string failed = string.Join("\n", (await place.RunAsync("deliveries", "list", "--state", "failed", "--json")).Output);
        Assert.True(failed.Length == 0, failed);
        Assert.Equal(await AttachedGoalsAsync(place) * 2, delivered.Count(one => one.Kind == "goal"));
        Assert.True(delivered.Length > 1000, $"Only {delivered.Length} messages were delivered.");
        CheckMetrix(sandbox.Metrix, [.. delivered.Where(one => one.Destination == "metrix")]);
        await CheckAltcraftAsync(place, sandbox.Altcraft, [.. delivered.Where(one => one.Destination == "altcraft")]);
    }

    private static void CheckMetrix(MetrixApplication metrix, Message[] delivered)
    {
        Assert.Empty(metrix.Dropped);
        Assert.Equal(
            Lines(delivered, one => one.Profile, one => one.Id),
            Lines(metrix.Messages, one => one.CustomUserId!, one => one.Id));
    }

    private static async Task CheckAltcraftAsync(Workplace place, AltcraftAccount altcraft, Message[] delivered)
    {
        Dictionary<string, string> emails = (await place.RunAsync("profiles", "list", "--json", "--quiet")).Output
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("fields").GetProperty("email").GetString()!);
        Dictionary<string, string> there = altcraft.Profiles.ToDictionary(one => one.Id, one => JsonSerializer.Deserialize<string>(one.Fields["email"])!);
        Assert.Equal(emails.Values.Order(StringComparer.Ordinal), there.Values.Order(StringComparer.Ordinal));
        Assert.Equal(
            Lines(delivered.Where(one => one.Kind == "goal"), one => emails[one.Profile], one => one.At.ToUnixTimeMilliseconds().ToString()),
            Lines(altcraft.Goals, one => there[one.Profile], one => DateTimeOffset.Parse(one.Date!).ToUnixTimeMilliseconds().ToString()));
    }

    /// <summary>What each person did, in order, a line each.</summary>
    private static string[] Lines<T>(IEnumerable<T> all, Func<T, string> person, Func<T, string> what) =>
        [.. all.GroupBy(person).Select(group => $"{group.Key}: {string.Join(' ', group.Select(what))}").Order(StringComparer.Ordinal)];

    private static void Tell(Workplace place, string name, Uri url, string settings) => place.Write(
        $"config/destinations/{name}.json",
        $$"""{ {{settings}}, "baseUrl": "{{url}}", "rate": 400, "batchSize": 50, "retries": 1, "retryPause": "00:00:00.005", "longestPause": "00:00:00.2", "timeout": "00:00:01" }""");

    private static int Deliveries(SandboxServer sandbox) => sandbox.Requests.Count(one => one.Method == "POST");

    private static async Task<Message[]> ListAsync(Workplace place, string state) =>
    [
        .. (await place.RunAsync("deliveries", "list", "--state", state, "--json", "--quiet")).Output
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Select(one => new Message(
                one.GetProperty("destination").GetString()!,
                one.GetProperty("profile").GetString()!,
                one.GetProperty("kind").GetString()!,
                one.GetProperty("messageId").GetString()!,
                one.GetProperty("at").GetDateTimeOffset())),
    ];

    private static async Task<int> AttachedGoalsAsync(Workplace place) =>
        (await place.RunAsync("goals", "list", "--json", "--quiet")).Output
            .Count(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("profile").ValueKind == JsonValueKind.String);

    private sealed record Message(string Destination, string Profile, string Kind, string Id, DateTimeOffset At);
}
