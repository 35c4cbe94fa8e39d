using Connector.Core.Telemetry;
using Connector.Testing;

namespace Connector.EndToEnd.Faults;

/// <summary>Stops the connector in the middle of a batch, breaks something, and lets it go on.</summary>
internal static class Standstill
{
    /// <param name="breakAsync">Done while the second batch is written and not committed.</param>
    /// <returns>How the sync ended.</returns>
    public static Task<ConnectorRun> SyncAsync(ReadingPlace reading, Func<ConnectorProcess, Task> breakAsync) => SyncAsync(reading, DurableSteps.BatchWritten, 2, breakAsync);

    /// <param name="environment">Further variables; null: none.</param>
    /// <inheritdoc cref="SyncAsync(ReadingPlace, Func{ConnectorProcess, Task})"/>
    public static async Task<ConnectorRun> SyncAsync(
        ReadingPlace reading, string step, int passage, Func<ConnectorProcess, Task> breakAsync, IReadOnlyDictionary<string, string>? environment = null)
    {
        string file = reading.Place.PathOf("waits");
        reading.Place.Environment = new Dictionary<string, string>([.. StepKill.WaitingAt(step, file, passage), .. environment ?? new Dictionary<string, string>()]);
        await using ConnectorProcess process = reading.Place.Start("sync", "--quiet");
        reading.Place.Environment = null;
        process.Input.Close();
        Task<ConnectorRun> end = process.EndAsync();
        await LookAgain.UntilAsync($"the step '{step}' is reached", () => File.Exists(file) || end.IsCompleted);
        Assert.True(File.Exists(file), $"The step '{step}' is not passed: {(end.IsCompleted ? (await end).Error : "")}");
        await breakAsync(process);
        File.Delete(file);
        return await end;
    }
}
