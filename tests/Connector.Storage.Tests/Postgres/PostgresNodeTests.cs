using System.Data.Common;
using Connector.Core.Sync;
using Npgsql;

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
        await AskAsync("with silent as (update node set seen_at = seen_at - interval '16 seconds' returning 1) select count(*) from silent");

        Assert.Equal([run], await Store.Progress.InterruptAbandonedAsync(9, default).AsTask().WaitAsync(Patience));
        await Assert.ThrowsAnyAsync<Exception>(async () => await rows.CompleteAsync());
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

    private async Task<object> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())!;
    }
}
