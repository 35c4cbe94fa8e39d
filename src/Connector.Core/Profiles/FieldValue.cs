using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Records;

namespace Connector.Core.Profiles;

/// <summary>Turns a record's text into what a field of some type stores, and that into the form in which values are compared as keys.</summary>
public static partial class FieldValue
{
    private const string Utc = "yyyy-MM-ddTHH:mm:ss.FFFZ";

    /// <summary>Reads a text that is not empty as a value of the field.</summary>
    /// <param name="zone">The application's zone, for a <c>datetime</c> without offset.</param>
    /// <returns>
    /// The text to store: strings as given; an e-mail trimmed; phones in E.164; hashes as the database writes them; <c>true</c> or <c>false</c>; <c>2026-11-22</c>;
    /// <c>2026-11-22T09:58:16Z</c>; numbers with their digits as sent, without leading zeros. Null: the type refuses the text.
    /// </returns>
    public static string? Convert(Field field, Database database, string text, TimeZoneInfo zone)
    {
        string trimmed = text.Trim();
        return field.Type switch
        {
            FieldType.String => text,
            FieldType.Tags => text,
            FieldType.Enum => field.Values.Contains(text) ? text : null,
            FieldType.Email => EmailAddress.IsValid(trimmed) ? trimmed : null,
            FieldType.Phone or FieldType.PhoneList => PhoneNumber.Normalize(trimmed, database.DefaultPhoneCountry),
            FieldType.HashedEmail => ContactHash.OfEmail(trimmed, database),
            FieldType.HashedPhone => ContactHash.OfPhone(trimmed, database),
            FieldType.Integer => IsInteger(trimmed) ? WithoutLeadingZeros(trimmed) : null,
            FieldType.Number => Number(trimmed),
            FieldType.Boolean => Boolean(trimmed),
            FieldType.Ip => IsIp(trimmed) ? trimmed : null,
            FieldType.Date => Date(trimmed, zone),
            FieldType.DateTime => Moment(trimmed, zone)?.UtcDateTime.ToString(Utc),
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
    }

    /// <summary>
    /// Whether a text is empty for this field: also with spaces around, for all types but those that keep text as given, and the hash of an
    /// empty text for those that hold hashes.
    /// </summary>
    public static bool IsEmpty(Field field, string text) => text.Length == 0 || field.Type switch
    {
        FieldType.String or FieldType.Tags or FieldType.Enum => false,
        FieldType.HashedEmail or FieldType.HashedPhone => string.IsNullOrWhiteSpace(text) || ContactHash.IsOfNothing(text.Trim()),
        _ => string.IsNullOrWhiteSpace(text),
    };

    /// <summary>The form in which a stored value finds its profile; null: a blocked value, which finds nobody.</summary>
    public static string? KeyOf(Field field, string stored)
    {
        string key = field.Type switch
        {
            FieldType.Email => EmailAddress.KeyOf(stored),
            FieldType.Integer or FieldType.Number when DecimalText.IsNumber(stored) => DecimalText.Normalize(stored),
            FieldType.Ip when IPAddress.TryParse(stored, out IPAddress? address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(),
            _ => stored,
        };
        return BlockedValues.Contains(stored) || BlockedValues.Contains(key) || ContactHash.IsOfNothing(key) ? null : key;
    }

    /// <summary>A decimal such as <c>-12.50</c> or <c>1e3</c>, as JSON would write it: digits as sent, no plus, no leading zeros, at most 64 characters.</summary>
    /// <returns>Null: not a number.</returns>
    public static string? Number(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length <= 64 && DecimalPattern().IsMatch(trimmed) && IsInReach(trimmed) ? WithoutLeadingZeros(trimmed) : null;
    }

    /// <summary>An exponent must not lead out of what programs commonly read as a number.</summary>
    private static bool IsInReach(string number) =>
        !number.AsSpan().ContainsAny('e', 'E') || decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsInteger(string text) => TryInteger(text, out _);

    // The parser of the runtime passes over zero characters at the end.
    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && !text.EndsWith('\0');

    private static string WithoutLeadingZeros(string number)
    {
        ReadOnlySpan<char> text = number;
        bool negative = text[0] == '-';
        text = text[0] is '-' or '+' ? text[1..] : text;
        int zeros = 0;
        while (zeros + 1 < text.Length && text[zeros] == '0' && char.IsAsciiDigit(text[zeros + 1]))
        {
            zeros++;
        }

        return negative ? $"-{text[zeros..]}" : text[zeros..].ToString();
    }

    private static string? Boolean(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" => "true",
        "false" or "0" => "false",
        _ => null,
    };

    /// <summary>IPv6, or IPv4 as four decimal numbers: the runtime also reads octal, hexadecimal and shortened forms.</summary>
    private static bool IsIp(string text) =>
        IPAddress.TryParse(text, out IPAddress? address)
        && (text.Contains(':') ? !text.Contains('[') && !text.Contains('%') : address.ToString() == text);

    private static string? Date(string text, TimeZoneInfo zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return date.ToString("yyyy-MM-dd");
        }

        if (!MomentPattern().IsMatch(text))
        {
            return Moment(text, zone) is { } moment ? TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd") : null;
        }

        // A date with a time is the date that is written, whatever its zone.
        return Moment(text, zone) is null ? null : text[..10];
    }

    private static DateTimeOffset? Moment(string text, TimeZoneInfo zone)
    {
        if (TryInteger(text, out long seconds))
        {
            return seconds is >= -62_135_596_800 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }

        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
        {
            return At(day, zone);
        }

        // What exports write; the pattern below reads it too, at ten times the price.
        if (DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime second))
        {
            return At(second, zone);
        }

        System.Text.RegularExpressions.Match match = MomentPattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        string normal = match.Groups["date"].Value + "T" + match.Groups["time"].Value;
        string offset = match.Groups["offset"].Value;
        if (offset.Length == 0)
        {
            return DateTime.TryParse(normal, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local) ? At(local, zone) : null;
        }

        string withOffset = normal + (offset.Length is 3 ? offset + ":00" : offset.Length is 5 ? offset.Insert(3, ":") : offset);
        return DateTimeOffset.TryParse(withOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment) ? moment.ToUniversalTime() : null;
    }

    private static DateTimeOffset? At(DateTime local, TimeZoneInfo zone)
    {
        long milliseconds = EventTimes.ToUnixMilliseconds(local, zone);
        return milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalPattern();

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?<time>[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?)(?<offset>Z|z|[+-][0-9]{2}(:?[0-9]{2})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex MomentPattern();
}
