using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Connector.Testing;

namespace Connector.EndToEnd;

/// <summary>A service that is killed under load keeps what it answered for: each message is there, and once.</summary>
public sealed class IngestKillTests
{
    private const int Kills = 4;
    private const int Senders = 4;
    private const int Users = 20;

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

    private readonly Random _random = new(20261122);
    private readonly ConcurrentDictionary<string, bool> _sent = new();
    private readonly ConcurrentDictionary<string, bool> _answered = new();
    private readonly Tally _answers = new("answered messages");
    private int _next;

    [Fact]
    public async Task What_was_answered_is_there_once_however_often_the_service_is_killed()
    {
        using var place = new Workplace();
        Directory.Delete(place.PathOf("config/integrations"), recursive: true);
        place.Write("config/integrations/server.json", Server);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using ConnectorProcess service = place.Start("run");
            Uri url = await UrlAsync(service);
            long wanted = _answers.Count + 20 + _random.Next(400);
            using var stop = new CancellationTokenSource();
            Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(url, sender, kill, stop.Token)))];
            await service.BringsAboutAsync($"{wanted} messages were answered", token => _answers.ReachesAsync(wanted, token));
            service.Kill();
            await service.EndAsync();
            await stop.CancelAsync();
            await Task.WhenAll(senders);
        }

        await using ConnectorProcess last = place.Start("run");
        await FinishAsync(place, last);

        string[] goals = [.. (await GoalsAsync(place)).Where(goal => goal != "the end")];
        Assert.Equal(goals.Distinct().Count(), goals.Length);
        Assert.Empty(_answered.Keys.Except(goals));
        Assert.Empty(goals.Except(_sent.Keys));
        Assert.Empty((await place.RunAsync("rejects", "list", "--json", "--quiet")).Output);
        Assert.Equal(Users + 1, (await place.RunAsync("profiles", "list", "--json", "--quiet")).Output.Length);
        Assert.Equal(0, (await place.RunAsync("store", "check", "--quiet")).Code);
    }

    private static async Task<Uri> UrlAsync(ConnectorProcess service)
    {
        string line = await service.SaysAsync("Listening on ");
        return new Uri(line[(line.IndexOf("http", StringComparison.Ordinal))..]);
    }

    /// <summary>Sends until the service is gone. What was not answered is not sent again, unlike what a good sender does: so nothing hides a loss.</summary>
    private async Task SendAsync(Uri url, int sender, int round, CancellationToken cancellationToken)
    {
        using HttpClient http = Client();
        try
        {
            for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
            {
                string user = $"u{(sender + i) % Users}";
                string[] ids = [.. Enumerable.Range(0, 1 + (i % 3)).Select(_ => $"a{Interlocked.Increment(ref _next)}")];
                IEnumerable<string> messages = ids.Select(id => $$"""{"type":"action","id":"{{id}}","time":"1733830178","customName":"{{id}}"}""");
                foreach (string id in ids)
                {
                    _sent[id] = true;
                }

                // Users are registered late, so that much waits for them over the kills.
                if (round > 1)
                {
                    messages = messages.Append($$"""{"type":"user","id":"{{sender}}-{{round}}-{{i}}","time":1680000000000}""");
                }

                if (await PostAsync(http, url, user, messages) != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException("A right request was refused.");
                }

                foreach (string id in ids)
                {
                    _answered[id] = true;
                }

                _answers.Add(ids.Length);
            }
        }
        catch (HttpRequestException)
        {
            // The service was killed.
        }
    }

    /// <summary>Registers everybody, and waits for a message that comes after all others.</summary>
    private static async Task FinishAsync(Workplace place, ConnectorProcess service)
    {
        Uri url = await UrlAsync(service);
        using HttpClient http = Client();
        for (int user = 0; user < Users; user++)
        {
            await PostAsync(http, url, $"u{user}", [$$"""{"type":"user","id":"last-{{user}}","time":1680000000000}"""]);
        }

        await PostAsync(http, url, "end", ["""{"type":"user","id":"end","time":1}""", """{"type":"action","id":"the end","time":1,"customName":"the end"}"""]);
        await service.UntilAsync("the last goal is there", () => GoalsAsync(place), goals => goals.Contains("the end"));
    }

    private static async Task<string[]> GoalsAsync(Workplace place) =>
        [.. (await place.RunAsync("goals", "list", "--json", "--quiet")).Output.Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("goal").GetString()!)];

    private static HttpClient Client()
    {
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Add("X-Application-Id", "server");
        http.DefaultRequestHeaders.Add("X-API-Key", "token-of-the-tests");
        return http;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, Uri url, string user, IEnumerable<string> messages)
    {
        using var body = new StringContent($$"""{"customUserId":"{{user}}","messages":[{{string.Join(',', messages)}}]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync(url, body);
        return answer.StatusCode;
    }
}
