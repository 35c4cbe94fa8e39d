using System.Net;
using System.Text.Json;
using Connector.Sandbox;
using Connector.Sandbox.Generation;

namespace Connector.Tests.Sandbox;

/// <summary>A sandbox of its own for every test, asked over HTTP.</summary>
public abstract class SandboxTest : IAsyncLifetime
{
    protected const string Day = "date_since=2026-11-02&date_until=2026-11-02%2023:59:59";

    protected static readonly ShopOptions SmallShop = new() { Users = 100, Events = 2_000 };

    private SandboxServer? _sandbox;
    private HttpClient? _client;

    protected SandboxServer Sandbox => _sandbox!;

    protected HttpClient Client => _client!;

    protected ManualTime Time { get; } = new();

    /// <summary>Files are there at once, so that every second request gets one.</summary>
    protected virtual SandboxOptions Options => new() { Shop = SmallShop, Preparation = TimeSpan.Zero, Time = Time };

    public async Task InitializeAsync() => await RestartAsync(Options);

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }

    protected async Task RestartAsync(SandboxOptions options)
    {
        await DisposeAsync();
        _sandbox = await SandboxServer.StartAsync(options, CancellationToken.None);
        _client = new HttpClient { BaseAddress = _sandbox.Url };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "OAuth secret");
    }

    protected static string Events(string parameters, string format = "json", string resource = "events") =>
        $"/logs/v1/export/{resource}.{format}?application_id=1111&{parameters}";

    protected async Task<Answer> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Remove(name);
            if (value.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.Delta);
    }

    /// <summary>Asks, waits and takes the file.</summary>
    protected async Task<string> TakeAsync(string url)
    {
        Answer answer = await GetAsync(url);
        for (int i = 0; i < 10 && answer.Code == HttpStatusCode.Accepted; i++)
        {
            answer = await GetAsync(url);
        }

        Assert.Equal((HttpStatusCode.OK, url), (answer.Code, url));
        return answer.Text;
    }

    /// <summary>The records of a JSON body, every value of which must be a string.</summary>
    protected async Task<List<Dictionary<string, string>>> TakeRecordsAsync(string url)
    {
        using var body = JsonDocument.Parse(await TakeAsync(url));
        return [.. body.RootElement.GetProperty("data").EnumerateArray().Select(record => record.EnumerateObject().ToDictionary(member => member.Name, member =>
        {
            Assert.Equal(JsonValueKind.String, member.Value.ValueKind);
            return member.Value.GetString()!;
        }))];
    }

    protected sealed record Answer(HttpStatusCode Code, string Text, string? Type, TimeSpan? RetryAfter);

    /// <summary>A clock that the test moves; timers run by the real one.</summary>
    protected sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time) => _now += time;
    }
}
