using Connector.EndToEnd.Faults.Sources;
using Connector.Testing;

namespace Connector.EndToEnd.Faults;

/// <summary>Answers made to fill a memory or to last for ever, to whole syncs over a socket: memory stays bounded, and what is meant is read all the same.</summary>
public sealed class HostileSourceTests : IFaultCauses
{
    private const string Group = "The source is hostile";

    /// <summary>The connector's heap, and what .NET takes beside it.</summary>
    private const long MostMemory = 512L << 20;

    /// <summary>A heap of 256 MB: what does not fit into it ends the process, however seldom the collector comes.</summary>
    private static readonly Dictionary<string, string> SmallHeap = new() { ["DOTNET_GCHeapHardLimit"] = "10000000" };

    private static readonly Trial[] Ending =
    [
        new("a zip of half a gigabyte of spaces", 1, () => Monsters.Bomb(1, 512)),
        new("a field of a gigabyte", 1, () => Monsters.Field(1, 1024)),
        new("100,000 levels of nesting", 1, () => Monsters.Levels(1, 100_000)),
        new("a million members in a record", 1, () => Monsters.Members(1, 1_000_000)),
        new("a member repeated a million times in a record", 1, () => Monsters.Members(1, 1_000_000, "event_name")),
        new("a head without end, once", 1, () => Monsters.Headers(1)),
    ];

    private static readonly Trial[] Failing =
    [
        new("a head without end, for good", Troubles.ForGood, () => Monsters.Headers(Troubles.ForGood)),
        new("a CSV of a million columns", 1, () => Monsters.Columns(1, 1_000_000)) { Source = "\"format\": \"csv\"," },
        new("a CSV that repeats a column a million times", 1, () => Monsters.Columns(1, 1_000_000, "event_name")) { Source = "\"format\": \"csv\"," },
    ];

    private static readonly Trial[] Endless =
    [
        new("a body of spaces without end", Troubles.ForGood, () => Monsters.Endless(Monsters.MegabyteOfNothing, TimeSpan.Zero)),
        new("a body of records without end", Troubles.ForGood, () => Monsters.Endless(Monsters.ManyRecords, TimeSpan.Zero)),
    ];

    /// <summary>The same where the settings say how long an export may be.</summary>
    private static readonly Trial[] Bounded = [.. Endless.Select(trial => trial with { Cause = $"{trial.Cause}, with a limit for exports" })];

    static IEnumerable<FaultCause> IFaultCauses.Causes => Ending.Concat(Failing).Concat(Endless).Concat(Bounded).Select(trial => Of(trial.Cause));

    [Fact]
    public Task What_ends_is_read_in_bounded_memory() => TryAsync(0, Ending);

    [Fact]
    public Task What_is_no_export_is_refused_in_bounded_memory() => TryAsync(3, Failing);

    [Fact]
    public Task What_does_not_end_is_given_up_at_the_limit_for_exports() => TryAsync(3, Bounded, """{ "limits": { "exportMegabytes": 128 } }""");

    [Fact]
    public async Task What_does_not_end_is_read_in_bounded_memory_until_the_user_has_enough()
    {
        await using TrialGround ground = await TrialGround.StartAsync(null, Endless);
        ground.Place.Environment = SmallHeap;
        var sights = new List<string>();
        for (int i = 0; i < Endless.Length; i++)
        {
            await using ConnectorProcess process = ground.Place.Start("sync", ground.NameOf(i), "--json", "--quiet");
            await process.BringsAboutAsync("128 megabytes were sent", ground.SourceOf(i).SendsAsync(128L << 20).WaitAsync);
            long peak = process.PeakMemory()!.Value;
            process.Signal(ConnectorProcess.Interrupt);
            ConnectorRun run = await process.EndAsync();
            Assert.InRange(peak, 1, MostMemory);
            Assert.Equal(130, run.Code);
            sights.Add(Sight.Of(run, ground.Place, "Interrupted"));
        }

        await ground.FinishAsync();
        IReadOnlyList<Difference> differences = await ground.DifferencesAsync(OfTheSourceItself);
        Assert.All(Enumerable.Range(0, Endless.Length), i => FaultTable.Record(Of(Endless[i].Cause), 1, sights[i], differences[i]));
    }

    /// <param name="settings">A settings file; null: the usual ones.</param>
    private static async Task TryAsync(int code, Trial[] trials, string? settings = null)
    {
        await using TrialGround ground = await TrialGround.StartAsync(null, trials);
        if (settings is not null)
        {
            ground.Place.Write("appsettings.json", settings);
        }

        ground.Place.Environment = SmallHeap;
        await using ConnectorProcess process = ground.Place.Start("sync", "--json");
        ground.Place.Environment = null;
        long peak = 0;
        Task<ConnectorRun> end = process.EndAsync();
        // The most that it held is told by the system only as long as it lives.
        await LookAgain.UntilAsync("the sync has ended", () =>
        {
            peak = Math.Max(peak, process.PeakMemory() ?? 0);
            return end.IsCompleted;
        });

        IReadOnlyList<TrialEnd> ends = await ground.EndAsync(await end, code, OfTheSourceItself);
        Assert.InRange(peak, 1, MostMemory);
        string[] rejects = (await ground.Place.RunAsync("rejects", "list", "--reason", "record_malformed", "--json", "--quiet")).Output;
        Assert.All(ends, one => FaultTable.Record(Of(one.Trial.Cause), 1, one.Sees(code, ground.Place) + Refused(rejects, one.Name), one.Difference));
    }

    /// <summary>What is in no undisturbed store, for only this source has such records.</summary>
    private static bool OfTheSourceItself(string line) =>
        line.Contains("\"reason\":\"record_malformed\"", StringComparison.Ordinal);

    private static string Refused(string[] rejects, string name)
    {
        string? one = Array.Find(rejects, line => line.Contains($"\"{name}\"", StringComparison.Ordinal));
        return one is null ? "" : $"; rejected: {System.Text.Json.JsonDocument.Parse(one).RootElement.GetProperty("detail").GetString()}";
    }

    private static FaultCause Of(string words) => new(Group, words, FaultCause.Sqlite);
}
