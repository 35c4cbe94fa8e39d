using Connector.Output;

namespace Connector.Pages.Words;

/// <summary>Times as the console shows them.</summary>
internal static class Moments
{
    /// <summary><c>22 Nov 2026, 09:58 UTC</c></summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'");

    /// <summary><c>12 min ago</c>, <c>in 3 h 20 min</c>.</summary>
    public static string Distance(DateTimeOffset time, DateTimeOffset now) =>
        (now - time).Duration() < TimeSpan.FromSeconds(5) ? "now"
        : time < now ? Times.Span(now - time) + " ago"
        : "in " + Times.Span(time - now);

    /// <param name="time">Unix milliseconds.</param>
    public static DateTimeOffset Of(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    /// <inheritdoc cref="Of(long)"/>
    public static DateTimeOffset? Of(long? time) => time is { } at ? Of(at) : null;
}
