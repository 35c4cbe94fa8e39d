using System.Collections.Concurrent;

namespace Connector.EndToEnd.Faults;

/// <summary>A command that is killed at any of its steps is given once more, and ends like one that nobody disturbed.</summary>
public sealed class KilledCommandTests : IFaultCauses
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string[]>>> Undisturbed = new();

    static IEnumerable<FaultCause> IFaultCauses.Causes =>
        CommandTrial.All.SelectMany(trial => StoresOf(trial).SelectMany(store => CausesOf(trial, store)));

    public static TheoryData<int, string, string> Trials
    {
        get
        {
            var trials = new TheoryData<int, string, string>();
            for (int i = 0; i < CommandTrial.All.Length; i++)
            {
                foreach (string store in FaultTable.StoresOfToday(i, StoresOf(CommandTrial.All[i])))
                {
                    trials.Add(i, CommandTrial.All[i].Title, store);
                }
            }

            return trials;
        }
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public async Task A_command_that_is_killed_at_its_steps_is_given_once_more(int trial, string title, string store)
    {
        Assert.Equal(CommandTrial.All[trial].Title, title);
        FaultCause[] causes = [.. CausesOf(CommandTrial.All[trial], store)];
        foreach (FaultCause[] together in FaultTable.IsDeep ? causes.Chunk(1) : [causes])
        {
            await DisturbAsync(CommandTrial.All[trial], together);
        }
    }

    private static async Task DisturbAsync(CommandTrial trial, FaultCause[] causes)
    {
        using FaultStore target = FaultStore.Of(causes[0]);
        await using ReadingPlace reading = await ReadingPlace.StartAsync(target.Address);
        await trial.PrepareAsync(reading);
        string[] command = await trial.Command(reading, target.Address);
        foreach (FaultCause cause in causes)
        {
            reading.Place.Environment = StepKill.At(cause.Cause[(trial.Title.Length + 2)..], cause.Store == FaultCause.Postgres ? trial.PassageInPostgres : 1);
            ConnectorRun killed = await reading.Place.RunAsync(command);
            Assert.True(killed.Code == Sight.Killed, $"'{cause}' is not passed: {killed.Code} {killed.Error}");
        }

        reading.Place.Environment = null;
        ConnectorRun next = await reading.Place.RunAsync(command);
        string sees = $"killed; once more: {Sight.Of(next, reading.Place)}";
        var difference = Difference.Between(await UndisturbedAsync(trial), await trial.ContentAsync(reading, target.Address));
        foreach (FaultCause cause in causes)
        {
            FaultTable.Record(cause, 1, sees, difference);
        }
    }

    private static IEnumerable<FaultCause> CausesOf(CommandTrial trial, string store) =>
        trial.Steps.Select(step => new FaultCause("Killed at a step of a command", $"{trial.Title}: {step}", store));

    private static string[] StoresOf(CommandTrial trial) => trial.IsOfFiles ? [FaultCause.Sqlite] : [FaultCause.Sqlite, FaultCause.Postgres];

    private static Task<string[]> UndisturbedAsync(CommandTrial trial) => Undisturbed.GetOrAdd(
        trial.Title,
        _ => new Lazy<Task<string[]>>(async () =>
        {
            await using ReadingPlace calm = await ReadingPlace.StartAsync(store: null);
            await trial.PrepareAsync(calm);
            Assert.Equal(0, (await calm.Place.RunAsync(await trial.Command(calm, null))).Code);
            return await trial.ContentAsync(calm, null);
        })).Value;
}
