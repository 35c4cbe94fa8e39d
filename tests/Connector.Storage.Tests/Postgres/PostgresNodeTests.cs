using System.Data.Common;
using Connector.Core.Sync;
using Connector.Storage.Postgres;
using Connector.Testing;
using Npgsql;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests.Postgres;

/// <summary>Processes that are gone, hang, or do not know that they were given up.</summary>
public sealed class PostgresNodeTests() : StoreContract(new PostgresBacking())
{
    private const string Shop = "https://api.example.test 1111";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private string Address => ((PostgresBacking)Backing).Address;

    [Fact]
    public async Task The_sessions_of_a_process_are_called_as_its_node_and_no_other_ones()
    {
        await using OpenStore other = await Backing.OpenAsync();
        await Store.Progress.StartRunAsync("shop-app", "sync", 1, default);
        await other.Progress.StartRunAsync("shop-app", "sync", 1, default);

        Assert.Equal(2L, await AskAsync("select count(distinct name) from node"));
        Assert.Equal(0L, await AskAsync("select count(*) from node where name not in (select application_name from pg_stat_activity where datname = current_database())"));
        Assert.Equal(0L, await AskAsync("select count(*) from node where length(name) > 63 or name not like 'connector %/%'"));
    }

    [Fact]
    public async Task Who_is_stopped_in_the_middle_of_sending_rows_holds_nobody_up()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await other.Progress.StartRunAsync("shop-app", "sync", 1, default);

