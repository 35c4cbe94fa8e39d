namespace Connector.Schedule;

/// <summary>Notices that the clock was set back, by what passed on a clock that nobody sets.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    /// <summary>Corrections below that come and go with the keeping of time.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(5);

    private long _stamp = time.GetTimestamp();
    private DateTimeOffset _shown = time.GetUtcNow();

    /// <returns>By how much the clock was set back since the last look; null: it was not.</returns>
    public TimeSpan? SetBack()
    {
        DateTimeOffset expected = _shown + time.GetElapsedTime(_stamp);
        (_stamp, _shown) = (time.GetTimestamp(), time.GetUtcNow());
        return expected - _shown is var back && back > Noticeable ? back : null;
    }
}
