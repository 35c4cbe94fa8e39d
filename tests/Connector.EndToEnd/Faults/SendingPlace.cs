using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connector.Testing;

namespace Connector.EndToEnd.Faults;

/// <summary>A service to which a server sends messages, and which people tell to do things over its API.</summary>
internal sealed class SendingPlace : IDisposable
{
    private const int Messages = 16;

    /// <summary>Until a service dies of what it is to die of after it has answered.</summary>
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(20);

    private const string Server = """
        {
          "source": { "type": "metrix_s2s", "applicationId": "server", "apiKey": "${env:APPMETRICA_TOKEN}" },
          "hooks": [
            { "name": "profile", "resource": "user", "action": "import_profile", "database": "subscribers", "match": { "by": "identity" } },
            {
              "name": "action", "resource": "action", "action": "register_goal", "pixel": "server", "goal": { "from": "customName" },
              "attach": { "database": "subscribers", "match": { "by": "identity" }, "whenMissing": "reject" }
            }
          ]
        }
        """;

    private readonly HashSet<int> _answered = [];
    private string _token = "";

    private SendingPlace(Workplace place) => Place = place;

    public Workplace Place { get; }

    /// <summary>Messages that were answered with 200.</summary>
    public IReadOnlyCollection<int> Answered => _answered;

    /// <param name="source">What a second integration, <c>steady</c>, reads when it is told to; null: there is none.</param>
    /// <param name="store">As <see cref="Workplace.Store"/>.</param>
    public static async Task<SendingPlace> StartAsync(Uri? source, string? store)
    {
        var place = new Workplace(source ?? new Uri("http://127.0.0.1:1")) { Store = store };
        place.Change("config/integrations/steady.json", "\"every\": \"00:00:01\", \"start\": \"2026-11-01\"", "\"every\": \"10:00:00\", \"start\": \"2026-11-20\"");
        if (source is null)
        {
            File.Delete(place.PathOf("config/integrations/steady.json"));
        }

        place.Write("config/integrations/server.json", Server);
        var sending = new SendingPlace(place);
        ConnectorRun token = await place.RunAsync("token", "create", "--name", "anna", "--role", "admin", "--quiet");
        Assert.Equal(0, token.Code);
        sending._token = token.Output[^1].Trim();
        return sending;
    }

    /// <summary>Runs the service and does something with it, over and over until it is done or the service has died.</summary>
    /// <param name="environment">What the service gets; null: nothing of its own.</param>
    /// <returns>How the service ended: killed, or stopped once all was done.</returns>
    public async Task<ConnectorRun> ServeAsync(IReadOnlyDictionary<string, string>? environment, Func<HttpClient, Task> actAsync)
    {
        Place.Environment = environment;
        await using ConnectorProcess service = Place.Start("run");
        Place.Environment = null;
        try
        {
            string line = await service.SaysAsync("Listening on ");
            using HttpClient http = Client(new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]));
            await actAsync(http);
            if (environment is not null && await EndsAsync(service))
            {
                return await service.EndAsync();
            }
        }
        catch (Exception e) when (environment is not null && e is HttpRequestException or InvalidOperationException or OperationCanceledException)
        {
            // It died meanwhile, as it was to.
            return await service.EndAsync();
        }

        service.Signal(ConnectorProcess.Terminate);
        return await service.EndAsync();
    }

    /// <summary>Sends what was not answered yet, one after another; every answer must be a good one.</summary>
    public async Task SendAsync(HttpClient http)
    {
        for (int i = 0; i < Messages; i++)
        {
            if (!_answered.Contains(i))
            {
                Assert.Equal(HttpStatusCode.OK, await SendAsync(http, i));
                _answered.Add(i);
            }
        }
    }

    /// <summary>The same where messages may not be kept at once: each is sent again until it is, as a good sender does.</summary>
    /// <returns>What was answered, each status once, in the order in which they came first.</returns>
    public async Task<IReadOnlyList<int>> SendUntilKeptAsync(HttpClient http)
    {
        var statuses = new List<int>();
        for (int i = 0; i < Messages; i++)
        {
            if (!_answered.Contains(i))
            {
                await LookAgain.UntilAsync($"message {i} is kept", () => TryAsync(i), status => status == HttpStatusCode.OK);
                _answered.Add(i);
            }
        }

        return [.. statuses.Distinct()];

        async Task<HttpStatusCode> TryAsync(int message)
        {
            HttpStatusCode status = await SendAsync(http, message);
            statuses.Add((int)status);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"Message {message} is answered with {status}.");
            return status;
        }
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, int message)
    {
        using var body = new StringContent(BodyOf(message), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("/", body);
        return answer.StatusCode;
    }

    /// <summary>Waits until every message is applied, and dies on the way if it is to.</summary>
    public static Task AppliedAsync(HttpClient http) => LookAgain.UntilAsync(
        "every message is applied",
        () => http.GetStringAsync("api/v1/goals?limit=100"),
        goals => goals.Contains($"\"a{Messages - 1}\"", StringComparison.Ordinal));

    /// <summary>The text of a message, of one of five users: who they are comes last.</summary>
    public static string BodyOf(int i)
    {
        string user = i == Messages - 1 ? "last" : $"u{i % 5}";
        string action = $$"""{"type":"action","id":"a{{i}}","time":"1733830178","customName":"a{{i}}"}""";
        string known = i >= Messages - 6 ? $$""","type":"user","id":"known-{{i}}","time":1680000000000,"firstName":"N{{i % 5}}"}""" : "";
        return $$"""{"customUserId":"{{user}}","messages":[{{action}}{{(known.Length == 0 ? "" : ",{" + known[1..])}}]}""";
    }

    public void Dispose() => Place.Dispose();

    /// <summary>Whether the service dies of what comes after it has answered.</summary>
    private static async Task<bool> EndsAsync(ConnectorProcess service)
    {
        try
        {
            await service.EndAsync().WaitAsync(LongestDying);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private HttpClient Client(Uri url)
    {
        var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Add("X-Application-Id", "server");
        http.DefaultRequestHeaders.Add("X-API-Key", "token-of-the-tests");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return http;
    }

    /// <summary>An answer of the API, which must be a good one.</summary>
    public static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "null" : text);
    }
}
