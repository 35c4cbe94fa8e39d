using System.Text.RegularExpressions;
using Connector.Testing;
using Npgsql;

namespace Connector.EndToEnd.Faults;

/// <summary>What can happen to a PostgreSQL server, to the way there, and to what others do in it.</summary>
public sealed partial class PostgresFaultTests : IFaultCauses
{
    private const string Group = "PostgreSQL";

    private static readonly FaultCause Restarted = new(Group, "the server is restarted in the middle of a batch", FaultCause.Postgres);
    private static readonly FaultCause Stopped = new(Group, "the server is restarted under a service", FaultCause.Postgres);
    private static readonly FaultCause Ended = new(Group, "the server ends the connection in the middle of a batch", FaultCause.Postgres);
    private static readonly FaultCause Cut = new(Group, "the network is cut in the middle of a batch", FaultCause.Postgres);
    private static readonly FaultCause Unanswered = new(Group, "the network is cut when a commit is answered", FaultCause.Postgres);
    private static readonly FaultCause LockTimeout = new(Group, "somebody holds a lock for longer than lock_timeout", FaultCause.Postgres);
    private static readonly FaultCause CommandTimeout = new(Group, "somebody holds a lock for longer than Command Timeout", FaultCause.Postgres);
    private static readonly FaultCause Full = new(Group, "the disk is full in the middle of a batch", FaultCause.Postgres);
    private static readonly FaultCause ReadOnly = new(Group, "the database may only be read", FaultCause.Postgres);

    static IEnumerable<FaultCause> IFaultCauses.Causes => [Restarted, Stopped, Ended, Cut, Unanswered, LockTimeout, CommandTimeout, Full, ReadOnly];

    [Fact]
    public async Task A_server_that_is_restarted_in_the_middle_of_a_batch_loses_the_batch_alone()
    {
        using var server = PostgresServer.StartAnother();
        await using ReadingPlace reading = await ReadingPlace.StartAsync(server.CreateDatabase());
        ConnectorRun run = await Standstill.SyncAsync(reading, _ => Task.Run(server.Restart));
        await RecordAsync(Restarted, run, reading);
    }

    [Fact]
    public async Task A_service_goes_on_by_itself_when_the_server_is_there_again()
    {
        using var server = PostgresServer.StartAnother();
        await using ReadingPlace reading = await ReadingPlace.StartAsync(server.CreateDatabase());
        await using ConnectorProcess service = reading.Place.Start("run");
        await service.SaysAsync("steady synced:");
        await Task.Run(server.Stop);
        string line = await service.SaysAsync("nothing that was kept is lost.");
        await Task.Run(server.StartAgain);

        // The scheduler tries its tables again after a while of its own.
        await service.SaysAsync("steady synced:", within: TimeSpan.FromMinutes(3));
        service.Signal(ConnectorProcess.Terminate);
        ConnectorRun run = await service.EndAsync();
        Assert.Equal(0, run.Code);
        await RecordAsync(Stopped, "the service stays: " + Sight.Masked(Reason().Match(line).Value, reading.Place), reading);
    }

    [Fact]
    public async Task A_connection_that_the_server_ends_loses_the_batch_alone()
    {
        using FaultStore store = FaultStore.Of(Ended);
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store.Address);
        ConnectorRun run = await Standstill.SyncAsync(reading, _ => Done(() => PostgresServer.Instance.Execute(
            store.Address!, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")));
        await RecordAsync(Ended, run, reading);
    }

    [Fact]
    public Task A_network_that_is_cut_loses_the_batch_alone() => CutAsync(Cut, proxy => proxy.Cut());

    [Fact]
    public Task A_commit_whose_answer_is_lost_is_not_doubled() => CutAsync(Unanswered, proxy => proxy.CutAtNextAnswer());

    [Fact]
    public Task A_lock_that_is_held_for_longer_than_lock_timeout_is_told() => LockAsync(LockTimeout, "Options=-c lock_timeout=300");

    [Fact]
    public Task A_lock_that_is_held_for_longer_than_a_command_may_take_is_told() => LockAsync(CommandTimeout, "Command Timeout=1");

    [DiskFact]
    public async Task A_full_disk_of_the_server_loses_the_batch_alone()
    {
        using var server = PostgresServer.StartAnother();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("connector-tablespace-");
        using var disk = new SmallDisk(folder.FullName, megabytes: 48);
        await using ReadingPlace reading = await ReadingPlace.StartAsync(server.CreateDatabase(folder.FullName));
        ConnectorRun run = await Standstill.SyncAsync(reading, Core.Telemetry.DurableSteps.ExportRead, 1, _ => Done(disk.Fill));
        disk.Clear();
        await RecordAsync(Full, run, reading);
    }

    [Fact]
    public async Task A_database_that_may_only_be_read_is_told()
    {
        using FaultStore store = FaultStore.Of(ReadOnly);
        string name = new NpgsqlConnectionStringBuilder(store.Address!).Database!;
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store.Address);
        ConnectorRun first = await reading.Place.RunAsync("status");
        await using NpgsqlConnection administrator = PostgresServer.Instance.Open(store.Address!);
        await TellAsync($"alter database {name} set default_transaction_read_only = on");
        ConnectorRun run = await reading.Place.RunAsync("sync", "--quiet");
        await TellAsync($"alter database {name} reset default_transaction_read_only");
        Assert.Equal(0, first.Code);
        await RecordAsync(ReadOnly, run, reading);

        async Task TellAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, administrator);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task CutAsync(FaultCause cause, Action<CuttingProxy> cut)
    {
        using FaultStore store = FaultStore.Of(cause);
        var address = new NpgsqlConnectionStringBuilder(store.Address!);
        await using var proxy = new CuttingProxy(address.Port);
        address.Port = proxy.Port;
        await using ReadingPlace reading = await ReadingPlace.StartAsync(address.ConnectionString);
        ConnectorRun run = await Standstill.SyncAsync(reading, _ => Done(() => cut(proxy)));
        await RecordAsync(cause, run, reading);
    }

    private static async Task LockAsync(FaultCause cause, string setting)
    {
        using FaultStore store = FaultStore.Of(cause);
        await using ReadingPlace reading = await ReadingPlace.StartAsync($"{store.Address};{setting}");
        await using NpgsqlConnection other = PostgresServer.Instance.Open(store.Address!);
        ConnectorRun run = await Standstill.SyncAsync(reading, Core.Telemetry.DurableSteps.ExportRead, 1, async _ =>
        {
            await using var hold = new NpgsqlCommand("begin; lock table profile in access exclusive mode", other);
            await hold.ExecuteNonQueryAsync();
        });
        await other.CloseAsync();
        await RecordAsync(cause, run, reading);
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static Task RecordAsync(FaultCause cause, ConnectorRun run, ReadingPlace reading)
    {
        Assert.Equal(3, run.Code);
        return RecordAsync(cause, Sight.Of(run, reading.Place), reading);
    }

    private static async Task RecordAsync(FaultCause cause, string sees, ReadingPlace reading)
    {
        Assert.Equal(0, (await reading.FinishAsync()).Code);
        FaultTable.Record(cause, 1, sees, Difference.Between(await ReadingPlace.Undisturbed.Value, await reading.ContentAsync()));
    }

    /// <summary>It is given in one of some lines, whichever comes first.</summary>
    [GeneratedRegex(@"The store .*? nothing that was kept is lost\.")]
    private static partial Regex Reason();
}
