using Connector.Testing;

namespace Connector.Tests.Testing;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        DateTimeOffset start = _time.GetUtcNow();
        long stamp = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(start.AddMinutes(1), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(1), _time.GetElapsedTime(stamp));
    }

    [Fact]
    public async Task A_delay_ends_when_the_time_has_come()
    {
        Task delay = Task.Delay(TimeSpan.FromSeconds(10), _time);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public void Timers_fire_in_order_and_see_the_time_they_were_due_at()
    {
        DateTimeOffset start = _time.GetUtcNow();
        List<(string Name, TimeSpan At)> fired = [];
        using ITimer late = _time.CreateTimer(_ => fired.Add(("late", _time.GetUtcNow() - start)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using ITimer often = _time.CreateTimer(_ => fired.Add(("often", _time.GetUtcNow() - start)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([("often", TimeSpan.FromSeconds(2)), ("late", TimeSpan.FromSeconds(3)), ("often", TimeSpan.FromSeconds(4))], fired);
    }

    [Fact]
    public void A_timer_that_is_disposed_or_changed_does_not_fire()
    {
        int fired = 0;
        ITimer disposed = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        using ITimer changed = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        changed.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, fired);
    }

    [Fact]
    public void A_limit_cancels_its_token()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5), _time);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(limit.IsCancellationRequested);
    }

    [Fact]
    public async Task Waits_that_are_skipped_move_the_clock_and_are_kept()
    {
        DateTimeOffset start = _time.GetUtcNow();
        _time.SkipWaits = wait => wait < TimeSpan.FromHours(1);
        await Task.Delay(TimeSpan.FromMinutes(1), _time);
        await Task.Delay(TimeSpan.FromMinutes(2), _time);
        Task longer = Task.Delay(TimeSpan.FromHours(1), _time);
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)], _time.Skipped);
        Assert.Equal(start.AddMinutes(3), _time.GetUtcNow());
        Assert.False(longer.IsCompleted);
    }

    [Fact]
    public async Task A_test_can_wait_for_a_timer()
    {
        Task armed = _time.WhenArmedAsync(TimeSpan.FromSeconds(7));
        Assert.False(armed.IsCompleted);
        using ITimer timer = _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(7), Timeout.InfiniteTimeSpan);
        await armed;
        await _time.WhenArmedAsync(left => left > TimeSpan.FromSeconds(6));
    }
}
