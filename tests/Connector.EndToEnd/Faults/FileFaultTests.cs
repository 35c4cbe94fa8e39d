using Connector.Core.Telemetry;
using Connector.EndToEnd.Faults.Sources;
using Connector.Testing;
using Microsoft.Data.Sqlite;

namespace Connector.EndToEnd.Faults;

/// <summary>What can happen to the store's file, its disk and its locks.</summary>
public sealed class FileFaultTests : IFaultCauses
{
    private const string Group = "The store's file";

    private static readonly FaultCause Full = new(Group, "the disk is full when a batch is committed", FaultCause.Sqlite);
    private static readonly FaultCause ReadOnly = new(Group, "the disk is read-only", FaultCause.Sqlite);
    private static readonly FaultCause Locked = new(Group, "another program holds the file for a while", FaultCause.Sqlite);
    private static readonly FaultCause LockedForLong = new(Group, "another program holds the file for more than ten minutes", FaultCause.Sqlite);
    private static readonly FaultCause ReadOnlyFile = new(Group, "the file is read-only, its disk is not", FaultCause.Sqlite);
    private static readonly FaultCause Together = new(Group, "two syncs at once", FaultCause.Sqlite);
    private static readonly FaultCause Strange = new(Group, "the file is something else", FaultCause.Sqlite);

    static IEnumerable<FaultCause> IFaultCauses.Causes => [Full, ReadOnly, ReadOnlyFile, Locked, LockedForLong, Together, Strange];

    [DiskFact]
    public async Task A_full_disk_ends_the_sync_with_nothing_lost()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync("sqlite:disk/connector.db");
        using var disk = new SmallDisk(reading.Place.PathOf("disk"), megabytes: 16);
        ConnectorRun run = await Standstill.SyncAsync(reading, _ => Done(disk.Fill));
        Assert.Equal(3, run.Code);
        string sees = Sight.Of(run, reading.Place);
        disk.Clear();
        await RecordAsync(Full, sees, reading);
    }

    [DiskFact]
    public async Task A_read_only_disk_is_named_with_its_cure()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync("sqlite:disk/connector.db");
        using var disk = new SmallDisk(reading.Place.PathOf("disk"), megabytes: 16);
        reading.Place.Environment = StepKill.At(DurableSteps.BatchCommitted);
        Assert.Equal(Sight.Killed, (await reading.Place.RunAsync("sync", "--quiet")).Code);
        reading.Place.Environment = null;
        disk.MakeReadOnly(true);
        ConnectorRun run = await reading.Place.RunAsync("sync", "--quiet");
        Assert.Equal(3, run.Code);
        disk.MakeReadOnly(false);
        await RecordAsync(ReadOnly, Sight.Of(run, reading.Place), reading);
    }

    [DiskFact]
    public async Task A_read_only_file_is_named_with_its_cure()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store: null);
        reading.Place.Environment = StepKill.At(DurableSteps.BatchCommitted);
        Assert.Equal(Sight.Killed, (await reading.Place.RunAsync("sync", "--quiet")).Code);
        reading.Place.Environment = null;
        ConnectorRun run;
        using (SmallDisk.Freeze(reading.Place.PathOf("data/connector.db")))
        {
            run = await reading.Place.RunAsync("sync", "--quiet");
        }

        Assert.Equal(3, run.Code);
        await RecordAsync(ReadOnlyFile, Sight.Of(run, reading.Place), reading);
    }

    [Fact]
    public async Task A_file_that_another_program_never_lets_go_ends_the_sync()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store: null);
        await using var other = new SqliteConnection($"Data Source={reading.Place.PathOf("data/connector.db")};Pooling=False");
        ConnectorRun run = await Standstill.SyncAsync(reading, DurableSteps.ExportRead, 1, _ => HoldAsync(other), FalseClock.Fast(100));
        await other.CloseAsync();
        Assert.Equal(3, run.Code);
        await RecordAsync(LockedForLong, Sight.Of(run, reading.Place, "Another process"), reading);
    }

    [Fact]
    public async Task A_file_that_another_program_holds_is_waited_for()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store: null);
        string path = reading.Place.PathOf("data/connector.db");
        await using var other = new SqliteConnection($"Data Source={path};Pooling=False");
        Task release = Task.CompletedTask;
        ConnectorRun run = await Standstill.SyncAsync(reading, DurableSteps.ExportRead, 1, async _ =>
        {
            await HoldAsync(other);
            release = ReleaseAsync();
        });
        await release;
        Assert.Equal(0, run.Code);
        await RecordAsync(Locked, Sight.Of(run, reading.Place), reading);

        async Task ReleaseAsync()
        {
            // Whoever waits to begin holds the queue.
            await LookAgain.UntilAsync("the sync queues for the file", () => IsTaken(path + "-queue"));
            await other.CloseAsync();
        }
    }

    [Fact]
    public async Task Two_syncs_at_once_take_turns()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store: null);
        ConnectorRun[] runs = await Task.WhenAll(reading.Place.RunAsync("sync", "--quiet"), reading.Place.RunAsync("sync", "--quiet"));
        Assert.All(runs, run => Assert.Equal(0, run.Code));
        await RecordAsync(Together, Sight.Of(runs[0], reading.Place), reading);
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_left_alone()
    {
        await using ReadingPlace reading = await ReadingPlace.StartAsync(store: null);
        reading.Place.Write("data/connector.db", new string('x', 8192));
        ConnectorRun run = await reading.Place.RunAsync("sync", "--quiet");
        Assert.Equal(3, run.Code);
        Assert.Equal(new string('x', 8192), await File.ReadAllTextAsync(reading.Place.PathOf("data/connector.db")));
        File.Delete(reading.Place.PathOf("data/connector.db"));
        await RecordAsync(Strange, Sight.Of(run, reading.Place), reading);
    }

    private static async Task HoldAsync(SqliteConnection other)
    {
        await other.OpenAsync();
        await using SqliteCommand hold = other.CreateCommand();
        hold.CommandText = "begin immediate";
        await hold.ExecuteNonQueryAsync();
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static bool IsTaken(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task RecordAsync(FaultCause cause, string sees, ReadingPlace reading)
    {
        ConnectorRun check = await reading.Place.RunAsync("store", "check", "--quiet");
        Assert.True(check.Code == 0 || cause == Strange, string.Join('\n', check.Output) + check.Error);
        Assert.Equal(0, (await reading.FinishAsync()).Code);
        FaultTable.Record(cause, 1, sees, Difference.Between(await ReadingPlace.Undisturbed.Value, await reading.ContentAsync()));
    }
}
