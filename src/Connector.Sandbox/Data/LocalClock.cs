using System.Globalization;
using System.Text;

namespace Connector.Sandbox.Data;

/// <summary>Times of one zone as exports write them: <c>yyyy-MM-dd HH:mm:ss</c>.</summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    // Every zone changes its offset on a quarter of an hour.
    private const int Quarter = 900;

    private readonly byte[] _text = new byte[19];
    private long _quarter = long.MinValue;
    private long _offset;
    private long _hour = long.MinValue;

    /// <summary>The local text of a moment; valid until the next call.</summary>
    public ReadOnlySpan<byte> Text(long seconds)
    {
        long local = seconds + OffsetAt(seconds);
        long hour = Math.DivRem(local, 3600, out long rest);
        if (hour != _hour)
        {
            _hour = hour;
            DateTime.UnixEpoch.AddHours(hour).TryFormat(_text, out _, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        }

        WriteTwoDigits(14, (int)(rest / 60));
        WriteTwoDigits(17, (int)(rest % 60));
        return _text;
    }

    public string TextOf(long seconds) => Encoding.ASCII.GetString(Text(seconds));

    /// <summary>Reads a local time or, at midnight, a date.</summary>
    public static bool TryRead(string text, TimeZoneInfo zone, out long seconds)
    {
        bool read = DateTime.TryParseExact(
            text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local);
        seconds = read ? new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeSeconds() : 0;
        return read;
    }

    private long OffsetAt(long seconds)
    {
        long quarter = seconds / Quarter;
        if (quarter != _quarter)
        {
            _quarter = quarter;
            _offset = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(seconds)).TotalSeconds;
        }

        return _offset;
    }

    private void WriteTwoDigits(int at, int number)
    {
        _text[at] = (byte)('0' + (number / 10));
        _text[at + 1] = (byte)('0' + (number % 10));
    }
}
