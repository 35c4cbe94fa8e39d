using Connector.Core.Goals;
using Connector.Core.Sync;
using Connector.Storage.Postgres;
using Connector.Testing;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>Goals are copied into their table, behind a look at which of them are there.</summary>
public sealed class PostgresGoalTests() : StoreContract(new PostgresBacking())
{
    private string Address => ((PostgresBacking)Backing).Address;

    [Fact]
    public async Task A_goal_that_somebody_else_adds_between_the_look_and_the_copy_is_kept_once_and_the_batch_is_done_again()
    {
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(1), Goal(2)] }));
        await using var other = new NpgsqlConnection(Address);
        await other.OpenAsync();
        await using NpgsqlTransaction theirs = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "insert into goal (key, at, kind, name) select '00000000-0000-0000-0000-000000000003', at, kind, 'theirs' from goal limit 1");
        int attempts = 0;

        Task<CommitResult> ours = Store.Batches.TransactAsync(
            async transaction =>
            {
                attempts++;
                var batch = new TestBatch(transaction);
                batch.Write(changes => changes with { Goals = [Goal(2), Goal(3, "ours"), Goal(4)] });
                return await transaction.CommitAsync(batch.Changes, default);
            },
            default);
        await WaitingAsync(ours);
        await theirs.CommitAsync();

        Assert.Equal(1, (await ours).GoalsAdded);
        Assert.Equal(2, attempts);
        Assert.Equal(["purchase", "purchase", "theirs", "purchase"], (await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync()).Select(goal => goal.Name));
    }

    [Fact]
    public async Task Goals_that_wait_are_found_by_their_device_and_not_read_one_after_another()
    {
        Goal[] goals = [.. Enumerable.Range(1, 8000).Select(i => Goal(((UInt128)1_800_000_000 << 96) + (UInt128)i, device: $"d{i}"))];
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }));
        await using var other = new NpgsqlConnection(Address);
        await other.OpenAsync();
        await ExecuteAsync(other, "analyze goal; set plan_cache_mode = force_generic_plan");
        await ExecuteAsync(other, $"prepare stitch (integer[], text[], bigint[]) as {PostgresWriting.Stitch}");

        List<string> plan = await other.QueryAsync("explain (costs off) execute stitch ('{1}', '{d7}', '{1}')", row => row.GetString(0), [], default);

        Assert.Contains(plan, line => line.Contains("Index Cond: ((waiting = ANY", StringComparison.Ordinal) && line.Contains("left", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_whose_goals_are_all_there_adds_none_and_writes_the_rest()
    {
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(1), Goal(2)] }));

        CommitResult again = await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Goals = [Goal(2), Goal(1)],
            Rejects = [Reject(7)],
            Cursor = new ProgressMove.Sync("shop-app", "events", 1, 2),
        }));

        Assert.Equal((0, 1), (again.GoalsAdded, again.RejectsAdded));
        Assert.Equal(new Cursor(1, 2), await Store.Progress.GetCursorAsync("shop-app", "events", default));
    }

    [Fact]
    public async Task More_goals_than_go_out_at_once_are_all_added()
    {
        Goal[] goals = [.. Enumerable.Range(0, 3000).Select(i => Goal((UInt128)(uint)i << 96, new string('ж', 100), device: new string('7', 200)))];

        Assert.Equal(goals.Length, (await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }))).GoalsAdded);

        Assert.Equal(goals, await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
    }

    [Theory]
    [InlineData(false, "0")]
    [InlineData(true, "2")]
    public async Task Rows_are_in_the_table_only_if_they_were_completed_and_the_connection_goes_on_either_way(bool isCompleted, string count)
    {
        await using var connection = new NpgsqlConnection(Address);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "create temporary table copied (key uuid, number bigint, text text)");

        await using (BinaryRows rows = await BinaryRows.BeginAsync(connection, "copied", "key, number, text", default))
        {
            foreach (UInt128 key in (UInt128[])[1, 2])
            {
                rows.Begin(3);
                rows.Add(key);
                rows.Add((long?)null);
                rows.Add("я\0");
                await rows.EndRowAsync(default);
            }

            if (isCompleted)
            {
                await rows.CompleteAsync(default);
            }
        }

        await using var command = new NpgsqlCommand("select count(*)::text from copied where number is null and length(text) = 3", connection);
        Assert.Equal(count, await command.ExecuteScalarAsync());
    }

    /// <summary>Until it waits for a lock of somebody.</summary>
    private async Task WaitingAsync(Task task)
    {
        await using var connection = new NpgsqlConnection(Address);
        await connection.OpenAsync();
        await LookAgain.UntilAsync("it waits for a lock", () => IsOneWaitingAsync(connection), isWaiting =>
        {
            Assert.False(task.IsCompleted);
            return isWaiting;
        });
    }

    private static async Task<bool> IsOneWaitingAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
