using System.Text;
using Connector.Core.Ingest;
using Connector.Core.Sync;
using Connector.Storage.Inbox;

namespace Connector.Storage.Tests.Inbox;

public sealed class InboxLogTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("connector-inbox-").FullName, "inbox");
    private int _flushed;

    [Fact]
    public async Task What_was_kept_is_read_in_order_also_by_the_next_process()
    {
        long end;
        using (InboxLog inbox = Open())
        {
            await KeepAsync(inbox, "a", "b");
            Assert.Equal(["a", "b"], Bodies(inbox, 0));
            end = inbox.End;
        }

        using InboxLog next = Open();
        Assert.Equal(["a", "b"], Bodies(next, 0));
        await KeepAsync(next, "c");
        Assert.Equal(["a", "b", "c"], All(next));
        Assert.Equal(["c"], Bodies(next, end));
        InboxPage page = next.Read(0, 1 << 20);
        KeptRequest first = page.Requests[0];
        Assert.Equal(("shop", "app", 7L), (first.Request.Integration, first.Request.ApplicationId, first.Request.At));
    }

    [Fact]
    public async Task An_inbox_is_told_from_every_other()
    {
        using (InboxLog inbox = Open())
        {
            string id = inbox.Id;
            inbox.Dispose();
            using InboxLog again = Open();
            Assert.Equal(id, again.Id);
        }

        using var other = InboxLog.Open(_folder + "-other", () => { });
        using InboxLog known = Open();
        Assert.NotEqual(other.Id, known.Id);
        await KeepAsync(known, "a");
    }

    [Fact]
    public async Task Many_at_once_are_all_kept_and_each_once()
    {
        using InboxLog inbox = Open();
        string[] bodies = [.. Enumerable.Range(0, 2000).Select(i => $"body {i}")];
        await Task.WhenAll(bodies.Chunk(50).Select(some => Task.Run(async () =>
        {
            foreach (string body in some)
            {
                await KeepAsync(inbox, body);
            }
        })));

        Assert.Equal(bodies.Order(StringComparer.Ordinal), All(inbox).Order(StringComparer.Ordinal));
    }

    /// <summary>As a power cut leaves it: the last write is there in part.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(40)]
    public async Task A_write_that_was_cut_off_is_passed_over(int cut)
    {
        using (InboxLog inbox = Open())
        {
            await KeepAsync(inbox, "a", new string('b', 50));
        }

        string file = Directory.GetFiles(_folder, "*.log").Single();
        await using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length - cut);
        }

        using InboxLog next = Open();
        Assert.Equal(["a"], All(next));
        await KeepAsync(next, "c");
        Assert.Equal(["a", "c"], All(next));
    }

    [Fact]
    public async Task A_write_whose_bytes_never_reached_the_disk_is_passed_over()
    {
        using (InboxLog inbox = Open())
        {
            await KeepAsync(inbox, "a", "bbbbbbbb");
        }

        string file = Directory.GetFiles(_folder, "*.log").Single();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(bytes.Length - 6).Clear();
        await File.WriteAllBytesAsync(file, [.. bytes, .. new byte[5000]]);

        using InboxLog next = Open();
        await KeepAsync(next, "c");
        Assert.Equal(["a", "c"], All(next));
    }

    [Fact]
    public async Task A_request_larger_than_a_page_is_a_page()
    {
        using InboxLog inbox = Open();
        string large = new('x', 100_000);
        await KeepAsync(inbox, "a", large, "b");
        Assert.Equal(["a", large, "b"], All(inbox, page: 1000));
    }

    [Fact]
    public async Task What_is_applied_is_deleted_once_the_store_is_on_the_disk()
    {
        using InboxLog inbox = Open();
        await KeepAsync(inbox, new string('x', 2 << 20));
        inbox.Forget(inbox.End);
        Assert.Equal((0, 1), (_flushed, Files()));

        // The next write begins a file of its own, after which the first can go.
        await KeepAsync(inbox, "b");
        Assert.Equal(2, Files());
        inbox.Forget(inbox.End);

        Assert.Equal((1, 1), (_flushed, Files()));
        Assert.Equal(["b"], All(inbox));
    }

    [Fact]
    public async Task Nothing_is_deleted_that_is_not_applied()
    {
        using InboxLog inbox = Open();
        await KeepAsync(inbox, new string('x', 2 << 20), "b");
        inbox.Forget(1);
        await KeepAsync(inbox, "c");
        Assert.Equal(3, All(inbox).Count);
    }

    [Fact]
    public async Task Files_that_were_lost_do_not_make_places_begin_anew()
    {
        using InboxLog inbox = Open();
        inbox.BeginAt(5000);
        await KeepAsync(inbox, "a");
        Assert.Equal(5000, inbox.Read(0, 1000).Requests.Single().Place);
        Assert.Equal(["a"], Bodies(inbox, 5000));
    }

    [Fact]
    public async Task A_waiting_reader_wakes_when_something_came()
    {
        using InboxLog inbox = Open();
        Task woken = inbox.WaitAsync(inbox.End, default);
        Assert.False(woken.IsCompleted);
        await KeepAsync(inbox, "a");
        await woken.WaitAsync(TimeSpan.FromSeconds(30));
        await inbox.WaitAsync(0, default);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_every_request_and_heals()
    {
        using InboxLog inbox = Open();
        await KeepAsync(inbox, "a");
        inbox.Dispose();
        string moved = _folder + "-moved";
        using InboxLog next = Open();
        Directory.Move(_folder, moved);
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => KeepAsync(next, "b"));
        Assert.Contains(_folder, fault.Message, StringComparison.Ordinal);

        Directory.Move(moved, _folder);
        await KeepAsync(next, "c");
        Assert.Equal(["a", "c"], All(next));
    }

    [Fact]
    public async Task Files_that_were_prepared_read_like_others_also_after_a_restart()
    {
        string[] bodies = [.. Enumerable.Range(0, 300).Select(i => new string((char)('a' + (i % 26)), 100_000 + i))];
        long place = 0;
        using (InboxLog inbox = Open(preparesAhead: true))
        {
            await KeepAsync(inbox, bodies[..250]);
            Assert.Equal(bodies[..250], All(inbox));
            place = inbox.End;
        }

        Assert.Contains(Directory.GetFiles(_folder, "*.log"), file => new FileInfo(file).Length == 16 << 20);
        using InboxLog next = Open(preparesAhead: true);
        Assert.True(next.End >= place);
        await KeepAsync(next, bodies[250..]);
        Assert.Equal(bodies, All(next));
        Assert.Equal(bodies[250..], All(next, from: place));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private InboxLog Open(bool preparesAhead = false) => InboxLog.Open(_folder, () => _flushed++, preparesAhead);

    private int Files() => Directory.GetFiles(_folder, "*.log").Length;

    private static async Task KeepAsync(InboxLog inbox, params string[] bodies)
    {
        foreach (string body in bodies)
        {
            await inbox.KeepAsync(new TakenRequest("shop", "app", 7, Encoding.UTF8.GetBytes(body)));
        }
    }

    private static List<string> Bodies(InboxLog inbox, long from) => [.. Texts(inbox.Read(from, 1 << 20))];

    private static List<string> All(InboxLog inbox, int page = 1 << 20, long from = 0)
    {
        var all = new List<string>();
        for (long place = from; inbox.Read(place, page) is var read && (read.Requests.Count > 0 || read.Next > place); place = read.Next)
        {
            all.AddRange(Texts(read));
        }

        return all;
    }

    private static IEnumerable<string> Texts(InboxPage page) => page.Requests.Select(kept => Encoding.UTF8.GetString(kept.Request.Body.Span));
}
