using System.Text.RegularExpressions;
using Connector.EndToEnd.Faults.Sources;

namespace Connector.EndToEnd.Faults;

/// <summary>A clock that jumps: ahead, nothing that is still to come counts as read; back, nothing is left out or waits for the time it showed.</summary>
public sealed partial class ClockJumpTests : IFaultCauses
{
    private const string Group = "The clock jumps";

    // Half of the records are there; then some more; then all.
    private static readonly DateTimeOffset First = TrialGround.From.AddHours(36);
    private static readonly DateTimeOffset Then = First.AddHours(3);
    private static readonly DateTimeOffset Last = TrialGround.From.AddDays(4);

    private static readonly (string Words, TimeSpan By)[] Jumps =
    [
        ("an hour ahead for a run", TimeSpan.FromHours(1)),
        ("a day ahead for a run", TimeSpan.FromDays(1)),
        ("a month ahead for a run", TimeSpan.FromDays(30)),
        ("an hour back for a run", TimeSpan.FromHours(-1)),
        ("a day back for a run", TimeSpan.FromDays(-1)),
        ("a month back for a run", TimeSpan.FromDays(-30)),
    ];

    static IEnumerable<FaultCause> IFaultCauses.Causes => Jumps.Select(jump => CauseOf(jump.Words));

    [Fact]
    public async Task A_run_with_a_wrong_clock_is_made_up_for_by_the_next_one_with_a_right_one()
    {
        await using TrialGround ground = await TrialGround.StartAsync(null, Jumps.Select(jump => new Trial(jump.Words, 1, HidingTheFuture)));
        await ReadAsync(ground, First, First);
        var runs = new List<ConnectorRun>();
        for (int i = 0; i < Jumps.Length; i++)
        {
            int before = ground.SourceOf(i).Heard.Count;
            runs.Add(await ReadAsync(ground, Then, Then + Jumps[i].By, ground.NameOf(i)));

            // What is still to come by the source's clock is asked for once, whereby that shows.
            Assert.InRange(ground.SourceOf(i).Heard.Skip(before).Select(head => head.Split(' ')[1]).Distinct().Count(), 0, 1);
        }

        await ReadAsync(ground, Last, Last);
        IReadOnlyList<Difference> differences = await ground.DifferencesAsync();
        Assert.All(Enumerable.Range(0, Jumps.Length), i => FaultTable.Record(CauseOf(Jumps[i].Words), 1, Sees(runs[i], ground), differences[i]));
    }

    private static Trouble HidingTheFuture() => Troubles.Files(Troubles.ForGood, (exchange, answer) => exchange.SendAsync(
        answer.With(answer.Records.Where(record => long.Parse((string)record["event_receive_timestamp"]!, System.Globalization.CultureInfo.InvariantCulture) < exchange.Now.ToUnixTimeSeconds()))));

    /// <param name="sources">What the sources' clocks show.</param>
    /// <param name="own">What the connector's shows.</param>
    private static async Task<ConnectorRun> ReadAsync(TrialGround ground, DateTimeOffset sources, DateTimeOffset own, params string[] names)
    {
        foreach (TroubledSource source in ground.Sources)
        {
            source.Trouble ??= HidingTheFuture();
            source.Now = sources;
        }

        ground.Place.Environment = FalseClock.Shifted(own - TimeProvider.System.GetUtcNow());
        ConnectorRun run = await ground.Place.RunAsync(["sync", .. names, "--json"]);
        ground.Place.Environment = null;
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    private static FaultCause CauseOf(string words) => new(Group, words, FaultCause.Sqlite);

    private static string Sees(ConnectorRun run, TrialGround ground) =>
        run.Error.Split('\n').FirstOrDefault(line => line.Contains("clock", StringComparison.Ordinal)) is { } line ? $"exit 0: {Masked(After(line, "This machine"), ground)}" : "exit 0";

    private static string After(string line, string start) => line[line.IndexOf(start, StringComparison.Ordinal)..];

    private static string Masked(string line, TrialGround ground) => Length().Replace(Sight.Masked(line, ground.Place), "LENGTH");

    [GeneratedRegex(@"(\d+\.)?\d\d:\d\d:\d\d(\.\d+)?")]
    private static partial Regex Length();
}
