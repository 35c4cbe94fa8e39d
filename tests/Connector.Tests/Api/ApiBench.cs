using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connector.Commands;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Ingest;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;
using Connector.Storage;
using Connector.Tests.Commands;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Api;

/// <summary>A whole service on a free port of loopback, over a real store, with a token for each role. Every answer is compared with the description.</summary>
internal sealed class ApiBench : IAsyncDisposable
{
    /// <summary>Only by hand, so that nothing is read but what a test asks for.</summary>
    public static readonly string Unscheduled = Bench.Shop.Replace("\"every\": \"00:10:00\", ", "", StringComparison.Ordinal);

    private readonly SqliteStore _store;
    private readonly SyncService _service;
    private readonly IngestService _ingest;
    private readonly ServiceHost _host;
    private readonly CancellationTokenSource _stop = new();
    private readonly LogLines _log;
    private readonly StringWriter _logged;
    private readonly Task _running;
    private readonly HttpClient _http;
    private readonly Dictionary<Role, string> _tokens;
    private DescriptionCheck? _description;
    private bool _isStopped;

    private ApiBench(Bench files, GatedSource source, SqliteStore store, SyncService service, IngestService ingest, ServiceHost host, LogLines log, StringWriter logged, Dictionary<Role, string> tokens)
    {
        (Files, Source, _store, _service, _ingest, _host, _log, _logged, _tokens) = (files, source, store, service, ingest, host, log, logged, tokens);
        _running = service.RunAsync(_stop.Token);
        _http = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };
    }

    public Bench Files { get; }

    public GatedSource Source { get; }

    public SqliteStore Store => _store;

    public ServiceHost Host => _host;

    public IngestService Ingest => _ingest;

    public string Url => _host.Urls.Single();

    /// <summary>Everything the service said so far.</summary>
    public string Logged => _logged.ToString();

    public string Token(Role role) => _tokens[role];

    /// <param name="prepare">Changes files before the service starts.</param>
    /// <param name="records">Imported before the service starts.</param>
    public static async Task<ApiBench> StartAsync(Action<Bench>? prepare = null, params string[] records)
    {
        var files = new Bench { Time = TimeProvider.System };
        files.Write("config/integrations/shop-app.json", Unscheduled);
        prepare?.Invoke(files);
        if (records.Length > 0)
        {
            Assert.Equal(0, (await files.ImportAsync(records)).Code);
        }

        var source = new GatedSource();
        var settings = Settings.Read(files.PathOf("config"), "sqlite:" + files.StorePath, null, _ => null);
        var logged = new StringWriter();
        var log = new LogLines(new Messages(TextWriter.Synchronized(logged), isQuiet: false), LogLevel.Information, asJson: false, showStacks: false, TimeProvider.System);
        ConnectorCatalog catalog = Invocation.ReadConfig(settings.Config, needsSecrets: true, files.Variables.GetValueOrDefault).Catalog!;
        SqliteStore store = await SqliteStore.OpenAsync(files.StorePath, TimeProvider.System, CancellationToken.None);
        await store.PrepareAsync(catalog, static (_, field, profile) => Core.Profiles.ProfileEditor.KeysOf(field, profile), CancellationToken.None);
        SyncService service = await SyncService.OpenAsync(
            new ServiceParts(source, store, catalog, settings, files.Variables.GetValueOrDefault, log, TimeProvider.System), CancellationToken.None);
        Dictionary<Role, string> tokens = [];
        foreach (Role role in Enum.GetValues<Role>())
        {
            string text = "";
            await store.Tokens.CreateAsync($"the-{role.Name()}", role, id => TokenText.Hash(text = TokenText.Make(id)), "test", 0, CancellationToken.None);
            tokens.Add(role, text);
        }

        IngestService ingest = await IngestService.OpenAsync(files.StorePath, store, () => service.Control.Catalog, log, files.Time, CancellationToken.None);
        ServiceHost host = await ServiceHost.StartAsync(
            ["http://127.0.0.1:0"], new WebParts(settings, files.Variables.GetValueOrDefault, store, service.Control, log, TimeProvider.System) { Entry = ingest.Entry }, CancellationToken.None);
        return new ApiBench(files, source, store, service, ingest, host, log, logged, tokens);
    }

    public Task<ApiAnswer> GetAsync(string path, Role? role = Role.Viewer) => SendAsync(HttpMethod.Get, path, role);

    public Task<ApiAnswer> PostAsync(string path, string? body = null, Role? role = Role.Operator) => SendAsync(HttpMethod.Post, path, role, body);

    /// <param name="role">Whose token is sent; null: none.</param>
    /// <param name="body">Sent as JSON.</param>
    public Task<ApiAnswer> SendAsync(HttpMethod method, string path, Role? role, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (role is { } known)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(known));
        }

        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");

            // A body that is refused for its length is answered and no longer read: it is not to be under way by then.
            request.Headers.ExpectContinue = body.Length > 1 << 20;
        }

        return SendAsync(request);
    }

    public async Task<ApiAnswer> SendAsync(HttpRequestMessage request)
    {
        _description ??= new DescriptionCheck(await _http.GetStringAsync("/openapi/v1.json"));
        using HttpResponseMessage response = await _http.SendAsync(request);
        var answer = new ApiAnswer(response, await response.Content.ReadAsStringAsync());
        _description.Check(request, response, answer.Text);
        return answer;
    }

    /// <summary>Opens a stream; the caller reads it line by line.</summary>
    public async Task<StreamReader> OpenAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(Role.Viewer));
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Looks at the config folder now, rather than when the service does by itself.</summary>
    public Task TakeUpAsync() => _service.Control.TakeUpConfigAsync(CancellationToken.None);

    /// <summary>Ends what reads, and leaves the doors open.</summary>
    public async Task StopSchedulingAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Stops as SIGTERM does.</summary>
    public async Task StopAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        await StopSchedulingAsync();
        await _host.DisposeAsync();
        await _ingest.DisposeAsync();
        await _service.DisposeAsync();
        await _store.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Source.Open();
        await StopAsync();
        _http.Dispose();
        _log.Dispose();
        _stop.Dispose();
        Files.Dispose();
    }
}

/// <summary>What the service answered.</summary>
internal sealed class ApiAnswer(HttpResponseMessage response, string text)
{
    private readonly HttpResponseHeaders _headers = response.Headers;

    public int Status { get; } = (int)response.StatusCode;

    public string Text { get; } = text;

    public string? MediaType { get; } = response.Content.Headers.ContentType?.MediaType;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The last part of a problem's type.</summary>
    public string Problem => Json.GetProperty("type").GetString()!.Split(':')[^1];

    public string Detail => Json.GetProperty("detail").GetString()!;

    public JsonElement[] Items => [.. Json.GetProperty("items").EnumerateArray()];

    public string? Next => Json.GetProperty("next").GetString();

    /// <returns>Null: there is none.</returns>
    public string? Header(string name) => _headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    /// <summary>The answer has this status; shown whole where it has not.</summary>
    public ApiAnswer Is(int status)
    {
        Assert.True(status == Status, $"{Status} instead of {status}: {Text}");
        return this;
    }
}
