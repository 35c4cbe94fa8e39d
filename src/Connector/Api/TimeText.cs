using System.Globalization;

namespace Connector.Api;

/// <summary>Times as clients send them.</summary>
internal static class TimeText
{
    private static readonly string[] Forms = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];

    /// <summary>ISO 8601 with <c>Z</c> or an offset; a date alone is its first moment in UTC.</summary>
    /// <returns>Null: it is no time.</returns>
    public static DateTimeOffset? Read(string text)
    {
        // In a query an unescaped plus is a space.
        string time = text.Replace(' ', '+');
        bool hasOffset = time.EndsWith('Z') || time.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;
        return hasOffset && DateTimeOffset.TryParseExact(time, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset read) ? read
            : DateTimeOffset.TryParseExact(time, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date
            : null;
    }
}
