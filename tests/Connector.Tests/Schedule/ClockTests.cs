using Connector.Schedule;
using Connector.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Schedule;

/// <summary>A clock that was ahead and is set back: what was put by it lies out of reach.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private ServiceLab _lab = null!;

    [Fact]
    public async Task A_service_whose_clock_is_set_back_fires_by_the_new_time()
    {
        _lab.Configure("shop", "\"every\": \"01:00:00\"");
        _lab.Time.Ahead = TimeSpan.FromDays(30);
        await _lab.StartAsync();
        await DoneAsync(1, state => state.NextFire > TimeProvider.System.GetUtcNow().AddDays(29));

        _lab.Time.Ahead = TimeSpan.Zero;

        await DoneAsync(2, state => state.NextFire < TimeProvider.System.GetUtcNow().AddHours(2));
    }

    [Fact]
    public async Task A_service_that_starts_with_a_clock_set_back_tidies_up_in_the_next_night()
    {
        _lab.Configure("shop");
        _lab.Time.Ahead = TimeSpan.FromDays(30);
        await _lab.StartAsync();
        await _lab.StopAsync();
        Assert.True(Nightly() > TimeProvider.System.GetUtcNow().AddDays(28));

        _lab.Time.Ahead = TimeSpan.Zero;
        await _lab.StartAsync();
        Assert.True(Nightly() < TimeProvider.System.GetUtcNow().AddHours(26));
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_put_right_is_tried_again()
    {
        var said = new Said("ScheduleNotRecovered");
        _lab.Log = said;
        _lab.Configure("shop", "\"every\": \"01:00:00\"");
        _lab.Time.Ahead = TimeSpan.FromDays(30);
        await _lab.StartAsync();
        await DoneAsync(1, state => state.NextFire > TimeProvider.System.GetUtcNow().AddDays(29));

        Change("create trigger broken before update on qrtz_triggers begin select raise(abort, 'broken'); end");
        _lab.Time.Ahead = TimeSpan.Zero;
        await said.Heard;
        Change("drop trigger broken");

        await DoneAsync(2, state => state.NextFire < TimeProvider.System.GetUtcNow().AddHours(2));
    }

    public async Task InitializeAsync() => _lab = await ServiceLab.MakeAsync();

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    /// <summary>Waits until so many runs are done and the next one is due as expected.</summary>
    private async Task DoneAsync(int runs, Func<ScheduleState, bool> isNextDue)
    {
        await LookAgain.UntilAsync($"{runs} runs are done", _lab.RunsAsync, all => all.Count(run => run.Status == "done") >= runs);
        await LookAgain.UntilAsync("the next one is due by the clock", () => _lab.StateAsync("shop"), isNextDue);
    }

    private DateTimeOffset Nightly()
    {
        using var connection = new SqliteConnection($"Data Source={_lab.PathOf("data/connector.quartz.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "select next_fire_time from qrtz_triggers where trigger_name = 'nightly'";
        return new DateTimeOffset((long)command.ExecuteScalar()!, TimeSpan.Zero);
    }

    /// <summary>Of the scheduler's own tables.</summary>
    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_lab.PathOf("data/connector.quartz.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A log that tells of one kind of line.</summary>
    private sealed class Said(string name) : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Heard => _heard.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == name)
            {
                _heard.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
