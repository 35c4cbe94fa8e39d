using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

public sealed class RecordSamplingTests
{
    [Fact]
    public async Task Seldom_records_that_a_hook_wants_have_places_among_many_that_none_wants()
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal("purchase", Some.Event("purchase")));
        string[] records = [.. Enumerable.Range(0, 5000).Select(i => Some.Record(i % 1000 == 0 ? "purchase" : "view", at: i, device: $"{i}"))];
        IReadOnlyList<string> kept = await SampleAsync(lab, records);
        Assert.Equal(5, kept.Count(record => record.Contains("purchase")));
        Assert.Equal(RecordSampling.Others, kept.Count(record => record.Contains("view")));
        Assert.All(kept, record => Assert.Contains(record, records));
        Assert.True(kept.Count(record => record.Contains("\"view\"") && Array.IndexOf(records, record) > 4000) > 40);
    }

    [Fact]
    public async Task Of_many_wanted_ones_the_last_stay_in_their_order()
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal("purchase", Some.Event("purchase")));
        string[] records = [.. Enumerable.Range(0, 500).Select(i => Some.Record("purchase", at: i))];
        Assert.Equal(records[^RecordSampling.Wanted..].Reverse(), await SampleAsync(lab, records));
    }

    /// <summary>Newest first.</summary>
    private static async Task<IReadOnlyList<string>> SampleAsync(Lab lab, string[] records)
    {
        await lab.ImportAsync(Synchronizer.DefaultBatchSize, ExportFormat.JsonLines, string.Join('\n', records), lab.Store.Samples);
        return await lab.Store.Samples.LastAsync(lab.Integration.Name, "events", 1000, CancellationToken.None);
    }
}
