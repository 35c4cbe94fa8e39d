using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>The last records of a source.</summary>
public abstract class SampleContract(StoreBacking backing) : StoreContract(backing)
{
    [Fact]
    public async Task The_newest_records_of_an_integration_and_resource_stay()
    {
        await Store.Samples.KeepAsync("shop-app", "events", Records(0, 150), Noon, default);
        await Store.Samples.KeepAsync("shop-app", "clicks", ["""{"x":1}"""], Noon, default);
        await Store.Samples.KeepAsync("shop-app", "events", Records(150, 100), Noon, default);

        Assert.Equal(Records(50, 200).Reverse(), await Store.Samples.LastAsync("shop-app", "events", 1000, default));
        Assert.Equal(["""{"n":249}""", """{"n":248}"""], await Store.Samples.LastAsync("shop-app", "events", 2, default));
        Assert.Single(await Store.Samples.LastAsync("shop-app", "clicks", 1000, default));
        Assert.Empty(await Store.Samples.LastAsync("other-app", "events", 1000, default));

        await Store.Samples.KeepAsync("shop-app", "events", Records(1000, 500), Noon, default);
        Assert.Equal(Records(1300, 200).Reverse(), await Store.Samples.LastAsync("shop-app", "events", 1000, default));
    }

    private static string[] Records(int from, int count) => [.. Enumerable.Range(from, count).Select(i => $$"""{"n":{{i}}}""")];
}
