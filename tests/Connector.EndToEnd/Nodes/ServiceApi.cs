using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connector.Testing;

namespace Connector.EndToEnd.Nodes;

/// <summary>The API of one service.</summary>
internal sealed class ServiceApi : IDisposable
{
    /// <summary>A machine that was cut off comes back by the retries of its network, of its pool and of its client, one after another.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly HttpClient _client;

    private ServiceApi(HttpClient client) => _client = client;

    public static async Task<ServiceApi> OfAsync(ConnectorProcess process, string token)
    {
        string line = await process.SaysAsync("http://127.0.0.1:");
        string url = line[line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal)..].Split(' ', ',', ';')[0].TrimEnd('.');
        var client = new HttpClient { BaseAddress = new Uri(url + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ServiceApi(client);
    }

    public async Task<long> BackfillAsync(string integration, string from, string to)
    {
        using var body = new StringContent($$"""{"from":"{{from}}","to":"{{to}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _client.PostAsync($"api/v1/integrations/{integration}/backfills", body);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("id").GetInt64();
    }

    public async Task<Standing> RunAsync(long run) => new(JsonSerializer.Deserialize<JsonElement>(await _client.GetStringAsync($"api/v1/runs/{run}")));

    /// <summary>Looks at a run until it stands so.</summary>
    /// <param name="what">What is waited for, in words.</param>
    public Task<Standing> UntilAsync(long run, string what, Func<Standing, bool> stands) => LookAgain.UntilAsync(what, () => RunAsync(run), stands, Patience);

    public void Dispose() => _client.Dispose();
}

/// <summary>A run as the API shows it.</summary>
internal sealed class Standing(JsonElement run)
{
    public string Status { get; } = run.GetProperty("status").GetString()!;

    public Reader[] Readers { get; } =
    [
        .. run.GetProperty("readers").EnumerateArray().Select(reader => new Reader(
            reader.GetProperty("name").GetString()!, reader.GetProperty("windows").GetInt32(), reader.GetProperty("resource").ValueKind != JsonValueKind.Null)),
    ];

    public long this[string counter] => run.GetProperty(counter).GetInt64();

    public Reader Of(ConnectorProcess process) => Readers.FirstOrDefault(reader => reader.Name.EndsWith($"/{process.Id}", StringComparison.Ordinal)) ?? new Reader("", 0, false);

    public override string ToString() => run.ToString();
}

/// <param name="Windows">How many it has read to their end.</param>
internal sealed record Reader(string Name, int Windows, bool IsReading);
