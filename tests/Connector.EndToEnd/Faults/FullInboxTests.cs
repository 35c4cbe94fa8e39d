using System.Net;
using System.Text;
using System.Text.Json;

namespace Connector.EndToEnd.Faults;

/// <summary>A disk without room for messages: nobody is told that they are kept, and all of them are when they are sent again.</summary>
public sealed class FullInboxTests : IFaultCauses
{
    private static readonly FaultCause Full = new("The store's file", "the disk is full when messages come", FaultCause.Sqlite);

    private static readonly FaultCause Tight = new("The store's file", "the disk has less room than messages and store set aside", FaultCause.Sqlite);

    private static readonly Lazy<Task<string[]>> Undisturbed = new(async () =>
    {
        using SendingPlace calm = await SendingPlace.StartAsync(source: null, store: null);
        Assert.Equal(0, (await calm.ServeAsync(null, http => SendAllAsync(calm, http))).Code);
        return await calm.Place.ContentAsync();
    });

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    static IEnumerable<FaultCause> IFaultCauses.Causes => [Full, Tight];

    [DiskFact]
    public Task A_full_disk_has_messages_sent_again() => TryAsync(Full, megabytes: 64, async (disk, sending, http) =>
    {
        disk.Fill();
        string refused = await SendAsync(http, 0);
        disk.Clear();
        return $"{refused}; sent again: {string.Join(", then ", await sending.SendUntilKeptAsync(http))}";
    });

    [DiskFact]
    public Task A_disk_too_small_for_what_is_set_aside_takes_messages_all_the_same() => TryAsync(Tight, megabytes: 12, async (_, sending, http) =>
        string.Join(", then ", await sending.SendUntilKeptAsync(http)));

    /// <param name="tryAsync">Sends every message, and returns what the sender is told.</param>
    private static async Task TryAsync(FaultCause cause, int megabytes, Func<SmallDisk, SendingPlace, HttpClient, Task<string>> tryAsync)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("connector-inbox-");
        using var disk = new SmallDisk(folder.FullName, megabytes);
        using SendingPlace sending = await SendingPlace.StartAsync(source: null, $"sqlite:{folder.FullName}/connector.db");
        string sees = "";
        ConnectorRun run = await sending.ServeAsync(null, async http =>
        {
            sees = await tryAsync(disk, sending, http).WaitAsync(Patience);
            await SendingPlace.AppliedAsync(http);
        });
        Assert.Equal(0, run.Code);
        FaultTable.Record(cause, 1, sees, Difference.Between(await Undisturbed.Value, await sending.Place.ContentAsync()));
    }

    private static async Task SendAllAsync(SendingPlace sending, HttpClient http)
    {
        await sending.SendAsync(http);
        await SendingPlace.AppliedAsync(http);
    }

    /// <returns>What the sender is told.</returns>
    private static async Task<string> SendAsync(HttpClient http, int message)
    {
        using var body = new StringContent(SendingPlace.BodyOf(message), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("/", body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        JsonElement problem = await JsonSerializer.DeserializeAsync<JsonElement>(await answer.Content.ReadAsStreamAsync());
        return $"503: {problem.GetProperty("title").GetString()} {problem.GetProperty("detail").GetString()}";
    }
}
