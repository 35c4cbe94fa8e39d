using Connector.Sandbox;
using Connector.Sandbox.Deliveries;

namespace Connector.EndToEnd.Faults;

/// <summary>A place that reads a source of its own and tells two other systems: what a sync can be disturbed in.</summary>
internal sealed class ReadingPlace : IAsyncDisposable
{
    public const int Events = 400;

    /// <summary>An e-mail is no value of a goal; and people are known by their id, so that profiles are merged.</summary>
    private const string MoreHooks = """
         { "name": "person", "resource": "events", "action": "import_profile", "database": "subscribers", "match": { "by": "identity" }, "map": [ { "from": "event_json.name", "to": "_fname", "ignoreEmpty": true } ] },
         { "name": "strict", "resource": "events", "filter": { "field": "event_name", "like": "purchase" }, "action": "register_goal", "pixel": "app", "goal": { "from": "event_name" }, "value": { "from": "event_json.contacts.email" } },
        """;

    private ReadingPlace(SandboxServer sandbox, Workplace place) => (Sandbox, Place) = (sandbox, place);

    /// <summary>What an undisturbed sync ends with, read into a file.</summary>
    public static Lazy<Task<string[]>> Undisturbed { get; } = new(async () =>
    {
        await using ReadingPlace calm = await StartAsync(store: null);
        await calm.FinishAsync();
        return await calm.ContentAsync();
    });

    /// <summary>The source, and the systems that are told.</summary>
    public SandboxServer Sandbox { get; }

    public Workplace Place { get; }

    /// <param name="store">As <see cref="Workplace.Store"/>.</param>
    public static async Task<ReadingPlace> StartAsync(string? store)
    {
        SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(1), Shop = new() { Events = Events, Users = 30 } }, CancellationToken.None);
        var place = new Workplace(sandbox.Url) { Store = store };
        // The zone is asked for, and some windows are read.
        place.Change("config/integrations/steady.json", "\"timeZone\": \"Europe/Moscow\",", "");
        place.Change("config/integrations/steady.json", "\"maxWindow\": \"1.00:00:00\"", "\"maxWindow\": \"3.00:00:00\"");
        place.Change("config/integrations/steady.json", "\"hooks\": [", "\"hooks\": [" + MoreHooks);
        Tell(place, "altcraft", sandbox.Url, """ "type": "altcraft", "token": "${env:APPMETRICA_TOKEN}", "databases": { "customers": 12 }, "resources": { "newsletter": 5 }, "pixels": { "app": 3 } """);
        Tell(place, "metrix", sandbox.Url, """ "type": "metrix", "applicationId": "a", "apiKey": "${env:APPMETRICA_TOKEN}", "databases": ["customers"], "currency": "RUB" """);
        return new ReadingPlace(sandbox, place);
    }

    /// <summary>Does what is left to do: reads, and tells.</summary>
    /// <returns>How the sync ended.</returns>
    public async Task<ConnectorRun> FinishAsync()
    {
        ConnectorRun sync = await Place.RunAsync("sync", "--quiet");
        await TellAsync();
        return sync;
    }

    /// <summary>Tells other systems what they have not heard.</summary>
    public async Task TellAsync()
    {
        ConnectorRun send = await Place.RunAsync("deliveries", "send", "--quiet");
        Assert.Equal((0, ""), (send.Code, send.Error));
    }

    /// <summary>The store's content, and what others were told.</summary>
    public async Task<string[]> ContentAsync() => [.. await Place.ContentAsync(), .. Told.By(Sandbox)];

    public async ValueTask DisposeAsync()
    {
        Place.Dispose();
        await Sandbox.DisposeAsync();
    }

    private static void Tell(Workplace place, string name, Uri url, string settings) => place.Write(
        $"config/destinations/{name}.json",
        $$"""{ {{settings}}, "baseUrl": "{{url}}", "rate": 1000, "batchSize": 50, "retries": 1, "retryPause": "00:00:00.005", "longestPause": "00:00:00.2", "timeout": "00:00:05" }""");
}
