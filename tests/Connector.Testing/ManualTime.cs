namespace Connector.Testing;

/// <summary>A clock that stands still until a test moves it. Timers, and so <c>Task.Delay</c> and time-outs, follow it.</summary>
/// <remarks>
/// Code that waits in a loop is tested with <see cref="SkipWaits"/>: each such wait is over at once, the clock moves by it, and
/// <see cref="Skipped"/> holds what was waited. A single wait is tested with <see cref="WhenArmedAsync"/> and <see cref="Advance"/>.
/// </remarks>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _armed = [];
    private readonly List<(Func<TimeSpan, bool> Wanted, TaskCompletionSource Seen)> _watchers = [];
    private readonly List<TimeSpan> _skipped = [];
    private DateTimeOffset _now = start.ToUniversalTime();

    /// <summary>Starts at noon, 22 November 2026, UTC.</summary>
    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Which waits are over as soon as they begin, by their length; null: none.</summary>
    public Func<TimeSpan, bool>? SkipWaits { get; set; }

    /// <summary>The waits that <see cref="SkipWaits"/> ended, in order.</summary>
    public IReadOnlyList<TimeSpan> Skipped
    {
        get
        {
            lock (_lock)
            {
                return [.. _skipped];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock and fires, in order, the timers that fall due on the way; each sees the time it was due at.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset target = GetUtcNow() + by;
        while (NextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _now = target > _now ? target : _now;
        }
    }

    /// <summary>Ends when a timer is running that has exactly so long to go.</summary>
    public Task WhenArmedAsync(TimeSpan due) => WhenArmedAsync(left => left == due);

    /// <summary>Ends when a timer is running whose time to go is as wanted.</summary>
    public Task WhenArmedAsync(Func<TimeSpan, bool> wanted)
    {
        lock (_lock)
        {
            if (_armed.Exists(timer => wanted(timer.Due - _now)))
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((wanted, seen));
            return seen.Task;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(DateTimeOffset target)
    {
        lock (_lock)
        {
            ManualTimer? next = _armed.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (next is null)
            {
                return null;
            }

            _now = next.Due > _now ? next.Due : _now;
            Rearm(next);
            return next;
        }
    }

    private void Rearm(ManualTimer timer)
    {
        if (timer.Period > TimeSpan.Zero)
        {
            timer.Due += timer.Period;
        }
        else
        {
            _armed.Remove(timer);
        }
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
            if (dueTime < TimeSpan.Zero)
            {
                return;
            }

            timer.Period = period;
            if (SkipWaits?.Invoke(dueTime) == true)
            {
                _skipped.Add(dueTime);
                _now += dueTime;
                ThreadPool.QueueUserWorkItem(static timer => timer.Fire(), timer, preferLocal: false);
                return;
            }

            timer.Due = _now + dueTime;
            _armed.Add(timer);
            foreach ((Func<TimeSpan, bool> wanted, TaskCompletionSource seen) in _watchers.Where(watcher => watcher.Wanted(dueTime)).ToArray())
            {
                _watchers.Remove((wanted, seen));
                seen.SetResult();
            }
        }

        if (dueTime == TimeSpan.Zero)
        {
            Advance(TimeSpan.Zero);
        }
    }

    private void Disarm(ManualTimer timer)
    {
        lock (_lock)
        {
            _armed.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Arm(this, dueTime, period);
            return true;
        }

        public void Dispose() => time.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
