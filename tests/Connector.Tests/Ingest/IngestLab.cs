using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Ingest;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Ingest;

/// <summary>Messages applied to a real store, request after request, page after page.</summary>
internal sealed class IngestLab : IAsyncDisposable
{
    public const string Application = "shop";

    public static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Database People = Some.Database(
        new Field("email", FieldType.Email), new Field("user_id", FieldType.String, Matchable: true), new Field("level", FieldType.Integer), new Field("born", FieldType.DateTime));

    private readonly InboxWork _work;
    private long _place;

    private IngestLab(Lab lab)
    {
        Lab = lab;
        _work = new InboxWork(lab.Store, lab.Store.Queries, lab.Store.Progress, Time);
    }

    public Lab Lab { get; }

    public ManualTime Time { get; } = new(Start);

    public ConnectorCatalog Catalog => Some.Catalog(Lab.Integration);

    public static async Task<IngestLab> StartAsync(string? zone = null, Hook[]? hooks = null)
    {
        Lab lab = await Lab.StartAsync();
        await lab.ConfigureAsync(Some.Integration(hooks ?? Hooks()) with { Source = new MetrixSource(Application, "key", null, 1 << 20, zone) });
        return new IngestLab(lab);
    }

    public static Hook[] Hooks() =>
    [
        new ImportProfileHook("profile", LogResource.User, null, People, ImportMode.AddAndUpdate, ByUser(LogResource.User), UserAttributes.Complete([], People), []),
        Goal("action", LogResource.Action, "customName", null),
        Goal("revenue", LogResource.Revenue, "currency", "revenue"),
        new RegisterGoalHook("business", LogResource.BusinessEvent, null, "app", new Operand.From(Some.Path("name", LogResource.BusinessEvent)), null, null),
    ];

    public static string User(string id, string more = "", string time = "1680000000000") => $$"""{"type":"user","id":"{{id}}","time":{{time}}{{more}}}""";

    public static string Action(string id, string name = "view") => $$"""{"type":"action","id":"{{id}}","time":1680000000000,"customName":"{{name}}"}""";

    public static string Request(string user, params string[] messages) => $$"""{"customUserId":"{{user}}","messages":[{{string.Join(',', messages)}}]}""";

    public KeptRequest Kept(string body, string integration = "shop-app") =>
        new(_place += 100, new TakenRequest(integration, Application, Time.GetUtcNow().ToUnixTimeMilliseconds(), Encoding.UTF8.GetBytes(body)));

    /// <summary>Applies requests as one page.</summary>
    public Task ApplyAsync(params string[] bodies) => ApplyAsync([.. bodies.Select(body => Kept(body))]);

    public Task ApplyAsync(params KeptRequest[] requests) =>
        _work.ApplyAsync(Catalog, "inbox", new InboxPage(requests, requests[^1].Place + 100), CancellationToken.None);

    public Task<int> ExpireAsync() => _work.ExpireAsync(Catalog, CancellationToken.None);

    /// <summary>The counters of today.</summary>
    public async Task<RunCounts> CountsAsync()
    {
        await foreach (RunState run in Lab.Store.Queries.ListRunsAsync(new RunQuery("shop-app", Kind: "ingest", Limit: 1), CancellationToken.None))
        {
            return run.Counts;
        }

        return RunCounts.Zero;
    }

    public async ValueTask DisposeAsync()
    {
        _work.Dispose();
        await Lab.DisposeAsync();
    }

    private static RegisterGoalHook Goal(string name, LogResource type, string goal, string? value) => new(
        name,
        type,
        null,
        "app",
        new Operand.From(Some.Path(goal, type)),
        value is null ? null : new Operand.From(Some.Path(value, type)),
        new GoalAttachment(People, ByUser(type), WhenMissing.Reject, Stitch: true));

    private static Match ByUser(LogResource type) => new(MatchBy.Custom, Some.Path("customUserId", type), People.Find("user_id"), OnAmbiguous.Reject);
}
