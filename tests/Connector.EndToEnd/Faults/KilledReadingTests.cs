using Connector.Core.Telemetry;

namespace Connector.EndToEnd.Faults;

/// <summary>A sync that is killed at any of its steps is made up for by the next one.</summary>
public sealed class KilledReadingTests : IFaultCauses
{
    private static readonly string[] Steps =
    [
        DurableSteps.MigrationWritten, DurableSteps.MigrationCommitted, DurableSteps.KeysBuilt, DurableSteps.ZoneKept, DurableSteps.RunBegun, DurableSteps.ExportRemembered,
        DurableSteps.ExportRead, DurableSteps.BatchLoaded, DurableSteps.BatchWritten, DurableSteps.BatchCommitted, DurableSteps.WindowStored, DurableSteps.WindowEnded, DurableSteps.RunEnded,
    ];

    static IEnumerable<FaultCause> IFaultCauses.Causes => FaultCause.InBoth("Killed at a step: a sync", Steps);

    public static TheoryData<string, string> Rows => FaultTable.RowsOf<KilledReadingTests>();

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_sync_that_is_killed_at_a_step_is_made_up_for_by_the_next_one(string step, string store)
    {
        FaultCause cause = FaultTable.CauseOf<KilledReadingTests>(step, store);
        using FaultStore target = FaultStore.Of(cause);
        await using ReadingPlace reading = await ReadingPlace.StartAsync(target.Address);
        reading.Place.Environment = StepKill.At(step);
        ConnectorRun killed = await reading.Place.RunAsync("sync", "--quiet");
        Assert.True(killed.Code == Sight.Killed, $"The step '{step}' is not passed: {killed.Code} {killed.Error}");

        reading.Place.Environment = null;
        ConnectorRun next = await reading.FinishAsync();
        FaultTable.Record(
            cause, 1, $"{Sight.Of(killed, reading.Place)}; next: {Sight.Of(next, reading.Place)}", Difference.Between(await ReadingPlace.Undisturbed.Value, await reading.ContentAsync()));
    }
}
