namespace Connector.Ingest;

/// <summary>Lets so many requests a second pass; what was not used in one second is lost in the next.</summary>
internal sealed class RateLimit(int rate, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = rate;
    private long _at = time.GetTimestamp();

    /// <returns>Null: it may pass; else how long to wait.</returns>
    public TimeSpan? Take()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            _left = Math.Min(rate, _left + (time.GetElapsedTime(_at, now).TotalSeconds * rate));
            _at = now;
            if (_left >= 1)
            {
                _left--;
                return null;
            }

            return TimeSpan.FromSeconds((1 - _left) / rate);
        }
    }
}
