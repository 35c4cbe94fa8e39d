namespace Connector.Vendors.Http.Outbound;

/// <summary>Lets so many requests through a second, evenly.</summary>
internal sealed class SendRate(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _step = TimeSpan.FromSeconds(1.0 / perSecond);
    private DateTimeOffset _next;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            // Waiting has a granularity of its own: some requests may go together, as long as the second keeps to the rate.
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset earliest = now - Slack;
            _next = _next < earliest ? earliest : _next;
            wait = _next - now;
            _next += _step;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);
}
