using Connector.Core.Records;
using Connector.Core.Sync;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>Backfills whose windows several processes read.</summary>
public sealed class PostgresBackfillWindowsTests() : StoreContract(new PostgresBacking())
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private IBackfillWindows Windows => Store.BackfillWindows!;

    [Fact]
    public async Task Each_window_is_one_readers_and_the_earliest_goes_first()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await PlanAsync(3);

        BackfillWindow?[] taken = [await TakeAsync(Store, run), await TakeAsync(other, run), await TakeAsync(Store, run), await TakeAsync(other, run)];

        Assert.Equal([0, 1, 2, null], taken.Select(window => window?.Number));
        Assert.Equal((LogResource.Events.Name, Day(1)), (taken[1]!.Resource, taken[1]!.Window!.Value));
        await other.BackfillWindows!.LeaveAsync(taken[1]!);
        Assert.Equal(1, (await TakeAsync(Store, run))!.Number);
    }

    [Fact]
    public async Task Windows_whose_order_matters_are_read_one_at_a_time()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await PlanAsync(2);
        BackfillWindow first = (await Windows.TakeAsync(run, inOrder: true, default))!;

        Assert.Null(await other.BackfillWindows!.TakeAsync(run, inOrder: true, default));
        await ReadAsync(Store, first, Counts(5), Day(0).To);
        await Windows.LeaveAsync(first);
        Assert.Equal(1, (await other.BackfillWindows.TakeAsync(run, inOrder: true, default))!.Number);
    }

    [Fact]
    public async Task The_run_is_the_sum_of_its_windows_and_ends_with_the_last()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await PlanAsync(2);
        BackfillWindow first = (await TakeAsync(Store, run))!;
        BackfillWindow second = (await TakeAsync(other, run))!;
        await ReadAsync(Store, first, Counts(5), Day(0).To);
        await ReadAsync(other, second, Counts(7, warnings: 2), to: null);

        BackfillStanding whole = await Windows.GetStandingAsync(run, null, default);
        Assert.Equal((1, TimeSpan.FromDays(1), TimeSpan.FromDays(2), 12L, 2L), (whole.Left, whole.Done, whole.Whole, whole.Counts.Records, whole.Counts.Warnings["event_json_invalid"]));
        Assert.Equal(5, (await Windows.GetStandingAsync(run, second, default)).Counts.Records);
        Assert.Single(await Store.Queries.ListReadersAsync(run, default), reader => reader is { Done: 1, Reading.Window: { } window } && window == Day(1));

        await ReadAsync(other, second, Counts(7), Day(1).To);
        Assert.Equal(0, (await Windows.GetStandingAsync(run, null, default)).Left);
        Assert.Null(await TakeAsync(Store, run));
    }

    [Fact]
    public async Task A_window_that_was_left_in_the_middle_goes_on_behind_what_was_read_to_its_end()
    {
        long run = await PlanAsync(1);
        BackfillWindow window = (await TakeAsync(Store, run))!;
        await ReadAsync(Store, window, Counts(3), Start.AddHours(12));
        await Windows.LeaveAsync(window);

        BackfillWindow rest = (await TakeAsync(Store, run))!;
        Assert.Equal((new ReceiveWindow(Start.AddHours(12), Day(0).To), true, 3L), (rest.Window!.Value, rest.IsPartRead, rest.Counts.Records));
    }

    [Fact]
    public async Task What_others_changed_in_a_window_does_not_count_as_unchanged_when_it_or_a_part_of_it_is_read_to_its_end()
    {
        long run = await PlanAsync(1);
        BackfillWindow window = (await TakeAsync(Store, run))! with { FoundUnchanged = 3, UnchangedBefore = 2 };

        await ReadAsync(Store, window, Counts(5) with { Unchanged = 6 }, to: null);
        Assert.Equal(6, await UnchangedAsync());
        await ReadAsync(Store, window, Counts(7) with { Unchanged = 6 }, Day(0).To);
        Assert.Equal(3, await UnchangedAsync());

        run = await PlanAsync(1);
        BackfillWindow part = (await TakeAsync(Store, run))! with { FoundUnchanged = 3, UnchangedBefore = 2 };
        await ReadAsync(Store, part, Counts(8) with { Unchanged = 6 }, Start.AddHours(12));
        Assert.Equal(3, await UnchangedAsync());

        long next = run = await PlanAsync(1);
        BackfillWindow less = (await TakeAsync(Store, next))! with { FoundUnchanged = 3, UnchangedBefore = 2 };
        await ReadAsync(Store, less, Counts(9) with { Unchanged = 4 }, Day(0).To);
        Assert.Equal(2, await UnchangedAsync());

        async Task<long> UnchangedAsync() => (await Windows.GetStandingAsync(run, null, default)).Counts.Unchanged;
    }

    [Fact]
    public async Task Goals_that_were_there_count_as_unchanged_in_the_window_that_brings_them_again()
    {
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(1)] }));
        long run = await PlanAsync(1);
        BackfillWindow window = (await TakeAsync(Store, run))!;

        CommitResult result = await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Goals = [Goal(1), Goal(2)],
            Window = window with { Counts = Counts(2) with { Goals = 2 } },
        }));

        Assert.Equal(1, result.GoalsAdded);
        RunCounts counts = (await Windows.GetStandingAsync(run, null, default)).Counts;
        Assert.Equal((1L, 1L), (counts.Goals, counts.Unchanged));
    }

    [Fact]
    public async Task A_process_that_was_given_up_writes_nothing_for_its_window_which_is_read_by_another()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await PlanAsync(1);
        BackfillWindow lost = (await TakeAsync(other, run))!;
        await ReadAsync(other, lost, Counts(2), to: null);
        await GiveOthersUpAsync(run);

        BackfillWindow taken = (await TakeAsync(Store, run))!;
        Assert.Equal((0, 2L), (taken.Number, taken.Counts.Records));
        Assert.False(await other.BackfillWindows!.HoldsAsync(lost, default));
        await Assert.ThrowsAsync<RunLostException>(() => ReadAsync(other, lost, Counts(99), Day(0).To));
        Assert.Empty(await Store.Queries.FindProfilesAsync(Device("99"), default));
        await ReadAsync(Store, taken, Counts(4), Day(0).To);
        Assert.Equal(4, (await Windows.GetStandingAsync(run, null, default)).Counts.Records);

        // It joins again with its next window.
        long next = await PlanAsync(1);
        Assert.NotNull(await TakeAsync(other, next));
    }

    [Fact]
    public async Task Nothing_is_taken_of_a_run_that_waits_and_nothing_written_for_one_that_was_ended()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await PlanAsync(2);
        BackfillWindow window = (await TakeAsync(other, run))!;
        RunState state = (await Store.Queries.GetRunAsync(run, default))!;
        Assert.Equal([run], (await Windows.ListOpenAsync(default)).Select(one => one.Id));

        await Store.Progress.LeaveRunAsync(state, default);
        Assert.Null(await TakeAsync(Store, run));
        Assert.Empty(await Windows.ListOpenAsync(default));
        await ReadAsync(other, window, Counts(1), to: null);

        await Store.Progress.SaveRunAsync(state with { Status = RunStatus.Cancelled, FinishedAt = 5 }, default);
        Assert.False(await other.BackfillWindows!.HoldsAsync(window, default));
        await Assert.ThrowsAsync<RunLostException>(() => ReadAsync(other, window, Counts(1), Day(0).To));
    }

    private static ReceiveWindow Day(int number) => new(Start.AddDays(number), Start.AddDays(number + 1));

    private static RunCounts Counts(long records, long warnings = 0) => RunCounts.Zero with
    {
        Records = records,
        Warnings = warnings == 0 ? RunCounts.Zero.Warnings : RunCounts.Zero.Warnings.Add("event_json_invalid", warnings),
    };

    private static async Task<BackfillWindow?> TakeAsync(OpenStore store, long run) => await store.BackfillWindows!.TakeAsync(run, inOrder: false, default);

    /// <summary>Commits a batch of the window, which creates a profile too.</summary>
    /// <param name="to">How far the window is read to its end then; null: no part of it is.</param>
    private static Task<CommitResult> ReadAsync(OpenStore store, BackfillWindow window, RunCounts counts, DateTimeOffset? to) => store.CommitAsync(batch =>
    {
        batch.Create(Device($"{counts.Records}"));
        batch.Write(changes => changes with
        {
            Window = window with { Counts = counts },
            Cursor = to is { } end ? new ProgressMove.Window(window.Run, window.Number, end.ToUnixTimeMilliseconds()) : null,
        });
    });

    /// <summary>A run of as many days, which this store leads.</summary>
    private async Task<long> PlanAsync(int days)
    {
        long run = await Store.Progress.StartRunAsync("shop-app", "backfill", 1, default);
        var plan = Enumerable.Range(0, days).Select(day => (LogResource.Events, (ReceiveWindow?)Day(day))).ToList();
        await Windows.PlanAsync(run, plan, default);
        await Windows.PlanAsync(run, [.. plan, .. plan], default);
        return run;
    }

    /// <summary>What is done when every process but the one with the run was silent for longer than its lease.</summary>
    private async Task GiveOthersUpAsync(long run)
    {
        await using var connection = new NpgsqlConnection(((PostgresBacking)Backing).Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "delete from node where id <> (select node from run where id = $1)", connection)
        { Parameters = { new() { Value = run } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
