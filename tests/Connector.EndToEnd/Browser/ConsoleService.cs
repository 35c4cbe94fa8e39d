using System.Globalization;
using System.Text.Json;
using Connector.Sandbox;
using Connector.Sandbox.Faults;
using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>The built service beside a sandbox whose records a test wrote, with a token for whoever signs in.</summary>
internal sealed class ConsoleService : IAsyncDisposable
{
    private readonly SandboxServer _sandbox;
    private readonly Workplace _place;
    private readonly ConnectorProcess _process;
    private readonly Dictionary<string, string> _tokens = [];

    private ConsoleService(SandboxServer sandbox, Workplace place, ConnectorProcess process, string url)
    {
        (_sandbox, _place, _process, Url) = (sandbox, place, process, url);
    }

    public string Url { get; }

    /// <param name="integration">The text of the one integration, <c>shop</c>; <c>SOURCE</c> in it becomes the sandbox's address, <c>START</c> three days ago.</param>
    /// <param name="events">Rows of the export of events.</param>
    public static async Task<ConsoleService> StartAsync(string integration, IEnumerable<string> events, TimeSpan preparation, params Fault[] faults)
    {
        var place = new Workplace(new Uri("http://127.0.0.1:1"));
        place.Write("events.jsonl", string.Join('\n', events) + "\n");
        SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Preparation = preparation,
                Faults = [.. faults],
                DataFiles = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("events", place.PathOf("events.jsonl")),
            },
            CancellationToken.None);
        File.Delete(place.PathOf("config/integrations/steady.json"));
        place.Write("config/integrations/shop.json", integration
            .Replace("SOURCE", sandbox.Url.AbsoluteUri, StringComparison.Ordinal)
            .Replace("START", Day(-3), StringComparison.Ordinal));
        ConnectorProcess process = place.Start("run");
        string listening = await process.SaysAsync("Listening on ");
        return new ConsoleService(sandbox, place, process, listening[listening.IndexOf("http", StringComparison.Ordinal)..].Trim());
    }

    /// <summary>A day in UTC: <c>2026-11-22</c>.</summary>
    public static string Day(int days) => TimeProvider.System.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd");

    /// <summary>A row of the export of events.</summary>
    /// <param name="hours">So long ago it was sent and received.</param>
    public static string Event(string name, object json, double hours)
    {
        string at = TimeProvider.System.GetUtcNow().AddHours(-hours).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["event_name"] = name,
            ["event_json"] = JsonSerializer.Serialize(json),
            ["event_timestamp"] = at,
            ["event_receive_timestamp"] = at,
            ["appmetrica_device_id"] = (7_000 + name.Length).ToString(CultureInfo.InvariantCulture),
            ["os_name"] = "android",
        });
    }

    /// <summary>Ends what the source does wrong.</summary>
    public void Heal() => _sandbox.Faults.Clear();

    public void Write(string file, string text) => _place.Write(file, text);

    public string Read(string file) => File.ReadAllText(_place.PathOf(file));

    /// <summary>Waits until the service says it.</summary>
    public Task SaysAsync(string text) => _process.SaysAsync(text);

    public async Task<string> TokenAsync(string name, string role)
    {
        if (!_tokens.TryGetValue(name, out string? token))
        {
            ConnectorRun run = await _place.RunAsync("token", "create", "--name", name, "--role", role, "--quiet");
            Assert.Equal(0, run.Code);
            _tokens.Add(name, token = run.Output[0].Trim());
        }

        return token;
    }

    /// <summary>Opens the console as somebody would: at its sign-in.</summary>
    public async Task<IPage> SignInAsync(Chromium chromium, string name, string role, Look? look = null, bool withScript = true)
    {
        IPage page = await chromium.OpenAsync(Url, look, withScript);
        await page.GotoAsync("/");
        await page.GetByLabel("Token").FillAsync(await TokenAsync(name, role));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Reloads a page until it shows something.</summary>
    /// <param name="what">In words, after "until".</param>
    public Task ReloadUntilAsync(IPage page, string what, ILocator wanted) => _process.UntilAsync(
        what,
        async () =>
        {
            await page.ReloadAsync();
            return await wanted.IsVisibleAsync() ? null : await page.Locator("body").InnerTextAsync();
        },
        static otherwise => otherwise is null);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _sandbox.DisposeAsync();
        _place.Dispose();
    }
}
