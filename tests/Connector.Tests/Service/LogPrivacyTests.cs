using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Sandbox.Faults;
using Connector.Tests.Commands;

namespace Connector.Tests.Service;

/// <summary>Everything that a service says while it reads people's data over a bad line and is asked for them.</summary>
public sealed partial class LogPrivacyTests
{
    private static readonly Fault[] Trouble =
    [
        .. new[]
        {
            FaultKind.ServerError, FaultKind.QueueFull, FaultKind.Reset, FaultKind.CutBody, FaultKind.CutGzip, FaultKind.DuplicateKeys, FaultKind.Bom,
            FaultKind.MalformedRecord, FaultKind.TrailingComma, FaultKind.Unauthorized,
        }.Select(Fault.Of),
        new Fault(FaultKind.UnknownColumn, Column: "event_json"),
    ];

    private const int SyncEnded = 2002;
    private const int SyncFailed = 2003;

    [Fact]
    public async Task No_line_holds_a_token_an_email_or_a_phone()
    {
        string token = "";
        await using RunningService service = await RunningService.StartAsync(async (bench, _) => token = await MakeTokenAsync(bench));
        await service.SaidAsync(SyncEnded);
        foreach (Fault fault in Trouble)
        {
            int before = service.Lines.Count;
            service.Sandbox.Faults.Add(fault);
            await service.SaidAsync(fault.Kind is FaultKind.Unauthorized or FaultKind.UnknownColumn ? SyncFailed : SyncEnded, before);
            service.Sandbox.Faults.Clear();
        }

        string email = await EmailAsync(service.Bench);
        await AskAsync(await service.UrlAsync(), token, email);
        Assert.Equal(0, await service.StopAsync());

        IReadOnlyList<string> lines = service.Lines;
        // Not vacuous: the sources' troubles are told, with what the server said.
        Assert.Contains(lines, line => line.Contains("connector.", StringComparison.OrdinalIgnoreCase) && line.Contains("\"name\":\"RequestFailed\""));
        string[] secrets = [email, token, token[..12], service.Bench.Variables["TOKEN"]];
        foreach (string line in lines)
        {
            Assert.DoesNotContain(secrets, secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch(Email(), line);
            Assert.DoesNotMatch(Phone(), line);
        }
    }

    [Fact]
    public async Task Every_line_is_an_object_with_the_same_members()
    {
        await using RunningService service = await RunningService.StartAsync();
        await service.SaidAsync(SyncEnded);
        Assert.Equal(0, await service.StopAsync());
        foreach (string line in service.Lines)
        {
            JsonElement json = JsonSerializer.Deserialize<JsonElement>(line);
            Assert.Equal(["at", "level", "source", "event", "name", "text", "values", "exception", "trace"], json.EnumerateObject().Select(member => member.Name));
            Assert.NotEqual(0, json.GetProperty("event").GetInt32());
            Assert.StartsWith("Connector.", json.GetProperty("source").GetString());
        }

        JsonElement done = service.Lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).First(line => line.GetProperty("event").GetInt32() == SyncEnded);
        Assert.Equal(("SyncEnded", "shop-app"), (done.GetProperty("name").GetString(), done.GetProperty("values").GetProperty("Integration").GetString()));
    }

    [GeneratedRegex(@"[\w.+-]+(@|%40)[\w-]+\.\w+")]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![\w-])\+\d{10,}|(?<![\w-])[78]9\d{9}(?!\d)")]
    private static partial Regex Phone();

    private static async Task<string> MakeTokenAsync(Bench bench)
    {
        BenchRun made = await bench.RunAsync("token", "create", "--name", "anna", "--role", "admin", "--json");
        return made.Objects[0].GetProperty("token").GetString()!;
    }

    private static async Task<string> EmailAsync(Bench bench)
    {
        BenchRun profiles = await bench.RunAsync("profiles", "list", "--json");
        return profiles.Objects.Select(profile => profile.GetProperty("fields").GetProperty("email").GetString()!).First();
    }

    /// <summary>Questions with people's data wherever a client can put them.</summary>
    private static async Task AskAsync(Uri url, string token, string email)
    {
        using var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        string value = Uri.EscapeDataString(email);
        using (HttpResponseMessage found = await http.GetAsync($"/api/v1/profiles?database=customers&by=email&value={value}"))
        {
            Assert.Contains(email, await found.Content.ReadAsStringAsync());
        }

        foreach (string path in new[] { $"/api/v1/profiles/{value}", $"/api/v1/{value}", $"/{value}?email={value}", $"/api/v1/goals?after={value}", $"/api/v1/profiles?by={value}&value={value}" })
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }

        using HttpResponseMessage broken = await http.PutAsync(
            "/api/v1/integrations/shop-app", new StringContent($$"""{ "title": "{{email}}", """, Encoding.UTF8, "application/json"));
        Assert.InRange((int)broken.StatusCode, 400, 499);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token + "x");
        using HttpResponseMessage refused = await http.GetAsync("/api/v1/integrations");
        Assert.Equal(401, (int)refused.StatusCode);
    }
}
