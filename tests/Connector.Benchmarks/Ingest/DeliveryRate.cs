using System.Collections.Immutable;
using System.Diagnostics;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Deliveries;
using Connector.Storage;
using Connector.Vendors.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Benchmarks.Ingest;

/// <summary>Messages a second that are made, and that go to a receiver which answers at once, one profile a request.</summary>
internal static class DeliveryRate
{
    private const int Profiles = 20_000;
    private const int BatchSize = 1000;

    private static readonly byte[] Answer = """{"error":0,"profile_id":"000000000000000000000001"}"""u8.ToArray();

    /// <returns>Made a second, delivered a second.</returns>
    public static async Task<(double Made, double Delivered)> RunAsync(string folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        await using WebApplication receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.Run(static async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            await http.Response.Body.WriteAsync(Answer);
        });
        await receiver.StartAsync();
        ConnectorCatalog catalog = Catalog(new Uri(receiver.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()));
        await using SqliteStore store = await SqliteStore.OpenAsync(Path.Combine(folder, "deliveries.db"), TimeProvider.System, CancellationToken.None);
        await store.PrepareAsync(catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);

        long started = Stopwatch.GetTimestamp();
        for (int done = 0; done < Profiles; done += BatchSize)
        {
            await FillAsync(store, done);
        }

        double made = Profiles / Stopwatch.GetElapsedTime(started).TotalSeconds;
        using HttpMessageHandler handler = VendorHandler.Create();
        started = Stopwatch.GetTimestamp();
        Drained? drained = await Draining.RunAsync(catalog.Destinations["there"], catalog, store.Deliveries, handler, TimeProvider.System, CancellationToken.None);
        return drained is { Delivered: Profiles }
            ? (made, Profiles / Stopwatch.GetElapsedTime(started).TotalSeconds)
            : throw new InvalidOperationException($"Only {drained?.Delivered} of {Profiles} messages were delivered: {drained?.Answer}");
    }

    private static async Task FillAsync(SqliteStore store, int from)
    {
        await using IBatchTransaction transaction = await store.BeginAsync(CancellationToken.None);
        var set = new WorkingSet();
        for (int i = from; i < from + BatchSize; i++)
        {
            var profile = new ProfileState(transaction.NewProfileId(), "customers", 0) { IsNew = true, IsDirty = true, HasNews = true };
            profile.Fields.Add("email", new FieldState { Plain = $"person{i}@example.com", PlainStamp = new Stamp(i, i) });
            profile.Fields.Add("_fname", new FieldState { Plain = "Anna", PlainStamp = new Stamp(i, i) });
            set.Add(profile);
        }

        await transaction.CommitAsync(new BatchChanges(set, [], [], [], [], null, null), CancellationToken.None);
    }

    private static ConnectorCatalog Catalog(Uri receiver)
    {
        var there = new AltcraftDestination(
            "there",
            "There",
            true,
            receiver,
            Sends.Profiles | Sends.Goals,
            new DeliveryPace(1000, 16, 1_000_000, 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromDays(3)),
            "token",
            ImmutableDictionary<string, long>.Empty.Add("customers", 1),
            ImmutableDictionary<string, long>.Empty,
            ImmutableDictionary<string, long>.Empty,
            AltcraftMatching.EmailProfile,
            null);
        return new ConnectorCatalog(
            ImmutableDictionary<string, Database>.Empty.Add("customers", new Database("customers", "Customers", null, DefaultFields.All)),
            ImmutableDictionary<string, SubscriptionResource>.Empty,
            ImmutableDictionary<string, Pixel>.Empty,
            ImmutableDictionary<string, Integration>.Empty)
        {
            Destinations = ImmutableDictionary<string, Destination>.Empty.Add(there.Name, there),
        };
    }
}
