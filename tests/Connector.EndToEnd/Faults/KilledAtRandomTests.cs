using System.Collections.Concurrent;
using System.Globalization;

namespace Connector.EndToEnd.Faults;

/// <summary>A command that is killed at random moments, again and again until it comes to its end, ends like an undisturbed one.</summary>
/// <remarks>A failed round says its seed; <c>FAULT_SEED</c> begins with it.</remarks>
public sealed class KilledAtRandomTests : IFaultCauses
{
    private const string File = "events.jsonl";

    /// <summary>What is killed, and at which passage of a step at the latest: about as many as it has.</summary>
    private static readonly (string Moment, int Passages, string[] Command)[] Commands =
    [
        ("a sync killed at a random moment", 60, ["sync", "--quiet"]),
        ("a backfill killed at a random moment", 60, ["backfill", "steady", "--from", "2026-11-01", "--to", "2026-11-16", "--quiet"]),
        ("an import killed at a random moment", 14, ["import", "steady", "--resource", "events", "--input", File, "--quiet"]),
    ];

    private static readonly string[] Stores = [FaultCause.Sqlite, FaultCause.Postgres];
    private static readonly ConcurrentDictionary<int, Lazy<Task<string[]>>> Undisturbed = new();

    static IEnumerable<FaultCause> IFaultCauses.Causes => FaultCause.InBoth("Killed at random", Commands.Select(one => one.Moment));

    public static TheoryData<int, string> Trials
    {
        get
        {
            var trials = new TheoryData<int, string>();
            for (int i = 0; i < Commands.Length; i++)
            {
                foreach (string store in i == 0 ? Stores : FaultTable.StoresOfToday(i, Stores))
                {
                    trials.Add(i, store);
                }
            }

            return trials;
        }
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public async Task A_command_that_is_killed_at_random_moments_ends_like_an_undisturbed_one(int command, string store)
    {
        FaultCause cause = FaultTable.CauseOf<KilledAtRandomTests>(Commands[command].Moment, store);
        int rounds = command == 0 || FaultTable.IsDeep ? FaultTable.Rounds : FaultTable.Rounds / 2;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), CultureInfo.InvariantCulture, out int wanted) ? wanted : Random.Shared.Next();
        int kills = 0;
        string sees = "";
        var difference = new Difference([], []);
        try
        {
            for (int place = seed; kills < rounds && difference.IsNone; place++)
            {
                (int more, string? seen, difference) = await KillAsync(cause, command, new Random(place), rounds - kills);
                kills += more;
                sees = seen ?? sees;
            }

            FaultTable.Record(cause, kills, sees, difference);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"With FAULT_SEED={seed}, after {kills} kills: {e.Message}", e);
        }
    }

    /// <returns>How often it was killed before it came to its end, what was seen of it, and what it ended with.</returns>
    private static async Task<(int Kills, string? Sees, Difference Difference)> KillAsync(FaultCause cause, int command, Random random, int most)
    {
        using FaultStore target = FaultStore.Of(cause);
        await using ReadingPlace reading = await StartAsync(target.Address);
        ConnectorRun? killed = null;
        int kills = 0;
        for (bool ended = false; !ended && kills < most; kills += ended ? 0 : 1)
        {
            reading.Place.Environment = StepKill.At("*", 1 + random.Next(Commands[command].Passages), TimeSpan.FromMicroseconds(random.Next(5000)));
            ConnectorRun run = await reading.Place.RunAsync(Commands[command].Command);
            ended = run.Code != Sight.Killed;
            killed = ended ? killed : run;
        }

        reading.Place.Environment = null;
        ConnectorRun next = await FinishAsync(reading, command);
        return (
            kills,
            killed is null ? null : $"{Sight.Of(killed, reading.Place)}; once more: {Sight.Of(next, reading.Place)}",
            Difference.Between(await UndisturbedAsync(command), await reading.ContentAsync()));
    }

    private static async Task<ReadingPlace> StartAsync(string? store)
    {
        ReadingPlace reading = await ReadingPlace.StartAsync(store);
        await reading.Place.EventsAsync(File, ReadingPlace.Events);
        return reading;
    }

    private static async Task<ConnectorRun> FinishAsync(ReadingPlace reading, int command)
    {
        ConnectorRun run = await reading.Place.RunAsync(Commands[command].Command);
        await reading.TellAsync();
        return run;
    }

    private static Task<string[]> UndisturbedAsync(int command) => Undisturbed.GetOrAdd(
        command,
        _ => new Lazy<Task<string[]>>(async () =>
        {
            await using ReadingPlace calm = await StartAsync(store: null);
            Assert.Equal(0, (await FinishAsync(calm, command)).Code);
            return await calm.ContentAsync();
        })).Value;
}
