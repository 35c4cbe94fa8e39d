using System.Security.Cryptography;
using System.Text;
using Connector.Core.Telemetry;

namespace Connector.EndToEnd.Faults;

/// <summary>What was answered with 200 is on the disk, whatever a power cut leaves of what was written after it, and of the store that it is applied to.</summary>
public sealed class InboxCutTests : IFaultCauses
{
    private const int Answered = 5;

    private static readonly FaultCause Ends = new("The power is cut", "the inbox ends within what was not answered", FaultCause.Sqlite);
    private static readonly FaultCause Garbage = new("The power is cut", "what was not answered in the inbox is garbage", FaultCause.Sqlite);
    private static readonly FaultCause Store = new("The power is cut", "the store loses its log, the inbox stays", FaultCause.Sqlite);

    private static readonly Lazy<Task<string[]>> Undisturbed = new(async () =>
    {
        using SendingPlace calm = await SendingPlace.StartAsync(source: null, store: null);
        Assert.Equal(0, (await calm.ServeAsync(null, http => SendAsync(calm, http))).Code);
        return await calm.Place.ContentAsync();
    });

    static IEnumerable<FaultCause> IFaultCauses.Causes => [Ends, Garbage, Store];

    [Fact]
    public Task Cut_off_within_what_was_not_answered_the_inbox_keeps_what_was() =>
        CutAsync(Ends, (place, random) => Strike(place, (file, at) => file.SetLength(at + random.Next(LengthOfUnanswered))));

    [Fact]
    public Task Garbage_in_what_was_not_answered_leaves_what_was() => CutAsync(Garbage, (place, random) => Strike(place, (file, at) =>
    {
        file.Position = at + random.Next(LengthOfUnanswered);
        file.Write(RandomNumberGenerator.GetBytes(4096));
    }));

    [Fact]
    public Task A_store_that_loses_its_log_gets_what_was_answered_from_the_inbox() =>
        CutAsync(Store, (place, random) => PowerCut.Strike(place.PathOf("data/connector.db"), PowerCut.KindsOfAll["all of the log is gone"], 0, random), HoldsAll);

    /// <summary>Of a round whose moment is one at which the power cannot be cut like that: the next is another as like as not.</summary>
    private const int MostAttempts = 10;

    private static int LengthOfUnanswered => Encoding.UTF8.GetByteCount(SendingPlace.BodyOf(Answered));

    /// <summary>A segment that is gone was applied, and the store's log flushed before: no power cut takes that back.</summary>
    private static bool HoldsAll(Workplace place)
    {
        byte[][] segments = [.. Directory.EnumerateFiles(place.PathOf("data/connector.db-inbox"), "*.log").Select(File.ReadAllBytes)];
        return Enumerable.Range(0, Answered).All(i => segments.Any(segment => segment.AsSpan().IndexOf(Encoding.UTF8.GetBytes(SendingPlace.BodyOf(i))) >= 0));
    }

    /// <param name="isPossible">Whether the power can be cut like that after what has happened; null: always. If not, it is tried again.</param>
    private static async Task CutAsync(FaultCause cause, Action<Workplace, Random> cut, Func<Workplace, bool>? isPossible = null)
    {
        int rounds = FaultTable.IsDeep ? FaultTable.Rounds / 10 : 1;
        var all = new Difference([], []);
        string sees = "";
        int attempts = 0;
        for (int round = 0; round < rounds && all.IsNone;)
        {
            using SendingPlace sending = await SendingPlace.StartAsync(source: null, store: null);
            ConnectorRun killed = await sending.ServeAsync(StepKill.At(DurableSteps.InboxWritten, Answered + 1), sending.SendAsync);
            Assert.Equal((Sight.Killed, Answered), (killed.Code, sending.Answered.Count));
            if (isPossible?.Invoke(sending.Place) == false)
            {
                Assert.True(++attempts < MostAttempts, "What was answered is never in the inbox when the service dies, though it was not yet applied for good.");
                continue;
            }

            attempts = 0;
            cut(sending.Place, new Random(round++));
            ConnectorRun next = await sending.ServeAsync(null, http => SendAsync(sending, http));
            sees = $"killed; the next service: stopped with {Sight.Of(next, sending.Place)}";
            all = Difference.Between(await Undisturbed.Value, await sending.Place.ContentAsync());
        }

        FaultTable.Record(cause, rounds, sees, all);
    }

    private static async Task SendAsync(SendingPlace sending, HttpClient http)
    {
        await sending.SendAsync(http);
        await SendingPlace.AppliedAsync(http);
    }

    /// <param name="damage">Given the file, and where the body begins that nobody was told to be kept.</param>
    private static void Strike(Workplace place, Action<FileStream, long> damage)
    {
        byte[] body = Encoding.UTF8.GetBytes(SendingPlace.BodyOf(Answered));
        foreach (string segment in Directory.EnumerateFiles(place.PathOf("data/connector.db-inbox"), "*.log"))
        {
            int at = File.ReadAllBytes(segment).AsSpan().IndexOf(body);
            if (at >= 0)
            {
                using FileStream file = File.Open(segment, FileMode.Open, FileAccess.ReadWrite);
                damage(file, at);
                return;
            }
        }

        Assert.Fail("What was written is in no segment.");
    }
}
