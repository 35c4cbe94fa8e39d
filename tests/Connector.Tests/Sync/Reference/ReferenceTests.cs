using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Sync.Reference;

/// <summary>The connector and the plain model of the contract end alike, whatever the hooks and whatever the records.</summary>
public sealed class ReferenceTests
{
    private static readonly int Tests = int.TryParse(Environment.GetEnvironmentVariable("REFERENCE_TESTS"), out int tests) ? tests : 60;

    [Fact]
    public void Profiles_subscriptions_goals_rejects_and_counts_are_those_of_the_contract() =>
        Prop.ForAll(Cases.All.ToArbitrary(), one =>
        {
            string expected = Expected(one);
            string actual = ActualAsync(one).GetAwaiter().GetResult();
            return (expected == actual).Label($"expected\n{expected}\n\nbut\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests));

    private static string Expected(Case one)
    {
        var model = new ReferenceConnector(one.Database, one.Hooks);
        string[] counts = [.. one.Windows.Select(window => Line(model.Import(window)))];
        return string.Join('\n', [.. counts, .. model.Profiles(), .. model.Goals(), .. model.Rejects()]);
    }

    private static async Task<string> ActualAsync(Case one)
    {
        var random = new Random(one.Seed);
        await using Lab lab = await Lab.StartAsync(one.Hooks);
        var lines = new List<string>();
        foreach (Row[] window in one.Windows)
        {
            ExportFormat format = random.GetItems([ExportFormat.Json, ExportFormat.JsonLines, ExportFormat.Csv], 1)[0];
            lines.Add(Line(CountsOf(await lab.ImportAsync(random.Next(1, 9), format, Row.Write(window, format)))));
        }

        IEnumerable<string> rejects = (await lab.RejectsAsync()).Select(reject => $"{reject.Hook} reject {reject.Reason} {Row.SummaryOf(reject.Record)}");
        return string.Join('\n', [.. lines, .. await lab.ProfilesAsync(), .. await lab.GoalsAsync(), .. rejects.Order(StringComparer.Ordinal)]);
    }

    private static string Line(SortedDictionary<string, long> counts) => string.Join(' ', counts.Select(count => $"{count.Key}={count.Value}"));

    private static SortedDictionary<string, long> CountsOf(RunCounts counts)
    {
        var all = new SortedDictionary<string, long>(counts.Warnings, StringComparer.Ordinal)
        {
            ["records"] = counts.Records,
            ["matched"] = counts.Matched,
            ["created"] = counts.Created,
            ["updated"] = counts.Updated,
            ["unchanged"] = counts.Unchanged,
            ["skipped"] = counts.Skipped,
            ["goals"] = counts.Goals,
            ["rejected"] = counts.Rejected,
        };
        foreach (string zero in all.Where(count => count.Value == 0).Select(count => count.Key).ToList())
        {
            all.Remove(zero);
        }

        return all;
    }
}
