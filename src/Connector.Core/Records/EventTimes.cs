using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Connector.Core.Profiles;

namespace Connector.Core.Records;

/// <summary>Reads a record's times: Unix seconds where the export has them, else local text in the application's zone.</summary>
public sealed class EventTimes(TimeZoneInfo zone)
{
    private static readonly long Earliest = new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long AllowedAhead = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;

    // Most records of an export carry one of few times, and reading a local text needs the zone's rules.
    private readonly byte[] _lastText = new byte[32];
    private int _lastLength = -1;
    private long? _last;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>Reads one of a resource's times.</summary>
    /// <returns>Unix milliseconds; null: neither text is a time.</returns>
    public long? Read(ReadOnlySpan<byte> timestamp, ReadOnlySpan<byte> datetime)
    {
        return ReadSeconds(timestamp) is { } seconds ? seconds * 1000 : datetime.IsEmpty ? null : ReadLocal(datetime);
    }

    /// <summary>Reads a Unix time in seconds.</summary>
    /// <returns>Null: no such time.</returns>
    public static long? ReadSeconds(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long seconds, out int used) && used == text.Length && seconds is > 0 and <= 253_402_300_799 ? seconds : null;

    /// <summary>Reads a Unix time in seconds or milliseconds: what is below 10^11 is seconds, which as milliseconds would lie before March 1973.</summary>
    /// <returns>Unix milliseconds; null: no such time.</returns>
    public static long? ReadUnix(ReadOnlySpan<byte> text)
    {
        const long LeastMilliseconds = 100_000_000_000;
        const long MostMilliseconds = 253_402_300_799_999;
        return Utf8Parser.TryParse(text, out long time, out int used) && used == text.Length && time is > 0 and <= MostMilliseconds
            ? time < LeastMilliseconds ? time * 1000 : time
            : null;
    }

    /// <summary>Writes Unix milliseconds as a moment in a zone, so that fields take the date from it that people there had.</summary>
    /// <returns>Null: the text is no such number.</returns>
    public static string? Moment(string milliseconds, TimeZoneInfo zone) =>
        long.TryParse(milliseconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time)
            && time is >= -62_135_510_400_000 and <= 253_402_214_400_000
            ? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(time), zone).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture)
            : null;

    /// <summary>The stamp of everything a record writes.</summary>
    /// <param name="readAt">The run's start, which stands in for what the record lacks.</param>
    /// <remarks>An event time more than 5 minutes ahead of the receive time, or before 2010, is a wrong clock: the receive time counts.</remarks>
    public static Stamp Stamp(long? eventTime, long? receiveTime, long readAt)
    {
        long received = receiveTime ?? readAt;
        long happened = eventTime is { } time && time >= Earliest && time <= received + AllowedAhead ? time : received;

        // Without a receive time equal event times are equal, whichever run reads them.
        return new Stamp(happened, receiveTime ?? happened);
    }

    private long? ReadLocal(ReadOnlySpan<byte> text)
    {
        if (text.Length == _lastLength && text.SequenceEqual(_lastText.AsSpan(0, _lastLength)))
        {
            return _last;
        }

        long? time = ParseLocal(text);
        if (text.Length <= _lastText.Length)
        {
            text.CopyTo(_lastText);
            _lastLength = text.Length;
            _last = time;
        }

        return time;
    }

    private long? ParseLocal(ReadOnlySpan<byte> text)
    {
        if (text.Length > 32)
        {
            return null;
        }

        Span<char> chars = stackalloc char[32];
        chars = chars[..Encoding.UTF8.GetChars(text, chars)];
        return DateTime.TryParseExact(chars, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
            ? ToUnixMilliseconds(local, Zone)
            : null;
    }

    /// <summary>An hour that the zone repeats counts as its second, standard run; one that it leaves out as if it had not been left out.</summary>
    /// <returns>Also what lies before the year 1 or after 9999 in UTC, which no <see cref="DateTimeOffset"/> can hold.</returns>
    public static long ToUnixMilliseconds(DateTime local, TimeZoneInfo zone)
    {
        TimeSpan offset = zone.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified));
        return (local.Ticks - DateTime.UnixEpoch.Ticks - offset.Ticks) / TimeSpan.TicksPerMillisecond;
    }
}
