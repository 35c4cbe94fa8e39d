using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Sqlite;

/// <summary>A store opened for reading: it answers as the written one would, and writes nothing.</summary>
public sealed class ReadOnlyStoreTests : IDisposable
{
    private readonly SqliteBacking _backing = new();

    public void Dispose() => _backing.Dispose();

    [Fact]
    public async Task A_file_that_is_not_there_is_an_empty_store_and_is_not_made()
    {
        await using (OpenStore store = await _backing.OpenReadOnlyAsync())
        {
            await store.PrepareAsync(Card);
            await using IBatchTransaction transaction = await store.Batches.BeginAsync(default);
            var batch = new TestBatch(transaction);
            Assert.Empty(await batch.LoadAsync(Device("7")));
            Assert.True(batch.Create(Device("7")).Id > 0);
            Assert.Empty(await transaction.ExistingGoalsAsync([1], default));
            Assert.False(transaction.HasRejects("shop-app"));
            Assert.Empty(await store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
            Assert.Empty((await store.Queries.GetStatusAsync(default)).Cursors);
            Assert.Null(await store.Progress.GetCursorAsync("shop-app", "events", default));
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(_backing.Path)));
    }

    [Fact]
    public async Task It_reads_what_was_written_and_refuses_to_write()
    {
        await using (OpenStore written = await _backing.OpenAsync())
        {
            await written.PrepareAsync();
            await written.CommitAsync(batch => batch.Create(Device("7")));
        }

        byte[] before = await File.ReadAllBytesAsync(_backing.Path);
        await using (OpenStore store = await _backing.OpenReadOnlyAsync())
        {
            await store.PrepareAsync();
            await using (IBatchTransaction transaction = await store.Batches.BeginAsync(default))
            {
                var batch = new TestBatch(transaction);
                Assert.Single(await batch.LoadAsync(Device("7")));
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await transaction.CommitAsync(batch.Changes, default));
            }

            await Assert.ThrowsAsync<InvalidOperationException>(async () => await store.Progress.SaveTimeZoneAsync("shop-app", "UTC", default));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(_backing.Path));
    }

    [Fact]
    public async Task A_config_newer_than_the_store_is_followed_for_reading_alone()
    {
        await using (OpenStore written = await _backing.OpenAsync())
        {
            await written.PrepareAsync();
            await written.CommitAsync(batch =>
            {
                batch.Create(Device("7")).Fields[Card.Name] = new FieldState { Plain = "GOLD", PlainStamp = At(0) };
                batch.Create(Device("8"));
            });
        }

        byte[] before = await File.ReadAllBytesAsync(_backing.Path);
        await using (OpenStore store = await _backing.OpenReadOnlyAsync())
        {
            await store.PrepareAsync(Card);
            await using IBatchTransaction transaction = await store.Batches.BeginAsync(default);
            var batch = new TestBatch(transaction);
            Assert.Single(await batch.LoadAsync(CardKey("gold")));
            Assert.Single(await batch.LoadAsync(Device("8")));
            Assert.Single(await store.Queries.FindProfilesAsync(CardKey("gold"), default));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(_backing.Path));
    }

    [Fact]
    public async Task A_field_whose_type_changed_again_and_again_is_found_by_the_newest_keys_alone()
    {
        await using (OpenStore written = await _backing.OpenAsync())
        {
            await written.PrepareAsync(Card);
            await written.CommitAsync(batch => batch.Create(CardKey("as-stored")).Fields[Card.Name] = new FieldState { Plain = "VALUE", PlainStamp = At(0) });
        }

        await using OpenStore store = await _backing.OpenReadOnlyAsync();
        await store.PrepareAsync(Catalog(Card with { Type = FieldType.Tags }), (_, _, _) => ["as-tags"]);
        Assert.Equal(["as-tags"], await FoundAsync());
        await store.PrepareAsync(Catalog(Card with { Type = FieldType.Phone }), (_, _, _) => ["as-phone"]);
        Assert.Equal(["as-phone"], await FoundAsync());
        await store.PrepareAsync();
        Assert.Empty(await FoundAsync());

        async Task<List<string>> FoundAsync()
        {
            var found = new List<string>();
            foreach (string value in new[] { "as-stored", "as-tags", "as-phone" })
            {
                if ((await store.Queries.FindProfilesAsync(CardKey(value), default)).Count > 0)
                {
                    found.Add(value);
                }
            }

            return found;
        }
    }

    [Fact]
    public async Task It_reads_beside_a_batch_that_is_being_written()
    {
        await using OpenStore written = await _backing.OpenAsync();
        await written.CommitAsync(batch => batch.Create());
        await using IBatchTransaction open = await written.Batches.BeginAsync(default);

        await using OpenStore store = await _backing.OpenReadOnlyAsync();
        await using IBatchTransaction reading = await store.Batches.BeginAsync(default);
        Assert.Single(await store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
    }
}
