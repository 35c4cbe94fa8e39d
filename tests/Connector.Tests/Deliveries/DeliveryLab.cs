using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Deliveries;
using Connector.Sandbox;
using Connector.Sandbox.Faults;
using Connector.Storage;
using Connector.Testing;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;

namespace Connector.Tests.Deliveries;

/// <summary>A real store that imports by two hooks, a sandbox of Altcraft and Metrix, and destinations that lead there.</summary>
internal sealed class DeliveryLab : IAsyncDisposable
{
    public static readonly Field Tier = new("tier", FieldType.String);

    private static readonly Database Customers = Some.Database(Tier, new Field("orders", FieldType.Integer), new Field("interests", FieldType.Tags));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-delivery-");
    private readonly HttpMessageHandler _handler = VendorHandler.Create();
    private readonly Integration _integration = Some.Integration(
        Some.Import(
            filter: Some.Event("profile"),
            database: Customers,
            map:
            [
                Some.Map("event_json.name", "_fname", Customers, ignoreEmpty: true),
                Some.Map("event_json.tier", "tier", Customers),
                Some.Map("event_json.orders", "orders", Customers, ignoreEmpty: true),
                Some.Map("event_json.phone", "phones", Customers, ignoreEmpty: true),
                Some.Map("event_json.interest", "interests", Customers, ignoreEmpty: true),
                Some.Map("event_json.birthday", "_bdate", Customers, ignoreEmpty: true),
            ],
            subscriptions: [Some.Subscription(status: SubscriptionStatus.Unconfirmed)]),
        Some.Goal(
            filter: Some.Event("buy*"),
            value: Some.From("event_json.value"),
            attach: new GoalAttachment(Customers, Some.ByEmail, WhenMissing.Anonymous, Stitch: true)));

    private DeliveryLab(SandboxServer sandbox) => Sandbox = sandbox;

    public SandboxServer Sandbox { get; }

    public SqliteStore Store { get; private set; } = null!;

    public ConnectorCatalog Catalog { get; private set; } = null!;

    public string StorePath => Path.Combine(_folder.FullName, "connector.db");

    /// <param name="make">Destinations, told where the sandbox is.</param>
    public static async Task<DeliveryLab> StartAsync(Func<Uri, Destination> make, params Fault[] faults)
    {
        var lab = new DeliveryLab(await SandboxServer.StartAsync(new SandboxOptions { Faults = [.. faults] }, CancellationToken.None));
        lab.Store = await SqliteStore.OpenAsync(lab.StorePath, TimeProvider.System, CancellationToken.None);
        await lab.ConfigureAsync(make(lab.Sandbox.Url));
        return lab;
    }

    public static readonly DeliveryPace Pace = new(
        100, 4, 100_000, 2, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(10), TimeSpan.FromDays(3));

    public static AltcraftDestination Altcraft(Uri url) => new(
        "there",
        "There",
        true,
        url,
        Sends.Profiles | Sends.Goals,
        Pace,
        "the-token",
        ImmutableDictionary<string, long>.Empty.Add("customers", 12),
        ImmutableDictionary<string, long>.Empty.Add("newsletter", 5),
        ImmutableDictionary<string, long>.Empty.Add("app", 3),
        AltcraftMatching.EmailProfile,
        null);

    public static MetrixDestination Metrix(Uri url) => new(
        "there",
        "There",
        true,
        url,
        Sends.Profiles | Sends.Goals,
        Pace,
        "my-app",
        "the-key",
        ["customers"],
        null,
        [
            .. UserAttributes.Standard,
            new AttributeMapping("tier", "customAttributes.loyalty_level"),
            new AttributeMapping("orders", "customAttributes.orders"),
            new AttributeMapping("interests", "customAttributes.interests"),
        ],
        null,
        "IRR");

    public Destination Destination => Catalog.Destinations["there"];

    public async Task ConfigureAsync(Destination destination)
    {
        Catalog = Some.Catalog(_integration) with { Destinations = ImmutableDictionary<string, Destination>.Empty.Add(destination.Name, destination) };
        await Store.PrepareAsync(Catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
    }

    /// <summary>Reads records as one file.</summary>
    public async Task ImportAsync(params string[] records)
    {
        var synchronizer = new Synchronizer(null!, Store, Store.Progress, TimeProvider.System, batchSize: 1);
        await synchronizer.ImportAsync(
            _integration,
            Core.Records.LogResource.Events,
            TimeZoneInfo.Utc,
            (schema, sink, token) => new ExportDecoder().DecodeAsync(
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', records))), ExportFormat.JsonLines, schema, sink, token),
            null,
            CancellationToken.None);
    }

    /// <returns>How many lines there were.</returns>
    public async Task<int> PreviewAsync(params string[] records)
    {
        int lines = 0;
        var plan = new ResourcePlan(_integration, Core.Records.LogResource.Events, TimeZoneInfo.Utc);
        await new Preview(Store, TimeProvider.System).RunAsync(
            plan,
            long.MaxValue,
            (sink, token) => new ExportDecoder().DecodeAsync(
                new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', records))), ExportFormat.JsonLines, plan.Schema, sink, token),
            _ => lines++,
            CancellationToken.None);
        return lines;
    }

    public static string Profile(string email, string more = "", int at = 0) =>
        Some.Record("profile", $$"""{"email":"{{email}}"{{more}}}""", device: null, at: at);

    public static string Buy(string email, string name = "buy", string value = "12.50", int at = 10) =>
        Some.Record(name, $$"""{"email":"{{email}}","value":{{value}}}""", device: null, at: at);

    /// <summary>Sends what is pending, until nothing is due or the destination takes nothing.</summary>
    public async Task<Drained> SendAsync() =>
        await Draining.RunAsync(Destination, Catalog, Store.Deliveries, _handler, TimeProvider.System, CancellationToken.None) ?? throw new InvalidOperationException("Somebody else sends.");

    /// <summary>Sends again and again, until nothing is left that waits.</summary>
    public async Task SendAllAsync()
    {
        for (int i = 0; i < 500 && (await Store.Deliveries.CountAsync(CancellationToken.None)).Single().Pending > 0; i++)
        {
            await SendAsync();
        }

        Assert.Equal(0, (await Store.Deliveries.CountAsync(CancellationToken.None)).Single().Pending);
    }

    public async Task<List<Delivery>> AllAsync()
    {
        var all = new List<Delivery>();
        await foreach (Delivery delivery in Store.Deliveries.ListAsync(new DeliveryQuery(), CancellationToken.None))
        {
            all.Add(delivery);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Sandbox.DisposeAsync();
        _handler.Dispose();
        _folder.Delete(recursive: true);
    }
}
