using System.Collections.Concurrent;
using Connector.Sandbox;

namespace Connector.EndToEnd.Faults;

/// <summary>A service that is killed at any step of what it was asked to do has done it once in the end.</summary>
public sealed class KilledServiceTests : IFaultCauses
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string[]>>> Undisturbed = new();

    static IEnumerable<FaultCause> IFaultCauses.Causes =>
        from trial in ServiceTrial.All
        from store in new[] { FaultCause.Sqlite, FaultCause.Postgres }
        from cause in CausesOf(trial, store)
        select cause;

    public static TheoryData<string, string> Trials
    {
        get
        {
            var trials = new TheoryData<string, string>();
            for (int i = 0; i < ServiceTrial.All.Length; i++)
            {
                foreach (string store in FaultTable.StoresOfToday(i, [FaultCause.Sqlite, FaultCause.Postgres]))
                {
                    trials.Add(ServiceTrial.All[i].Title, store);
                }
            }

            return trials;
        }
    }

    [Theory]
    [MemberData(nameof(Trials))]
    public async Task A_service_that_is_killed_at_its_steps_does_what_it_was_asked_once(string title, string store)
    {
        ServiceTrial trial = ServiceTrial.All.Single(one => one.Title == title);
        FaultCause[] causes = [.. CausesOf(trial, store)];
        foreach (FaultCause[] together in FaultTable.IsDeep ? causes.Chunk(1) : [causes])
        {
            await DisturbAsync(trial, together);
        }
    }

    private static async Task DisturbAsync(ServiceTrial trial, FaultCause[] causes)
    {
        using FaultStore target = FaultStore.Of(causes[0]);
        await using SandboxServer? sandbox = await SourceOf(trial);
        using SendingPlace sending = await SendingPlace.StartAsync(sandbox?.Url, target.Address);
        foreach (FaultCause cause in causes)
        {
            ConnectorRun killed = await sending.ServeAsync(StepKill.At(cause.Cause[(trial.Title.Length + 2)..]), http => trial.ActAsync(sending, http));
            Assert.True(killed.Code == Sight.Killed, $"'{cause}' is not passed: {killed.Code} {killed.Error}");
        }

        ConnectorRun next = await sending.ServeAsync(null, http => trial.ActAsync(sending, http));
        var difference = Difference.Between(await UndisturbedAsync(trial), await trial.ContentAsync(sending));
        foreach (FaultCause cause in causes)
        {
            FaultTable.Record(cause, 1, $"killed; asked again: stopped with {Sight.Of(next, sending.Place)}", difference);
        }
    }

    private static IEnumerable<FaultCause> CausesOf(ServiceTrial trial, string store) =>
        trial.Steps.Select(step => new FaultCause("Killed at a step of the service", $"{trial.Title}: {step}", store));

    private static Task<string[]> UndisturbedAsync(ServiceTrial trial) => Undisturbed.GetOrAdd(
        trial.Title,
        _ => new Lazy<Task<string[]>>(async () =>
        {
            await using SandboxServer? sandbox = await SourceOf(trial);
            using SendingPlace calm = await SendingPlace.StartAsync(sandbox?.Url, store: null);
            Assert.Equal(0, (await calm.ServeAsync(null, http => trial.ActAsync(calm, http))).Code);
            return await trial.ContentAsync(calm);
        })).Value;

    private static async Task<SandboxServer?> SourceOf(ServiceTrial trial) => trial.Reads
        ? await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.FromMilliseconds(1), Shop = new() { Events = ReadingPlace.Events, Users = 30 } }, CancellationToken.None)
        : null;
}
