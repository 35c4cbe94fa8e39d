using System.Globalization;

namespace Connector.EndToEnd.Faults;

/// <summary>A sync that is killed at random moments, again and again until it comes to its end, ends like an undisturbed one.</summary>
/// <remarks>A failed round says its seed; <c>FAULT_SEED</c> begins with it.</remarks>
public sealed class KilledAtRandomTests : IFaultCauses
{
    private const string Moment = "a sync killed at a random moment";

    static IEnumerable<FaultCause> IFaultCauses.Causes => FaultCause.InBoth("Killed at random", Moment);

    [Theory]
    [InlineData(FaultCause.Sqlite)]
    [InlineData(FaultCause.Postgres)]
    public async Task A_sync_that_is_killed_at_random_moments_ends_like_an_undisturbed_one(string store)
    {
        FaultCause cause = FaultTable.CauseOf<KilledAtRandomTests>(Moment, store);
        int seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), CultureInfo.InvariantCulture, out int wanted) ? wanted : Random.Shared.Next();
        int kills = 0;
        string sees = "";
        var difference = new Difference([], []);
        try
        {
            for (int place = seed; kills < FaultTable.Rounds && difference.IsNone; place++)
            {
                (int more, string? seen, difference) = await KillAsync(cause, new Random(place), FaultTable.Rounds - kills);
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
    private static async Task<(int Kills, string? Sees, Difference Difference)> KillAsync(FaultCause cause, Random random, int most)
    {
        using FaultStore target = FaultStore.Of(cause);
        await using ReadingPlace reading = await ReadingPlace.StartAsync(target.Address);
        ConnectorRun? killed = null;
        int kills = 0;
        for (bool ended = false; !ended && kills < most; kills += ended ? 0 : 1)
        {
            reading.Place.Environment = StepKill.At("*", 1 + random.Next(60), TimeSpan.FromMicroseconds(random.Next(5000)));
            ConnectorRun run = await reading.Place.RunAsync("sync", "--quiet");
            ended = run.Code != Sight.Killed;
            killed = ended ? killed : run;
        }

        reading.Place.Environment = null;
        ConnectorRun next = await reading.FinishAsync();
        return (
            kills,
            killed is null ? null : $"{Sight.Of(killed, reading.Place)}; once more: {Sight.Of(next, reading.Place)}",
            Difference.Between(await ReadingPlace.Undisturbed.Value, await reading.ContentAsync()));
    }
}
