using Connector.EndToEnd.Faults.Sources;

namespace Connector.EndToEnd.Faults;

/// <summary>Whatever the source answers, the next sync that it answers well makes up for it.</summary>
public sealed class SourceFaultTests : IFaultCauses
{
    private const string Answers = "The source's answers";
    private const string Files = "The source's files";

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    /// <summary>What depends on the store as little as the rest, and shows it.</summary>
    private static readonly string[] InPostgres =
    [
        "503, once", "200 without a body, once", "the gzip lacks its trailer, once", "another window's records, once", "records of the window before come again in each answer",
        "the connection is reset in the middle of the body, once", "the JSON is cut, its gzip is whole, once", "records in the opposite order",
    ];

    private static IEnumerable<Trial> Passing => [.. Statuses.Passing, .. Bodies.BrokenForATime, .. Bodies.Other];

    static IEnumerable<FaultCause> IFaultCauses.Causes =>
    [
        .. Statuses.Passing.Concat(Statuses.Failing(Nowhere)).Select(trial => new FaultCause(Answers, trial.Cause, FaultCause.Sqlite)),
        .. Bodies.BrokenForATime.Concat(Bodies.BrokenForGood).Concat(Bodies.Other).Select(trial => new FaultCause(Files, trial.Cause, FaultCause.Sqlite)),
        .. InPostgres.Select(cause => new FaultCause(Statuses.Passing.Any(trial => trial.Cause == cause) ? Answers : Files, cause, FaultCause.Postgres)),
    ];

    [Fact]
    public Task What_passes_is_waited_out_and_nothing_is_lost_or_doubled() => TryAsync(FaultCause.Sqlite, 0, Passing);

    [Fact]
    public Task What_passes_is_waited_out_over_PostgreSQL_too() => TryAsync(FaultCause.Postgres, 0, Passing.Where(trial => InPostgres.Contains(trial.Cause)));

    [Fact]
    public async Task What_does_not_pass_ends_the_run_with_a_reason_and_the_next_one_makes_up_for_it()
    {
        await using var trap = new TroubledSource(Nowhere);
        await TryAsync(FaultCause.Sqlite, 3, [.. Statuses.Failing(trap.Url), .. Bodies.BrokenForGood]);
        Assert.Empty(trap.Heard);
    }

    private static async Task TryAsync(string store, int code, IEnumerable<Trial> trials)
    {
        using FaultStore target = FaultStore.Of(new FaultCause(Answers, "", store));
        await using TrialGround ground = await TrialGround.StartAsync(target.Address, trials);
        IReadOnlyList<TrialEnd> ends = await ground.RunAsync(code);
        Assert.All(ends, end =>
        {
            FaultCause cause = FaultTable.Causes.Single(one => one.Group is Answers or Files && one.Store == store && one.Cause == end.Trial.Cause);
            FaultTable.Record(cause, Math.Min(end.Trial.Times, end.Requests), end.Sees(code, ground.Place), end.Difference);
        });
    }
}
