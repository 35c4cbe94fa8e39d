namespace Connector.Vendors.AppMetrica;

/// <summary>How long to wait before asking again. Every pause has jitter, so that many workers do not ask at the same moment.</summary>
/// <param name="jitter">A number from 0 to below 1, a new one at each call.</param>
internal sealed class Pauses(Func<double> jitter)
{
    private const double Growth = 1.5;
    private const double MostPoll = 4;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestQuota = TimeSpan.FromMinutes(15);

    /// <summary>Before poll number <paramref name="poll"/> (from 0): between one step and the next, the steps growing from <paramref name="first"/> to four times that.</summary>
    public TimeSpan Poll(TimeSpan first, int poll)
    {
        // The last step that is below the most; from there on pauses lie between it and the most.
        int step = Math.Min(poll, (int)Math.Floor(Math.Log(MostPoll, Growth)));
        double from = Math.Pow(Growth, step);
        double to = Math.Min(from * Growth, MostPoll);
        return first * (from + ((to - from) * jitter()));
    }

    /// <summary>Before repeat number <paramref name="attempt"/> (from 0) of a failed request: doubles, and up to a quarter more.</summary>
    public TimeSpan Retry(TimeSpan first, int attempt) => Doubled(first, attempt, LongestRetry);

    /// <summary>While requests are too many, for a reason that does not say how long it lasts.</summary>
    public TimeSpan Quota(TimeSpan first, int attempt) => Doubled(first, attempt, LongestQuota);

    /// <summary>While the application's queue is full.</summary>
    public TimeSpan Queue(TimeSpan pollPause) => Poll(pollPause, int.MaxValue);

    /// <summary>What the server asked for, and up to a tenth more.</summary>
    public TimeSpan Asked(TimeSpan retryAfter) => retryAfter * (1 + (0.1 * jitter()));

    /// <summary>Until the daily quota is new, at 00:00 GMT, and up to five minutes more.</summary>
    public TimeSpan UntilMidnight(DateTimeOffset now) =>
        now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime + (TimeSpan.FromMinutes(5) * jitter());

    private TimeSpan Doubled(TimeSpan first, int attempt, TimeSpan most)
    {
        double doubled = first.Ticks * Math.Pow(2, Math.Min(attempt, 62));
        TimeSpan pause = doubled < most.Ticks ? TimeSpan.FromTicks((long)doubled) : most > first ? most : first;
        return pause * (1 + (0.25 * jitter()));
    }
}
