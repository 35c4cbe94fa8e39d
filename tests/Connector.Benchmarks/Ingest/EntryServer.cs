using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Ingest;
using Connector.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Benchmarks.Ingest;

/// <summary>The entry, and beside it an endpoint that only parses the same body, on one server in a process of its own.</summary>
internal static class EntryServer
{
    public const string Application = "bench";
    public const string Key = "key-of-the-bench";

    /// <summary>Prints the URL and serves until standard input ends; then prints how many seconds what was left took to be applied.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        string path = Path.Combine(folder, "connector.db");
        ConnectorCatalog catalog = Catalog();
        await using SqliteStore store = await SqliteStore.OpenAsync(path, TimeProvider.System, CancellationToken.None);
        await store.PrepareAsync(catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
        await using IngestService ingest = await IngestService.OpenAsync(path, store, () => catalog, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        await using WebApplication server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.Run(http => http.Request.Path == "/bare" ? ParseAsync(http) : ingest.Entry.AnswerAsync(http));
        await server.StartAsync();
        Console.WriteLine(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        while (await Console.In.ReadLineAsync() is not null)
        {
            long started = Stopwatch.GetTimestamp();
            await ingest.AppliedAsync(CancellationToken.None);
            Console.WriteLine(JsonSerializer.Serialize(Stopwatch.GetElapsedTime(started).TotalSeconds));
        }

        await server.StopAsync();
        return 0;
    }

    private static async Task ParseAsync(HttpContext http)
    {
        PipeReader reader = http.Request.BodyReader;
        ReadResult read;
        while (!(read = await reader.ReadAsync()).IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        int tokens = Tokens(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = 14;
        await http.Response.BodyWriter.WriteAsync(tokens > 0 ? """{"accepted":1}"""u8.ToArray() : throw new InvalidOperationException());
    }

    private static int Tokens(in ReadOnlySequence<byte> body)
    {
        var json = new Utf8JsonReader(body);
        int tokens = 0;
        while (json.Read())
        {
            tokens++;
        }

        return tokens;
    }

    /// <summary>Users become profiles, actions their goals.</summary>
    private static ConnectorCatalog Catalog()
    {
        var user = new Field("user_id", FieldType.String, Matchable: true);
        var people = new Database("people", "People", "IR", [.. DefaultFields.All.Select(field => field with { Required = false }), user]);
        Match By(LogResource type) => new(MatchBy.Custom, FieldPath.ForColumn("customUserId"), user, OnAmbiguous.Reject);
        ImmutableArray<Hook> hooks =
        [
            new ImportProfileHook("profile", LogResource.User, null, people, ImportMode.AddAndUpdate, By(LogResource.User), UserAttributes.Complete([], people), []),
            new RegisterGoalHook(
                "action", LogResource.Action, null, "app", new Operand.From(FieldPath.ForColumn("customName")), null, new GoalAttachment(people, By(LogResource.Action), WhenMissing.Anonymous, Stitch: true)),
        ];
        var integration = new Integration(
            "bench", "Bench", Active: true, new MetrixSource(Application, Key, null, 1 << 20, null), new SyncSchedule(null, null, null, null, default, default, default), hooks, []);
        return new ConnectorCatalog(
            ImmutableDictionary<string, Database>.Empty.Add("people", people),
            ImmutableDictionary<string, SubscriptionResource>.Empty,
            ImmutableDictionary<string, Pixel>.Empty.Add("app", new Pixel("app", "App")),
            ImmutableDictionary<string, Integration>.Empty.Add("bench", integration));
    }
}
