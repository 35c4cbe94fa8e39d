using System.Text;
using System.Text.Json;
using Connector.Core.Telemetry;
using Connector.Testing;

namespace Connector.EndToEnd.Faults;

/// <summary>Something that people or servers ask of a service, which is killed at the steps of doing it, and asked again.</summary>
/// <param name="Steps">Those at which it is killed, one after another.</param>
/// <param name="ActAsync">Asks, and ends when all is done.</param>
/// <param name="ContentAsync">What must be the same in the end.</param>
internal sealed record ServiceTrial(string Title, string[] Steps, Func<SendingPlace, HttpClient, Task> ActAsync, Func<SendingPlace, Task<string[]>> ContentAsync)
{
    /// <summary>It reads a source, too.</summary>
    public bool Reads { get; init; }

    public static readonly ServiceTrial[] All =
    [
        new(
            "messages",
            [
                DurableSteps.InboxMade, DurableSteps.InboxSegmentAdded, DurableSteps.InboxWritten, DurableSteps.InboxFlushed, DurableSteps.InboxPageApplied,
                DurableSteps.InboxSegmentDeleted, DurableSteps.BatchWritten, DurableSteps.BatchCommitted,
            ],
            async (sending, http) =>
            {
                await sending.SendAsync(http);
                await SendingPlace.AppliedAsync(http);
            },
            sending => sending.Place.ContentAsync()),
        new(
            "backfill that was ordered",
            [
                DurableSteps.ScheduleWritten, DurableSteps.RunQueued, DurableSteps.OrderScheduled, DurableSteps.RunsInterrupted, DurableSteps.WindowStored, DurableSteps.BackfillEnded,
                DurableSteps.OrderRemoved,
            ],
            (_, http) => BackfillAsync(http),
            sending => sending.Place.ContentAsync()) { Reads = true },
        new("pause", [DurableSteps.PauseWritten], (_, http) => PauseAsync(http), PausesAsync) { Reads = true },
        new("edited file", [DurableSteps.ConfigWritten, DurableSteps.ConfigReplaced, DurableSteps.Audited], (sending, http) => EditAsync(sending, http), FilesAsync),
    ];

    private static async Task BackfillAsync(HttpClient http)
    {
        using var body = new StringContent("""{"from":"2026-11-01","to":"2026-11-08"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("api/v1/integrations/steady/backfills", body);
        long run = (await SendingPlace.AnswerAsync(answer)).GetProperty("id").GetInt64();
        string end = await LookAgain.UntilAsync(
            "the backfill is over",
            async () => JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync($"api/v1/runs/{run}")).GetProperty("status").GetString()!,
            status => status is not ("queued" or "running" or "interrupted"));
        Assert.Equal("done", end);
    }

    private static async Task PauseAsync(HttpClient http)
    {
        using HttpResponseMessage answer = await http.PostAsync("api/v1/integrations/steady/pause", null);
        await SendingPlace.AnswerAsync(answer);
    }

    private static async Task<string[]> PausesAsync(SendingPlace sending)
    {
        string[] lines = [];
        await sending.ServeAsync(null, async http => lines = [$"paused: {JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("api/v1/integrations/steady")).GetProperty("paused")}"]);
        Assert.Equal(["paused: True"], lines);
        return lines;
    }

    private static async Task EditAsync(SendingPlace sending, HttpClient http)
    {
        string text = (await File.ReadAllTextAsync(sending.Place.PathOf("config/integrations/server.json"))).Replace("\"customName\"", "\"id\"", StringComparison.Ordinal);
        using var body = new StringContent(text, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PutAsync("api/v1/integrations/server", body);
        await SendingPlace.AnswerAsync(answer);
    }

    /// <summary>The files with their texts: nothing is left lying beside them.</summary>
    private static Task<string[]> FilesAsync(SendingPlace sending) => Task.FromResult<string[]>(
    [
        .. Directory.EnumerateFiles(sending.Place.PathOf("config/integrations"), "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None })
            .Select(file => $"{Path.GetFileName(file)}: {File.ReadAllText(file)}"),
    ]);
}
