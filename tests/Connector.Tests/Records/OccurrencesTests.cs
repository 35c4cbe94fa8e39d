using Connector.Core.Records;

namespace Connector.Tests.Records;

public sealed class OccurrencesTests
{
    [Theory]
    [InlineData(1 << 21)]
    [InlineData(600)]
    public void Numbers_equal_keys_in_memory_and_beyond(int most)
    {
        using var occurrences = new Occurrences(most);
        var expected = new Dictionary<UInt128, int>();
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            UInt128 key = EventKey.OfHook("test", random.Next(12_000).ToString());
            expected[key] = expected.GetValueOrDefault(key, -1) + 1;
            Assert.Equal(expected[key], occurrences.Next(key));
        }
    }

    [Fact]
    public void A_process_that_is_killed_leaves_no_file_behind()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("connector-occurrences-");
        try
        {
            using var occurrences = new Occurrences(600, folder.FullName);
            for (int i = 0; i < 20_000; i++)
            {
                occurrences.Next(EventKey.OfHook("test", i.ToString()));
            }

            // The file is in use. Windows deletes it when the process is gone; elsewhere it has no name any more.
            Assert.Equal(OperatingSystem.IsWindows() ? 1 : 0, folder.GetFiles().Length);
            Assert.Equal(1, occurrences.Next(EventKey.OfHook("test", "0")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_key_and_its_repetitions_have_keys_of_their_own()
    {
        UInt128 key = EventKey.OfHook("shop", "purchase");
        UInt128[] all = [.. Enumerable.Range(0, 100).Select(number => EventKey.Number(key, number))];
        Assert.Equal(key, all[0]);
        Assert.Equal(100, all.Distinct().Count());
    }

    [Fact]
    public void The_digest_of_a_known_record_never_changes()
    {
        var digest = new EventKey();
        digest.Begin();
        digest.Add(1_556_258_660_000, "1556258660"u8);
        digest.Add("purchase"u8);
        Assert.Equal("5cc29f6b7efe318fa502b8f33397edd5", EventKey.Number(EventKey.Combine(EventKey.OfHook("shop", "purchase"), digest.End(), 1_556_258_667_000), 1).ToString("x32"));
    }
}