        // What a process looks like that was stopped in the middle of a COPY: to the server it is busy.
        await using var stopped = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Address) { ApplicationName = (string)await AskAsync("select name from node"), Pooling = false }.ConnectionString);
        await stopped.OpenAsync();
        await using (var hold = new NpgsqlCommand("begin; select check_run(id, node) from run; create temporary table rows (value integer)", stopped))
        {
            await hold.ExecuteNonQueryAsync();
        }

        NpgsqlBinaryImporter rows = await stopped.BeginBinaryImportAsync("copy rows from stdin (format binary)");

        // It beats all the while, as a stopped one would not.
        IReadOnlyList<long> given = await LookAgain.UntilAsync(
            "it is given up",
            async () =>
            {
                await AskAsync("with silent as (update node set seen_at = seen_at - interval '16 seconds' returning 1) select count(*) from silent");
                return await Store.Progress.InterruptAbandonedAsync(9, default);
            },
            runs => runs.Count > 0);

        Assert.Equal([run], given);
        await Assert.ThrowsAnyAsync<Exception>(async () => await rows.CompleteAsync());
    }

    [Fact]
    public async Task A_process_that_was_silent_for_longer_than_its_lease_writes_no_more_for_its_run()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long id = await other.Progress.StartRunAsync("shop-app", "sync", 1, default);
        RunState run = (await Store.Queries.GetRunAsync(id, default))!;
        await other.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(1)], Run = run }));
        await AskAsync("with silent as (update node set seen_at = seen_at - interval '16 seconds' returning 1) select count(*) from silent");
        Assert.Equal([id], await Store.Progress.InterruptAbandonedAsync(9, default));

        await Assert.ThrowsAsync<RunLostException>(() => other.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(2)], Run = run })));
        await Assert.ThrowsAsync<RunLostException>(async () => await other.Progress.SaveRunAsync(run with { Status = RunStatus.Done }, default));

        Assert.Single(await Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync());
        Assert.Equal(RunStatus.Interrupted, (await Store.Queries.GetRunAsync(id, default))!.Status);

        // Whoever takes the run up now is not disturbed.
        await Store.Progress.SaveRunAsync(run, default);
        await Assert.ThrowsAsync<RunLostException>(() => other.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(3)], Run = run })));
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = [Goal(4)], Run = run }));
    }

    [Fact]
    public async Task Who_was_given_up_without_noticing_begins_a_run_as_a_new_node()
    {
        await Store.Progress.StartRunAsync("shop-app", "sync", 1, default);
        await AskAsync("with gone as (delete from node returning 1) select count(*) from gone");

        long run = await Store.Progress.StartRunAsync("shop-app", "sync", 2, default);

        Assert.Equal(RunStatus.Running, (await Store.Queries.GetRunAsync(run, default))!.Status);
        Assert.Equal(1L, await AskAsync($"select count(*) from run join node on node.id = run.node where run.id = {run}"));
    }

    [Fact]
    public async Task Who_learns_late_that_its_node_was_given_up_leaves_the_new_one_alone()
    {
        await using PostgresLink link = PostgresLink.To((PostgresUrl)Backing.Url, isReadOnly: false);
        await using var node = new PostgresNode(link);
        var held = new TaskCompletionSource();
        int old = await node.JoinAsync(default);
        ValueTask<int> late = node.EnrolledAsync(id => BeginTurnAsync(id, id == old ? held.Task : Task.CompletedTask), default);
        await AskAsync("with gone as (delete from node returning 1) select count(*) from gone");

        int joined = await node.EnrolledAsync(id => BeginTurnAsync(id, Task.CompletedTask), default).AsTask().WaitAsync(Patience);
        held.SetResult();

        Assert.NotEqual(old, joined);
        Assert.Equal(joined, await late.AsTask().WaitAsync(Patience));
        Assert.Equal(joined, await node.JoinAsync(default));

        async ValueTask<int> BeginTurnAsync(int id, Task before)
        {
            await before;
            await link.ExecuteAsync("insert into export_turn (application, node) values ($1, $2)", default, Shop, id);
            return id;
        }
    }

    [Fact]
    public async Task Who_lost_the_connection_that_speaks_for_it_loses_its_runs_and_no_other_session()
    {
        await using OpenStore other = await Backing.OpenAsync();
        long run = await other.Progress.StartRunAsync("shop-app", "sync", 1, default);
        await using NpgsqlConnection working = await WorkAsAsync((string)await AskAsync("select name from node"));
        await AskAsync($"select pg_terminate_backend(pid, 60000) from pg_locks where locktype = 'advisory' and granted and objid = (select id from node) and classid = {PostgresLocks.Nodes}");

        Assert.Equal([run], await Store.Progress.InterruptAbandonedAsync(9, default));
        await CommitAsync(working);
    }

    [Fact]
    public async Task Who_joined_without_being_answered_is_not_taken_for_gone_with_the_node_nobody_speaks_for()
    {
        await using OpenStore other = await Backing.OpenAsync();
        await other.Progress.StartRunAsync("shop-app", "sync", 1, default);
        await using NpgsqlConnection working = await WorkAsAsync((string)await AskAsync("select name from node"));
        await AskAsync("with lost as (insert into node (name, seen_at) select name, seen_at - interval '1 hour' from node returning 1) select count(*) from lost");

        Assert.Empty(await Store.Progress.InterruptAbandonedAsync(9, default));
        Assert.Equal(1L, await AskAsync("select count(*) from node where seen_at > clock_timestamp() - interval '1 minute' and not exists (select from node where seen_at < clock_timestamp() - interval '1 minute')"));
        await CommitAsync(working);
    }

    [Fact]
    public async Task A_turn_whose_answer_was_lost_is_given_back_and_those_in_use_stay()
    {
        await using OpenStore other = await Backing.OpenAsync();
        await using IAsyncDisposable used = await Store.ExportPlaces.TakeAsync("https://api.example.test 2222", 1, default);
        await AskAsync($"with lost as (insert into export_turn (application, node) select '{Shop}', id from node returning 1) select count(*) from lost");

        await using IAsyncDisposable place = await other.ExportPlaces.TakeAsync(Shop, 1, default).AsTask().WaitAsync(Patience);

        Assert.Equal(2L, await AskAsync("select count(*) from export_turn"));
    }

    [Fact]
    public async Task The_schedule_is_not_held_by_a_process_that_stopped_in_the_middle_of_it()
    {
        await using DbDataSource schedule = Backing.Url.OpenSchedule();
        await using DbCommand command = schedule.CreateCommand("show idle_in_transaction_session_timeout");
        Assert.Equal("15s", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_password_may_lie_in_a_file_that_PGPASSFILE_names()
    {
        var address = new NpgsqlConnectionStringBuilder(Address);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{address.Host}:{address.Port}:*:{address.Username}:{address.Password}\n");
        Environment.SetEnvironmentVariable("PGPASSFILE", file);
        try
        {
            address.Password = null;
            await using IStore store = await StoreUrl.Parse(address.ConnectionString).OpenAsync(TimeProvider.System, default);
            Assert.Null(await store.Progress.GetTimeZoneAsync("shop-app", default));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PGPASSFILE", null);
            File.Delete(file);
        }
    }

    /// <summary>A session of a process that is in the middle of something.</summary>
    private async Task<NpgsqlConnection> WorkAsAsync(string name)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Address) { ApplicationName = name, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var begin = new NpgsqlCommand("begin; select txid_current()", connection);
        await begin.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task CommitAsync(NpgsqlConnection working)
    {
        await using var commit = new NpgsqlCommand("commit", working);
        await commit.ExecuteNonQueryAsync();
    }

    private async Task<object> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }
}
