using Connector.EndToEnd.Faults.Sources;

namespace Connector.EndToEnd.Faults;

/// <summary>Two processes that read one window of one integration at the same time, into one store.</summary>
public sealed class TwoNodesTests : IFaultCauses
{
    private const string Group = "Two nodes on one window";
    private const string Both = "both read it at the same time";
    private const string Killed = "one is killed in the middle of it";
    private const string Ahead = "both read it at the same time, the clock of one is a day ahead";
    private const string Back = "both read it at the same time, the clock of one is a day back";

    static IEnumerable<FaultCause> IFaultCauses.Causes => FaultCause.InBoth(Group, Both, Killed, Ahead, Back);

    public static TheoryData<string, string> Rows => FaultTable.RowsOf<TwoNodesTests>();

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Two_nodes_on_one_window_end_like_one(string words, string store)
    {
        FaultCause cause = FaultTable.CauseOf<TwoNodesTests>(words, store);
        using FaultStore target = FaultStore.Of(cause);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TrialGround ground = await TrialGround.StartAsync(target.Address, new Trial(words, 1, () => words == Killed ? StopInTheFirst(gate) : MeetAtTheFirst(gate)));
        await using ConnectorProcess one = ground.Place.Start("sync", ground.NameOf(0), "--json", "--quiet");
        if (words == Killed)
        {
            await one.BringsAboutAsync("it has the first file in hand", gate.Task.WaitAsync);
        }

        ground.Place.Environment = words switch { Ahead => FalseClock.Shifted(TimeSpan.FromDays(1)), Back => FalseClock.Shifted(TimeSpan.FromDays(-1)), _ => null };
        await using ConnectorProcess other = ground.Place.Start("sync", ground.NameOf(0), "--json", "--quiet");
        ground.Place.Environment = null;
        if (words == Killed)
        {
            await other.BringsAboutAsync("the other asks, too", ground.SourceOf(0).HearsAsync(ground.SourceOf(0).Heard.Count + 3).WaitAsync);
            one.Kill();
        }

        ConnectorRun[] ends = [await one.EndAsync(), await other.EndAsync()];
        await ground.FinishAsync();
        FaultTable.Record(cause, 1, $"{Sight.Of(ends[0], ground.Place)}; {Sight.Of(ends[1], ground.Place)}", (await ground.DifferencesAsync())[0]);
    }

    /// <summary>The first two files are sent when both were asked for.</summary>
    private static Trouble MeetAtTheFirst(TaskCompletionSource both)
    {
        int asked = 0;
        return Troubles.Files(2, async (exchange, answer) =>
        {
            if (Interlocked.Increment(ref asked) == 2)
            {
                both.SetResult();
            }

            await both.Task;
            await exchange.SendAsync(answer);
        });
    }

    /// <summary>The first file stops in its middle.</summary>
    private static Trouble StopInTheFirst(TaskCompletionSource inTheMiddle) => Troubles.Files(1, async (exchange, answer) =>
    {
        byte[] whole = exchange.Bytes(answer);
        await exchange.SendAsync(whole.AsMemory(0, whole.Length / 2));
        inTheMiddle.SetResult();
        await exchange.HangAsync();
    });
}
