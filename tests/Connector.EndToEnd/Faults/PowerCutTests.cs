using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Storage;

namespace Connector.EndToEnd.Faults;

/// <summary>A power cut may take back the newest batches of a file, each of them whole; they are read again, and what others were told of stands.</summary>
public sealed class PowerCutTests : IFaultCauses
{
    private const string Group = "The power is cut";
    private const string Told = ", behind what others were told of";

    private static readonly int Seed = Random.Shared.Next();

    static IEnumerable<FaultCause> IFaultCauses.Causes =>
    [
        .. Of(PowerCut.KindsOfAll.Keys.Concat(PowerCut.Kinds.Keys)),
        .. Of(PowerCut.Kinds.Keys.Select(kind => kind + Told)),
    ];

    [Fact]
    public async Task What_a_cut_takes_back_is_whole_batches_and_is_read_again()
    {
        var random = new Random(Seed);
        await using ReadingPlace reading = await StartAsync();
        string store = reading.Place.PathOf("data/connector.db");
        KeyValuePair<string, Action<FileStream, long, Random>>[] kinds = [.. PowerCut.KindsOfAll, .. PowerCut.Kinds];
        int rounds = 0;
        foreach (KeyValuePair<string, Action<FileStream, long, Random>> kind in kinds)
        {
            await KillAsync(reading, DurableSteps.BatchCommitted, 2, "sync", "--quiet");
            PowerCut.Strike(store, kind.Value, flushed: 0, random);
            await CheckAsync(reading, kind.Key);
            rounds++;
        }

        ConnectorRun next = await reading.FinishAsync();
        var difference = Difference.Between(await ReadingPlace.Undisturbed.Value, await reading.ContentAsync());
        Assert.Equal(kinds.Length, rounds);
        foreach (FaultCause cause in Of(kinds.Select(kind => kind.Key)))
        {
            FaultTable.Record(cause, 1, $"store check: exit 0; sync: {Sight.Of(next, reading.Place)}", difference);
        }
    }

    [Fact]
    public async Task What_others_were_told_of_is_not_taken_back()
    {
        int rounds = FaultTable.IsDeep ? Math.Max(1, FaultTable.Rounds / PowerCut.Kinds.Count) : 1;
        var all = new Difference([], []);
        ConnectorRun? next = null;
        for (int round = 0; round < rounds && all.IsNone; round++)
        {
            (next, all) = await TellAndCutAsync(new Random(Seed + round));
        }

        foreach (FaultCause cause in Of(PowerCut.Kinds.Keys.Select(kind => kind + Told)))
        {
            FaultTable.Record(cause, rounds, $"store check: exit 0; sync: exit {next!.Code}", all);
        }
    }

    private static async Task<(ConnectorRun Next, Difference Difference)> TellAndCutAsync(Random random)
    {
        await using ReadingPlace reading = await StartAsync();
        string store = reading.Place.PathOf("data/connector.db");
        foreach ((string name, Action<FileStream, long, Random> damage) in PowerCut.Kinds)
        {
            await KillAsync(reading, DurableSteps.BatchCommitted, 1, "sync", "--quiet");
            await KillAsync(reading, DurableSteps.MessagesTaken, 1, "deliveries", "send", "--quiet");
            long flushed = PowerCut.LengthOf(store);
            await KillAsync(reading, DurableSteps.MessagesSettled, 1, "deliveries", "send", "--quiet");
            PowerCut.Strike(store, damage, flushed, random);
            await CheckAsync(reading, name);
        }

        ConnectorRun next = await reading.FinishAsync();
        return (next, Difference.Between(await ReadingPlace.Undisturbed.Value, await reading.ContentAsync()));
    }

    /// <summary>A store that was there before, closed as it should be.</summary>
    private static async Task<ReadingPlace> StartAsync()
    {
        ReadingPlace reading = await ReadingPlace.StartAsync(store: null);
        reading.Place.Change("config/integrations/steady.json", "\"maxWindow\": \"3.00:00:00\"", "\"maxWindow\": \"1.00:00:00\"");
        Assert.Equal(0, (await reading.Place.RunAsync("token", "create", "--name", "anna", "--role", "viewer", "--quiet")).Code);
        return reading;
    }

    private static async Task KillAsync(ReadingPlace reading, string step, int passage, params string[] command)
    {
        reading.Place.Environment = StepKill.At(step, passage);
        ConnectorRun killed = await reading.Place.RunAsync(command);
        reading.Place.Environment = null;
        Assert.True(killed.Code == Sight.Killed, $"{step} is not passed: {killed.Code} {killed.Error}");
    }

    /// <summary>The store is sound, and a batch is there with all that it wrote or not at all: runs count the profiles that there are.</summary>
    private static async Task CheckAsync(ReadingPlace reading, string kind)
    {
        ConnectorRun check = await reading.Place.RunAsync("store", "check");
        Assert.True(check.Code == 0, $"FAULT_SEED={Seed}, {kind}: {string.Join('\n', check.Output)}{check.Error}");
        await using IStore store = await StoreUrl.Parse("sqlite:" + reading.Place.PathOf("data/connector.db")).OpenReadOnlyAsync(TimeProvider.System, CancellationToken.None);
        long created = await store.Queries.ListRunsAsync(new RunQuery(), CancellationToken.None).Select(run => run.Counts.Created).SumAsync();
        int profiles = await store.Queries.ListProfilesAsync(new ProfileQuery(), CancellationToken.None).CountAsync();
        int merges = await store.Queries.ListMergesAsync(new MergeQuery(), CancellationToken.None).CountAsync(merge => merge.Merge.Refused is null);
        Assert.Equal(profiles + merges, created);
    }

    private static IEnumerable<FaultCause> Of(IEnumerable<string> kinds) => kinds.Select(kind => new FaultCause(Group, kind, FaultCause.Sqlite));
}
