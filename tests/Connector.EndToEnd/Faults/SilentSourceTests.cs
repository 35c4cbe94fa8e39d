using Connector.EndToEnd.Faults.Sources;

namespace Connector.EndToEnd.Faults;

/// <summary>A source that says nothing, or nothing but that one should wait. The limits are minutes; the connector's time passes faster.</summary>
public sealed class SilentSourceTests : IFaultCauses
{
    private const string Group = "The source is silent, or asks to wait";

    private static readonly string[] Waits = ["202, for good", "420 for the day, for good", "429, for good"];

    private static readonly IReadOnlyDictionary<string, string> TenMinutesInASecond = FalseClock.Fast(600);

    private static (string Cause, Func<int, Trouble> Make)[] Silent =>
    [
        ("no answer to a request", times => Troubles.Requests(times, exchange => exchange.HangAsync())),
        ("no more in the middle of a body", times => Troubles.Files(times, async (exchange, answer) =>
        {
            byte[] whole = exchange.Bytes(answer);
            await exchange.SendAsync(whole.AsMemory(0, whole.Length / 2));
            await exchange.HangAsync();
        })),
        ("a byte of a body now and then", times => Troubles.Files(times, async (exchange, answer) =>
        {
            byte[] body = answer.Zipped();
            await exchange.SendAsync(exchange.Head(200, answer.Type, $"Content-Encoding: gzip\r\nContent-Length: {body.Length}"));
            foreach (byte one in body)
            {
                await exchange.SendAsync([one]);
                // The slowness is the fault.
                await Task.Delay(10);
            }
        })),
    ];

    private static IEnumerable<Trial> ForATime =>
        from silence in Silent
        from times in new[] { 1, 3 }
        select new Trial($"{silence.Cause}, {Statuses.Often(times)}", times, () => silence.Make(times));

    private static IEnumerable<Trial> ForGood => Silent.Select(silence => new Trial($"{silence.Cause}, for good", Troubles.ForGood, () => silence.Make(Troubles.ForGood)));

    static IEnumerable<FaultCause> IFaultCauses.Causes =>
        ForATime.Concat(ForGood).Select(trial => trial.Cause).Concat(Waits).Select(cause => new FaultCause(Group, cause, FaultCause.Sqlite));

    [Fact]
    public Task Silence_that_ends_is_waited_out() => TryAsync(0, ForATime);

    [Fact]
    public Task Silence_that_does_not_end_ends_the_run_and_the_next_one_makes_up_for_it() => TryAsync(3, ForGood);

    [Fact]
    public async Task Who_is_asked_to_wait_waits_until_the_user_has_enough_and_the_next_run_goes_on()
    {
        Trial[] trials =
        [
            new(Waits[0], Troubles.ForGood, () => Troubles.Status(Troubles.ForGood, 202, "Wait for result. Progress is 96%.")),
            new(Waits[1], Troubles.ForGood, () => Troubles.Status(Troubles.ForGood, 420, "Requests per day are spent.", "Retry-After: 0")),
            new(Waits[2], Troubles.ForGood, () => Troubles.Status(Troubles.ForGood, 429, "There are already 3 enqueued queries for given application_id. Wait until they are completed.")),
        ];
        await using TrialGround ground = await TrialGround.StartAsync(null, trials);
        ConnectorRun[] ends = await Task.WhenAll(trials.Select(async (_, i) =>
        {
            await using ConnectorProcess process = ground.Place.Start("sync", ground.NameOf(i), "--json", "--quiet");
            await process.BringsAboutAsync("the source is asked", ground.SourceOf(i).HearsAsync(1).WaitAsync);
            process.Signal(ConnectorProcess.Interrupt);
            return await process.EndAsync();
        }));
        int[] heard = [.. trials.Select((_, i) => ground.SourceOf(i).Heard.Count)];
        await ground.FinishAsync();
        IReadOnlyList<Difference> differences = await ground.DifferencesAsync();
        Assert.All(Enumerable.Range(0, trials.Length), i =>
        {
            Assert.Equal(130, ends[i].Code);
            FaultTable.Record(new FaultCause(Group, trials[i].Cause, FaultCause.Sqlite), heard[i], Sight.Of(ends[i], ground.Place, "Interrupted"), differences[i]);
        });
    }

    private static async Task TryAsync(int code, IEnumerable<Trial> trials)
    {
        await using TrialGround ground = await TrialGround.StartAsync(null, trials);
        IReadOnlyList<TrialEnd> ends = await ground.RunAsync(code, TenMinutesInASecond);
        Assert.All(ends, end => FaultTable.Record(
            new FaultCause(Group, end.Trial.Cause, FaultCause.Sqlite), Math.Min(end.Trial.Times, end.Requests), end.Sees(code, ground.Place), end.Difference));
    }
}
