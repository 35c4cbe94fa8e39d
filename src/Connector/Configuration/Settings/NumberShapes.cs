using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

internal sealed class FlagShape : Scalar<bool>
{
    public override string Words => "true or false";

    protected override bool TakesText => false;

    protected override bool TakesBoolean => true;

    public override bool TryParse(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("wrong-type", $"{shown} gives something else than true or false for '{setting.Name}'. Make it one of the two.");

    protected override JObject Plain() => new() { ["type"] = "boolean" };
}

/// <summary>An application's id: a whole number from 1, or a text. Which of the two a source wants is for its builder to say.</summary>
internal sealed class ApplicationIdShape : Scalar<string>
{
    public override string Words => "a whole number, or a text";

    protected override bool TakesNumber => true;

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return !string.IsNullOrWhiteSpace(text);
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("empty-value", $"'{setting.Name}' is empty. Write the application's id, for example {setting.Example}.");

    protected override JObject Plain() => new()
    {
        ["anyOf"] = new JArray
        {
            new JObject { ["type"] = "integer", ["minimum"] = 1 },

            // Digits alone are a number, and stand without quotes.
            new JObject { ["type"] = "string", ["pattern"] = @"^(?![1-9][0-9]*$)." },
        },
    };
}

/// <summary>A whole number from 1 to a limit.</summary>
internal sealed class CountShape(int most) : Scalar<int>
{
    public override string Words => "a whole number";

    protected override bool TakesText => false;

    protected override bool TakesNumber => true;

    public override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0 && value <= most;

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("out-of-range", $"{shown} is no number for '{setting.Name}'. Write a whole number from 1 to {most}, for example {setting.Example}.");

    protected override JObject Plain() => new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = most };
}

/// <summary>A length of time between two limits, both allowed.</summary>
internal sealed class DurationShape(string least, string most) : Scalar<TimeSpan>
{
    private static readonly string[] Formats = [@"h\:mm\:ss", @"h\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    private readonly TimeSpan _least = Parse(least);
    private readonly TimeSpan _most = Parse(most);

    public override string Words => "a length of time, `hh:mm:ss` or `d.hh:mm:ss`";

    public override bool TryParse(string text, out TimeSpan value) =>
        TryParseAny(text, out value) && value >= _least && value <= _most;

    protected override Refusal Refuse(string text, string shown, Setting setting)
    {
        bool negative = text.StartsWith('-');
        if (!TryParseAny(negative ? text[1..] : text, out TimeSpan value))
        {
            return new("bad-time-span", $"{shown} is no length of time. Write hours:minutes:seconds such as 00:15:00, or days.hours:minutes:seconds such as 1.00:00:00.");
        }

        return negative || value < _least
            ? new("out-of-range", $"{shown} is too short for '{setting.Name}'. Write at least {least}.")
            : new("out-of-range", $"{shown} is too long for '{setting.Name}'. Write at most {most}.");
    }

    protected override JObject Plain() => new() { ["type"] = "string", ["pattern"] = @"^(\d+\.)?\d{1,2}:\d\d:\d\d(\.\d+)?$|\$\{" };

    private static TimeSpan Parse(string text) => TimeSpan.ParseExact(text, Formats, CultureInfo.InvariantCulture);

    private static bool TryParseAny(string text, out TimeSpan value) =>
        TimeSpan.TryParseExact(text, Formats, CultureInfo.InvariantCulture, TimeSpanStyles.None, out value);
}

/// <summary>A moment, or a local time whose zone another setting names.</summary>
/// <param name="Offset">Null: <paramref name="Local"/> is local time.</param>
internal readonly record struct StartMoment(DateTime Local, TimeSpan? Offset)
{
    public DateTimeOffset In(TimeZoneInfo zone) => new(Local, Offset ?? zone.GetUtcOffset(Local));
}

internal sealed class StartShape : Scalar<StartMoment>
{
    private static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] WithOffset = ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-ddTHH:mmK"];

    public override string Words => "a date `yyyy-MM-dd`, or a date with a time";

    public override bool TryParse(string text, out StartMoment value)
    {
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            value = new StartMoment(local, null);
            return IsReasonable(local);
        }

        bool read = DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment);
        value = new StartMoment(moment.DateTime, moment.Offset);
        return read && IsReasonable(moment.DateTime);
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("bad-date", $"{shown} is no date. Write year-month-day such as 2026-11-01, with a time if need be: 2026-11-01T06:00:00.");

    protected override JObject Plain() => new() { ["type"] = "string", ["pattern"] = @"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$|\$\{" };

    // The first years of the calendar leave no room for a zone's offset, and hold no records.
    private static bool IsReasonable(DateTime moment) => moment.Year is >= 1970 and < 9999;
}
