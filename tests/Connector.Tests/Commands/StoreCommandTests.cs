using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Connector.Tests.Commands;

public sealed class StoreCommandTests : IAsyncLifetime
{
    private readonly Bench _bench = new();

    private string Copy => _bench.PathOf("copy.db");

    public Task InitializeAsync() => _bench.ImportAsync(Bench.Registration("anna@x.io", device: "1234567"), Bench.Purchase("1234567", "12.50", 5));

    public Task DisposeAsync()
    {
        _bench.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_backup_holds_what_the_store_holds()
    {
        BenchRun backup = await _bench.RunAsync("store", "backup", Copy, "--json");
        Assert.Equal(0, backup.Code);
        JsonElement made = Assert.Single(backup.Objects);
        Assert.Equal((Copy, new FileInfo(Copy).Length), (made.GetProperty("file").GetString(), made.GetProperty("bytes").GetInt64()));

        string expected = (await _bench.RunAsync("profiles", "list", "--json")).Out;
        Assert.NotEmpty(expected);
        File.Delete(_bench.StorePath);
        File.Move(Copy, _bench.StorePath);
        Assert.Equal(expected, (await _bench.RunAsync("profiles", "list", "--json")).Out);
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_when_told_to()
    {
        await File.WriteAllTextAsync(Copy, "mine");
        BenchRun refused = await _bench.RunAsync("store", "backup", Copy);
        Assert.Equal(2, refused.Code);
        Assert.Contains("is there already. Name another file, or replace it with --force.", refused.Error);
        Assert.Equal("mine", await File.ReadAllTextAsync(Copy));

        Assert.Equal(0, (await _bench.RunAsync("store", "backup", Copy, "--force")).Code);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(Copy));
    }

    [Fact]
    public async Task The_store_itself_and_one_in_use_and_a_folder_are_never_replaced()
    {
        Assert.Contains("is a store in use", (await _bench.RunAsync("store", "backup", _bench.StorePath, "--force")).Error);
        await File.WriteAllTextAsync(Copy + "-wal", "");
        Assert.Equal(2, (await _bench.RunAsync("store", "backup", Copy, "--force")).Code);
        Assert.Contains("is a folder", (await _bench.RunAsync("store", "backup", _bench.PathOf("config"), "--force")).Error);
        Assert.False(File.Exists(Copy));
    }

    [Fact]
    public async Task A_sound_store_is_said_to_be_sound()
    {
        BenchRun run = await _bench.RunAsync("store", "check");
        Assert.Equal((0, "The store is sound: 1 profile, 3 keys, 1 goal, 0 rejects.\n"), (run.Code, run.Out));
        JsonElement told = Assert.Single((await _bench.RunAsync("store", "check", "--json")).Objects);
        Assert.True(told.GetProperty("ok").GetBoolean());
        Assert.Equal(3, told.GetProperty("keys").GetInt32());
    }

    [Fact]
    public async Task A_store_that_is_not_sound_leaves_with_3()
    {
        LoseKeys();

        BenchRun run = await _bench.RunAsync("store", "check", "--json");

        Assert.Equal(3, run.Code);
        JsonElement told = Assert.Single(run.Objects);
        Assert.False(told.GetProperty("ok").GetBoolean());
        Assert.Equal("The profile 0000000000000001 is not found by a value it has.", Assert.Single(told.GetProperty("problems").EnumerateArray()).GetString());
        Assert.Contains("Put a backup in its place", (await _bench.RunAsync("store", "check")).Out);
    }

    [Fact]
    public async Task A_store_is_checked_without_a_config_but_for_its_keys()
    {
        _bench.Write("config/pixels/app.json", "broken");
        BenchRun run = await _bench.RunAsync("store", "check");
        Assert.Equal(0, run.Code);
        Assert.Contains("that takes a config without errors", run.Error);
    }

    [Fact]
    public async Task A_copy_takes_its_stores_from_the_environment_where_told_to()
    {
        _bench.Variables["THERE"] = "sqlite:" + Copy;
        BenchRun copy = await _bench.RunAsync("store", "copy", "--from", "sqlite:" + _bench.StorePath, "--to", "env:THERE");
        Assert.True(copy.Code == 0, copy.Error);
        Assert.True(File.Exists(Copy));

        BenchRun missing = await _bench.RunAsync("store", "copy", "--from", "env:NOWHERE", "--to", "env:THERE");
        Assert.Equal(2, missing.Code);
        Assert.Contains("env:NOWHERE names an environment variable that is not set.", missing.Error);

        _bench.Variables["WRONG"] = "pass-word";
        BenchRun wrong = await _bench.RunAsync("store", "copy", "--from", "env:WRONG", "--to", "env:THERE");
        Assert.Equal(2, wrong.Code);
        Assert.DoesNotContain("pass-word", wrong.Error);
    }

    [Fact]
    public async Task Vacuuming_tells_the_sizes()
    {
        BenchRun run = await _bench.RunAsync("store", "vacuum", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(new FileInfo(_bench.StorePath).Length, Assert.Single(run.Objects).GetProperty("bytesAfter").GetInt64());
        Assert.Single((await _bench.RunAsync("profiles", "list", "--json")).Lines);
    }

    [Theory]
    [InlineData("backup x.db")]
    [InlineData("check")]
    [InlineData("vacuum")]
    public async Task A_store_that_is_not_there_is_not_made(string command)
    {
        Directory.Delete(_bench.PathOf("data"), recursive: true);
        BenchRun run = await _bench.RunAsync(["store", .. command.Split(' ')]);
        Assert.Equal(3, run.Code);
        Assert.Contains("There is no store", run.Error);
        Assert.False(Directory.Exists(_bench.PathOf("data")));
    }

    private void LoseKeys()
    {
        using var connection = new SqliteConnection($"Data Source={_bench.StorePath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "delete from profile_key";
        command.ExecuteNonQuery();
    }
}
