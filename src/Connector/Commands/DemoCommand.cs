using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Sandbox;
using Connector.Sandbox.Generation;
using Connector.Storage;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary><c>connector demo</c>: every integration of the config against a sandbox, without network or account.</summary>
internal sealed class DemoCommand() : ConnectorCommand(
    "demo",
    "Starts a sandbox on loopback, reads every integration of the config from it, and shows what arrived. Needs no network and no account.",
    "demo",
    "demo --store sqlite:data/try.db")
{
    private const string DemoStore = "data/demo.db";

    // A demo need not be as patient as a source deserves.
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(50);

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog read = call.Catalog();
        Invocation demo = call.HasStoreOption ? call : call.With(call.Settings with { Store = FreshStore() });
        DateTimeOffset now = Core.Sync.Windows.WholeSeconds(call.Time.GetUtcNow());
        ShopOptions shop = InThePast(new ShopOptions(), now);
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Shop = shop, Applications = Applications(read), Time = call.Time }, cancellationToken);
        ConnectorCatalog catalog = read with { Destinations = read.Destinations.ToImmutableDictionary(one => one.Key, one => DemoDeliveries.AtSandbox(one.Value, sandbox.Url)) };
        call.Messages.Note($"A sandbox of AppMetrica's Logs API listens on {sandbox.Url.AbsoluteUri.TrimEnd('/')}; the data in it is made up.");

        await using IStore store = await demo.OpenStoreAsync(catalog, cancellationToken);
        using AppMetricaClient source = demo.OpenSource(store.ExportPlaces);
        var synchronizer = new Synchronizer(source, store, store.Progress, call.Time);
        var watch = new RunWatch(demo, "Start the demo again: it begins anew.", cancellationToken);
        foreach (Integration integration in catalog.Integrations.Values.Where(one => one.IsRead).OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            if (!watch.IsOver)
            {
                Integration local = AtSandbox(integration, sandbox.Url, shop, now);
                await watch.RunAsync(integration.Name, observer => synchronizer.SyncAsync(local, observer, cancellationToken));
            }
        }

        if (!watch.IsOver)
        {
            await DemoDeliveries.SendAsync(demo, catalog, store.Deliveries, cancellationToken);
        }

        // People look at the end of what is printed; a machine looks there for the summary.
        int code = call.IsJson ? ExitCode.Done : watch.Finish(isStrict: false);
        if (!watch.IsOver)
        {
            ProfileState? example = await new Arrivals(demo, catalog).WriteAsync(store.Queries, cancellationToken);
            if (!call.IsJson)
            {
                WriteNextSteps(demo, catalog, example);
            }
        }

        return call.IsJson ? watch.Finish(isStrict: false) : code;
    }

    /// <summary>The applications that the config reads; those the sandbox knows by example keep their business.</summary>
    private static ImmutableArray<SandboxApplication> Applications(ConnectorCatalog catalog) =>
    [
        .. catalog.Integrations.Values.Where(one => one.IsRead).DistinctBy(integration => integration.AppMetrica.ApplicationId).Select(integration =>
            (SandboxApplication.Examples.FirstOrDefault(known => known.Id == integration.AppMetrica.ApplicationId)
                ?? new SandboxApplication(integration.AppMetrica.ApplicationId, integration.Title)) with
            {
                TimeZone = integration.Source.TimeZone ?? "Europe/Moscow",
            }),
    ];

    /// <summary>A sync reads no further than now.</summary>
    private static ShopOptions InThePast(ShopOptions shop, DateTimeOffset now)
    {
        TimeSpan ahead = shop.To - now;
        return ahead <= TimeSpan.Zero ? shop : shop with { From = shop.From - ahead, To = shop.To - ahead };
    }

    /// <summary>The same integration, reading exactly what the sandbox has.</summary>
    private static Integration AtSandbox(Integration integration, Uri sandbox, ShopOptions shop, DateTimeOffset now) => integration with
    {
        Source = integration.AppMetrica with { BaseUrl = sandbox, Token = "demo", PollPause = ShortPause, RetryPause = ShortPause },
        Schedule = integration.Schedule with { Start = shop.From, Lag = now - shop.To, MaxWindow = TimeSpan.FromDays(7) },
    };

    /// <summary>The demo's own file, emptied: what a user keeps elsewhere is never touched.</summary>
    private static string FreshStore()
    {
        if (Directory.Exists("data"))
        {
            foreach (string file in Directory.EnumerateFiles("data", "demo.db*"))
            {
                File.Delete(file);
            }
        }

        return "sqlite:" + DemoStore;
    }

    private static string Quoted(StoreUrl store) => store is SqliteUrl ? store.ToString() : $"\"{store}\"";

    private static void WriteNextSteps(Invocation call, ConnectorCatalog catalog, ProfileState? example)
    {
        string connector = File.Exists("src/Connector/Connector.csproj") ? "dotnet run --project src/Connector --" : "connector";
        string options = (call.Settings.Config == Settings.DefaultConfig ? "" : $" --config {call.Settings.Config}") + $" --store {Quoted(call.StoreUrl)}";
        call.Out.Line("Look further:");
        if (example is not null)
        {
            string email = example.Fields.GetValueOrDefault("email")?.Visible() is { } address
                ? $"--database {example.Database} --by email --value {address}"
                : $"--by id --value {ProfileState.FormatId(example.Id)}";
            call.Out.Line($"  {connector} profiles show {email}{options}");
        }

        call.Out.Line($"  {connector} goals list --pixel {catalog.Pixels.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? "app"}{options}");
        call.Out.Line($"  {connector} rejects list --limit 5{options}");
        call.Out.Line();
    }
}
