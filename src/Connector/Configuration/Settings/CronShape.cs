using System.Diagnostics.CodeAnalysis;
using Newtonsoft.Json.Linq;
using Quartz;

namespace Connector.Configuration.Settings;

/// <summary>A cron expression of Quartz: six or seven parts, seconds first.</summary>
internal sealed class CronShape : Scalar<string>
{
    private static readonly string[] Parts = ["seconds", "minutes", "hours", "day of month", "month", "day of week", "year"];

    public override string Words => "a Quartz cron expression";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return FaultOf(text) is null;
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) => new("bad-cron", $"{shown} is no Quartz cron expression: {Explain(text)}");

    protected override JObject Plain() => new() { ["type"] = "string", ["minLength"] = 1 };

    private static string Explain(string text)
    {
        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 6 or > 7)
        {
            string withSeconds = string.Join(' ', ["0", .. parts]);
            return parts.Length == 5 && FaultOf(withSeconds) is null
                ? $"it has 5 parts, and the seconds are missing. Write '{withSeconds}'."
                : $"it has {parts.Length} {(parts.Length == 1 ? "part" : "parts")}. Write six: seconds, minutes, hours, day of month, month, day of week; for example '0 0/10 * * * ?'.";
        }

        for (int i = 0; i < parts.Length; i++)
        {
            if (FaultOf(Alone(parts[i], i)) is { } fault)
            {
                return $"part {i + 1} ({Parts[i]}), '{parts[i]}', is wrong. {fault}";
            }
        }

        return $"its parts do not fit together. {FaultOf(text)}";
    }

    /// <summary>An expression in which nothing but one part can be wrong.</summary>
    private static string Alone(string part, int at)
    {
        string[] neutral = ["0", "0", "0", "*", "*", "?", "*"];
        neutral[at] = part;
        if (at == 5)
        {
            neutral[3] = part == "?" ? "*" : "?";
        }
        else if (at == 3 && part == "?")
        {
            neutral[5] = "*";
        }

        return string.Join(' ', neutral);
    }

    private static string? FaultOf(string text)
    {
        try
        {
            _ = new CronExpression(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message.TrimEnd('.') + ".";
        }
    }
}
