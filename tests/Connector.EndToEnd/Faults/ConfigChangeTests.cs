using System.Text.RegularExpressions;
using Connector.EndToEnd.Faults.Sources;

namespace Connector.EndToEnd.Faults;

/// <summary>Two versions of the config within one run: what runs goes on with the one it began with, and the other is taken up whole or not at all.</summary>
public sealed partial class ConfigChangeTests : IFaultCauses
{
    private const string Group = "The config changes within a run";
    private const string Purchases = "\"name\": \"strict\", \"resource\": \"events\", \"filter\": { \"field\": \"event_name\", \"like\": \"purchase\" }";

    private static readonly (string Words, Action<Workplace, string> Change)[] Changes =
    [
        ("hooks are renamed and filter something else", (place, file) => place.Change(file, Purchases, "\"name\": \"other\", \"resource\": \"events\", \"filter\": { \"field\": \"event_name\", \"like\": \"no such event\" }")),
        ("mappings write other fields", (place, file) => place.Change(file, "\"to\": \"_city\"", "\"to\": \"_region\"")),
        ("a file is no JSON any more", (place, file) => place.Write(file, "{ nonsense")),
        ("a file is gone", (place, file) => File.Delete(place.PathOf(file))),
    ];

    static IEnumerable<FaultCause> IFaultCauses.Causes =>
        Changes.SelectMany(change => new[] { Of($"{change.Words}: sync"), Of($"{change.Words}: the service") });

    [Fact]
    public async Task A_sync_goes_on_with_the_config_it_began_with()
    {
        // One after the other is read; all change while the first is.
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TrialGround ground = await TrialGround.StartAsync(null, Changes.Select((change, i) => new Trial(change.Words, 1, () => i == 0 ? HoldTheFirst(asked, changed) : exchange => exchange.PassOnAsync())));
        await using ConnectorProcess process = ground.Place.Start("sync", "--json", "--quiet");
        await process.BringsAboutAsync("the first source is asked", asked.Task.WaitAsync);
        string[] before = [.. Changes.Select((_, i) => File.ReadAllText(ground.Place.PathOf(FileOf(ground, i))))];
        Change(ground);
        changed.SetResult();
        ConnectorRun run = await process.EndAsync();
        Assert.True(run.Code == 0, run.Error);
        Restore(ground, before);

        IReadOnlyList<Difference> differences = await ground.DifferencesAsync();
        for (int i = 0; i < Changes.Length; i++)
        {
            Restore(ground, before);
            Changes[i].Change(ground.Place, FileOf(ground, i));
            ConnectorRun next = await ground.Place.RunAsync("sync", ground.NameOf(i), "--quiet");
            FaultTable.Record(Of($"{Changes[i].Words}: sync"), 1, $"{Sight.Of(run, ground.Place)}; next: {Name().Replace(Sight.Of(next, ground.Place), "NAME")}", differences[i]);
        }
    }

    [Fact]
    public async Task The_service_takes_a_changed_config_up_whole_and_ends_what_runs_with_the_one_before()
    {
        for (int i = 0; i < Changes.Length; i++)
        {
            await TryServiceAsync(Changes[i].Words, Changes[i].Change);
        }
    }

    private static async Task TryServiceAsync(string words, Action<Workplace, string> change)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TrialGround ground = await TrialGround.StartAsync(null, new Trial(words, 1, () => HoldTheFirst(asked, changed)));
        string file = FileOf(ground, 0);
        string before = File.ReadAllText(ground.Place.PathOf(file));
        await using ConnectorProcess service = ground.Place.Start("run");
        await service.SaysAsync($"{ground.Calm} synced:");
        await service.BringsAboutAsync("the source is asked", asked.Task.WaitAsync);
        change(ground.Place, file);
        string said = await service.SaysAsync(" config ");
        changed.SetResult();
        await service.SaysAsync($"{ground.NameOf(0)} synced:");
        service.Signal(ConnectorProcess.Terminate);
        ConnectorRun end = await service.EndAsync();
        Assert.True(end.Code == 0, end.Error);

        ground.Place.Write(file, before);
        FaultTable.Record(Of($"{words}: the service"), 1, said[said.IndexOf("The ", StringComparison.Ordinal)..], (await ground.DifferencesAsync())[0]);
    }

    private static Trouble HoldTheFirst(TaskCompletionSource asked, TaskCompletionSource changed) => Troubles.Files(1, async (exchange, answer) =>
    {
        asked.SetResult();
        await changed.Task;
        await exchange.SendAsync(answer);
    });

    private static void Change(TrialGround ground)
    {
        for (int i = 0; i < Changes.Length; i++)
        {
            Changes[i].Change(ground.Place, FileOf(ground, i));
        }
    }

    private static void Restore(TrialGround ground, string[] texts)
    {
        for (int i = 0; i < texts.Length; i++)
        {
            ground.Place.Write(FileOf(ground, i), texts[i]);
        }
    }

    private static string FileOf(TrialGround ground, int trial) => $"config/integrations/{ground.NameOf(trial)}.json";

    private static FaultCause Of(string words) => new(Group, words, FaultCause.Sqlite);

    [GeneratedRegex(@"case\d+")]
    private static partial Regex Name();
}
