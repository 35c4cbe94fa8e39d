using System.Text.Json;
using Connector.Core.Telemetry;

namespace Connector.EndToEnd.Faults;

/// <summary>A command that is killed at its steps and then given once more.</summary>
/// <param name="Title">What it is called in a row, before the step.</param>
/// <param name="Steps">Those at which it is killed: in an ordinary run one after another in the same store, in a deep one each in a store of its own.</param>
/// <param name="Command">The command, once <paramref name="PrepareAsync"/> has made ready for it.</param>
/// <param name="ContentAsync">What must be the same in the end.</param>
internal sealed record CommandTrial(
    string Title,
    string[] Steps,
    Func<ReadingPlace, Task> PrepareAsync,
    Func<ReadingPlace, string?, Task<string[]>> Command,
    Func<ReadingPlace, string?, Task<string[]>> ContentAsync)
{
    /// <summary>Where there is only SQLite's way to do it.</summary>
    public bool IsOfFiles { get; init; }

    /// <summary>At which passage of a step it is killed; 1 with SQLite.</summary>
    public int PassageInPostgres { get; init; } = 1;

    public static readonly CommandTrial[] All =
    [
        new(
            "sync",
            [
                DurableSteps.MigrationWritten, DurableSteps.MigrationCommitted, DurableSteps.KeysBuilt, DurableSteps.WriteWritten, DurableSteps.WriteCommitted, DurableSteps.ZoneKept,
                DurableSteps.RunBegun, DurableSteps.ExportRemembered, DurableSteps.ExportRead, DurableSteps.BatchLoaded, DurableSteps.BatchWritten, DurableSteps.BatchCommitted,
                DurableSteps.WindowStored, DurableSteps.WindowEnded, DurableSteps.RunEnded,
            ],
            Nothing,
            Says("sync", "--quiet"),
            InAll),
        new(
            "backfill",
            [DurableSteps.BackfillEnded],
            Nothing,
            Says("backfill", "steady", "--from", "2026-11-01", "--to", "2026-11-16", "--quiet"),
            InAll),
        new("deliveries send", [DurableSteps.StoreFlushed], SyncAsync, Says("deliveries", "send", "--quiet"), InAll) { IsOfFiles = true },
        new("deliveries send", [DurableSteps.MessagesTaken, DurableSteps.MessagesSent, DurableSteps.MessagesSettled], SyncAsync, Says("deliveries", "send", "--quiet"), InAll),
        new(
            "rejects retry",
            [DurableSteps.BatchWritten, DurableSteps.BatchCommitted],
            async reading =>
            {
                await SyncAsync(reading);
                reading.Place.Change("config/integrations/steady.json", "\"value\": { \"from\": \"event_json.contacts.email\" }", "\"value\": { \"from\": \"event_json.cart.total\" }");
            },
            Says("rejects", "retry", "--quiet"),
            InAll),
        new("token create", [DurableSteps.StoreFlushed], reading => TokenAsync(reading, "first"), Says(Token("anna")), TokensAsync) { IsOfFiles = true },
        new("profiles erase", [DurableSteps.StoreFlushed], SyncAsync, EraseAsync, InStoreAsync) { IsOfFiles = true },

        // PostgreSQL names the destinations first, and waits for whoever writes.
        new("profiles erase", [DurableSteps.WriteWritten], SyncAsync, EraseAsync, InStoreAsync) { PassageInPostgres = 3 },
        new("profiles erase", [DurableSteps.WriteCommitted], SyncAsync, EraseAsync, InStoreAsync) { PassageInPostgres = 3 },
        new("token create", [DurableSteps.WriteWritten], reading => TokenAsync(reading, "first"), Says(Token("anna")), TokensAsync),
        new("token create", [DurableSteps.WriteCommitted], reading => TokenAsync(reading, "first"), Says(Token("anna")), TokensAsync),
        new("store backup", [DurableSteps.BackupWritten, DurableSteps.BackupReplaced], SyncAsync, Says("store", "backup", "copy.db", "--force"), InCopyAsync) { IsOfFiles = true },
        new("store copy", [DurableSteps.CopyBegun, DurableSteps.CopyPartCommitted, DurableSteps.CopyCompared], SyncFileAsync, CopyAsync, InCopyAsync),
        new("store copy", [DurableSteps.CopyEnded], SyncFileAsync, CopyAsync, InCopyAsync),
    ];

    private static Task Nothing(ReadingPlace reading) => Task.CompletedTask;

    private static Func<ReadingPlace, string?, Task<string[]>> Says(params string[] command) => (_, _) => Task.FromResult(command);

    private static async Task SyncAsync(ReadingPlace reading) => Assert.Equal(0, (await reading.Place.RunAsync("sync", "--quiet")).Code);

    private static string[] Token(string name) => ["token", "create", "--name", name, "--role", "operator", "--quiet"];

    private static async Task TokenAsync(ReadingPlace reading, string name) => Assert.Equal(0, (await reading.Place.RunAsync(Token(name))).Code);

    private static Task SyncFileAsync(ReadingPlace reading)
    {
        reading.Place.Store = null;
        return SyncAsync(reading);
    }

    private static Task<string[]> CopyAsync(ReadingPlace reading, string? store) =>
        Task.FromResult<string[]>(["store", "copy", "--from", "sqlite:data/connector.db", "--to", store ?? "sqlite:copy.db"]);

    private static async Task<string[]> InAll(ReadingPlace reading, string? store)
    {
        await reading.TellAsync();
        return await reading.ContentAsync();
    }

    private static Task<string[]> InStoreAsync(ReadingPlace reading, string? store) => reading.Place.ContentAsync();

    private static Task<string[]> InCopyAsync(ReadingPlace reading, string? store)
    {
        reading.Place.Store = store ?? "sqlite:copy.db";
        return reading.Place.ContentAsync();
    }

    private static async Task<string[]> TokensAsync(ReadingPlace reading, string? store) =>
    [
        .. (await reading.Place.RunAsync("token", "list", "--json", "--quiet")).Output
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Select(token => $"{token.GetProperty("name")} {token.GetProperty("role")}"),
    ];

    /// <summary>Somebody who has goals goes: these stay as nobody's.</summary>
    private static async Task<string[]> EraseAsync(ReadingPlace reading, string? store)
    {
        string email = (await reading.Place.RunAsync("profiles", "list", "--database", "customers", "--json", "--quiet")).Output
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("fields").GetProperty("email").GetString()!)
            .Order(StringComparer.Ordinal)
            .First();
        return ["profiles", "erase", "--database", "customers", "--by", "email_profile", "--value", email, "--yes"];
    }
}
