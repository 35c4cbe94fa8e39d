using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Storage;
using Connector.Testing;
using Npgsql;

namespace Connector.EndToEnd.Nodes;

/// <summary>Whose a run is when the store failed under the service that had it.</summary>
public sealed class HeldRunsTests : IAsyncLifetime
{
    private readonly string _address = PostgresServer.Instance.CreateDatabase();
    private IStore _own = null!;
    private IStore _other = null!;
    private HeldRuns _held = null!;

    public async Task InitializeAsync()
    {
        _own = await StoreUrl.Parse(_address).OpenAsync(TimeProvider.System, default);
        _other = await StoreUrl.Parse(_address).OpenAsync(TimeProvider.System, default);
        _held = new HeldRuns(_own.Queries, _own.Progress);
    }

    [Fact]
    public async Task A_run_that_another_service_has_taken_up_is_its_own_and_stays_so()
    {
        long id = await _own.Progress.StartRunAsync("shop-app", "backfill", 1, default);
        await ForgetNodesAsync();
        Assert.Equal([id], await _other.Progress.InterruptAbandonedAsync(2, default));
        await _other.Progress.SaveRunAsync((await RunAsync(id)) with { Status = RunStatus.Running }, default);

        Assert.False(await _held.KeepAsync(id));

        Assert.Equal(RunStatus.Running, (await RunAsync(id)).Status);
        await _other.Progress.SaveRunAsync(await RunAsync(id), default);
    }

    [Fact]
    public async Task A_run_that_was_given_up_waits_for_whoever_takes_it_up()
    {
        long id = await _own.Progress.StartRunAsync("shop-app", "backfill", 1, default);
        await ForgetNodesAsync();
        await _other.Progress.InterruptAbandonedAsync(2, default);

        Assert.False(await _held.KeepAsync(id));

        Assert.Equal(RunStatus.Interrupted, (await RunAsync(id)).Status);
    }

    [Fact]
    public async Task A_run_that_stayed_here_is_left_for_whichever_service_tries_it_again()
    {
        long id = await _own.Progress.StartRunAsync("shop-app", "backfill", 1, default);

        Assert.True(await _held.KeepAsync(id));
        await _held.LeaveAsync(id);

        Assert.Equal(RunStatus.Queued, (await RunAsync(id)).Status);
        await _other.Progress.SaveRunAsync((await RunAsync(id)) with { Status = RunStatus.Running }, default);
        Assert.False(await _held.KeepAsync(id));
    }

    public async Task DisposeAsync()
    {
        await _own.DisposeAsync();
        await _other.DisposeAsync();
        PostgresServer.Instance.DropDatabase(_address);
    }

    private async Task<RunState> RunAsync(long id) => (await _other.Queries.GetRunAsync(id, default))!;

    /// <summary>As if each had been silent for too long.</summary>
    private async Task ForgetNodesAsync()
    {
        await using var connection = new NpgsqlConnection(_address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("delete from node", connection);
        await command.ExecuteNonQueryAsync();
    }
}
