namespace Connector.Output;

/// <summary>Times and spans as they are printed.</summary>
internal static class Times
{
    /// <summary><c>2026-11-22T09:58:16Z</c>; parts of a second only where there are any.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ");

    /// <param name="time">Unix milliseconds.</param>
    public static string Text(long time) => Text(DateTimeOffset.FromUnixTimeMilliseconds(time));

    /// <summary>For people: <c>35 s</c>, <c>12 min</c>, <c>3 h 20 min</c>, <c>4 d 2 h</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, (long)span.TotalSeconds)} s",
        { TotalHours: < 1 } => $"{span.Minutes} min",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{(long)span.TotalDays} d {span.Hours} h",
    };
}
