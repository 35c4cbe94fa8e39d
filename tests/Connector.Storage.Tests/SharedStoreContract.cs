using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Several processes, or several tasks of one, on one store.</summary>
public abstract class SharedStoreContract(StoreBacking backing) : StoreContract(backing)
{
    [Fact]
    public async Task A_run_is_abandoned_when_no_process_is_busy_with_it()
    {
        OpenStore other = await Backing.OpenAsync();
        long theirs = await other.Progress.StartRunAsync("shop-app", "sync", 1, default);
        long done = await other.Progress.StartRunAsync("shop-app", "sync", 2, default);
        await other.Progress.SaveRunAsync((await Store.Queries.GetRunAsync(done, default))! with { Status = RunStatus.Done, FinishedAt = 3 }, default);
        long queued = await other.Progress.AddRunAsync("shop-app", "backfill", RunStatus.Queued, 3, null, default);
        long own = await Store.Progress.AddRunAsync("shop-app", "backfill", RunStatus.Queued, 4, null, default);
        await Store.Progress.SaveRunAsync((await Store.Queries.GetRunAsync(own, default))! with { Status = RunStatus.Running }, default);
        Assert.Empty(await Store.Progress.InterruptAbandonedAsync(9, default));
        Assert.Empty(await other.Progress.InterruptAbandonedAsync(9, default));

        await other.DisposeAsync();
        Assert.Equal([theirs], await Store.Progress.InterruptAbandonedAsync(10, default));
        RunState run = (await Store.Queries.GetRunAsync(theirs, default))!;
        Assert.Equal((RunStatus.Interrupted, 10L), (run.Status, run.FinishedAt));
        Assert.Equal([RunStatus.Queued, RunStatus.Done], new[] { await StatusAsync(queued), await StatusAsync(done) });

        // It can go on, and is held again then.
        await Store.Progress.SaveRunAsync(run with { Status = RunStatus.Running, FinishedAt = null }, default);
        Assert.Empty(await Store.Progress.InterruptAbandonedAsync(11, default));

        async Task<string> StatusAsync(long id) => (await Store.Queries.GetRunAsync(id, default))!.Status;
    }

    [Fact]
    public async Task Parallel_batches_of_two_processes_lose_nothing()
    {
        await Store.CommitAsync(batch => batch.Create(Device("shared")));
        await using OpenStore other = await Backing.OpenAsync();

        await Task.WhenAll(CountAsync(Store, 1, 40), CountAsync(other, 2, 40), CountAsync(Store, 3, 40), CountAsync(other, 4, 40));

        List<ProfileState> all = await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync();
        Assert.Equal("160", all[0].Fields["visits"].Plain);
        Assert.Equal(161, all.Count);
        Assert.Equal(160, (await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync()).Count);
        Assert.Equal(new Cursor(1, 40), await Store.Progress.GetCursorAsync("app-3", "events", default));
    }

    [Fact]
    public async Task Who_waits_for_a_person_sees_what_was_committed_meanwhile()
    {
        await using OpenStore other = await Backing.OpenAsync();
        await using IBatchTransaction first = await Store.Batches.BeginAsync(default);
        var batch = new TestBatch(first);
        Assert.Empty(await batch.LoadAsync(Device("7")));
        Task<IReadOnlyList<ProfileState>> waiting = Task.Run(async () =>
        {
            await using IBatchTransaction second = await other.Batches.BeginAsync(default);
            return await new TestBatch(second).LoadAsync(Device("7"));
        });
        ProfileState created = batch.Create(Device("7"));
        Assert.False(waiting.IsCompleted);

        await first.CommitAsync(batch.Changes, default);

        Assert.Equal(created.Id, Assert.Single(await waiting).Id);
    }

    [Fact]
    public async Task Waiting_for_another_writer_ends_when_cancelled_and_the_store_still_works()
    {
        await using OpenStore other = await Backing.OpenAsync();
        using var patience = new CancellationTokenSource();
        await using (IBatchTransaction held = await other.Batches.BeginAsync(default))
        {
            await new TestBatch(held).LoadAsync(Device("7"));
            Task waiting = LoadAsync();
            Task queued = LoadAsync();
            Assert.False(waiting.IsCompleted);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        }

        await Store.CommitAsync(batch => batch.Create());

        async Task LoadAsync()
        {
            await using IBatchTransaction transaction = await Store.Batches.BeginAsync(patience.Token);
            var set = new WorkingSet();
            set.Want(Device("7"));
            await transaction.LoadAsync(set, patience.Token);
        }
    }

    [Fact]
    public async Task Questions_are_answered_while_a_batch_is_open_from_what_was_committed()
    {
        await Store.CommitAsync(batch => batch.Create(Device("7")));
        await using IBatchTransaction open = await Store.Batches.BeginAsync(default);
        new TestBatch(open).Create(Device("8"));

        Assert.Single(await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync());
        Assert.Null(await Store.Progress.GetCursorAsync("shop-app", "events", default));
    }

    [Fact]
    public async Task A_list_that_is_read_slowly_does_not_hold_up_writing()
    {
        await Store.CommitAsync(batch =>
        {
            for (int i = 0; i < 2100; i++)
            {
                batch.Create();
            }
        });

        int seen = 0;
        await foreach (ProfileState profile in Store.Queries.ListProfilesAsync(new ProfileQuery(), default))
        {
            if (seen++ % 700 == 0)
            {
                await Store.CommitAsync(batch => batch.Create());
            }
        }

        Assert.InRange(seen, 2100, 2104);
    }

    private static async Task CountAsync(OpenStore store, int worker, int batches)
    {
        for (int i = 1; i <= batches; i++)
        {
            int number = i;
            await store.CommitAsync(async batch =>
            {
                ProfileState shared = (await batch.LoadAsync(Device("shared")))[0];
                int visits = shared.Fields.TryGetValue("visits", out FieldState? field) ? int.Parse(field.Plain!) : 0;
                shared.Fields["visits"] = new FieldState { Plain = (visits + 1).ToString(), PlainStamp = At(number) };
                shared.IsDirty = true;
                batch.Create(Device($"{worker}-{number}"));
                batch.Write(changes => changes with
                {
                    Goals = [Goal((UInt128)((worker * 1000) + number))],
                    Cursor = new ProgressMove.Sync($"app-{worker}", "events", 1, number),
                });
            });
        }
    }
}
