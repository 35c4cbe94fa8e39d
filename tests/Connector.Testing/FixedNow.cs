namespace Connector.Testing;

/// <summary>The system's clock and timers, but the date is what a test says.</summary>
public sealed class FixedNow(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
