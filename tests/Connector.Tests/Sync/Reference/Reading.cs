using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Records;
using When = (long Happened, long Received);

namespace Connector.Tests.Sync.Reference;

/// <summary>Sections 3.1, 3.2, 3.6 and 3.9 of the contract in the plainest words: what a record says, and whether a filter wants it.</summary>
internal static class Reading
{
    private const RegexOptions Exact = RegexOptions.CultureInvariant | RegexOptions.Singleline;

    public static bool IsBroken(Row row)
    {
        string text = WithoutMark(row.EventJson);
        return text.Length > 0 && Parse(text) is null;
    }

    public static string Text(Row row, FieldPath path)
    {
        string column = WithoutMark(row[path.Column]);
        if (path.Steps.IsEmpty)
        {
            return column;
        }

        if (Parse(column) is not { } at)
        {
            return "";
        }

        foreach (PathStep step in path.Steps)
        {
            if (step.Name is { } name)
            {
                if (at.ValueKind != JsonValueKind.Object || at.EnumerateObject().LastOrDefault(member => member.Name == name) is not { Value.ValueKind: not JsonValueKind.Undefined } found)
                {
                    return "";
                }

                at = found.Value;
            }
            else if (at.ValueKind == JsonValueKind.Array && step.Index < at.GetArrayLength())
            {
                at = at[step.Index];
            }
            else
            {
                return "";
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => at.GetString()!,
            JsonValueKind.Object or JsonValueKind.Array => Regex.Replace(at.GetRawText(), """("(?:[^"\\]|\\.)*")|\s+""", "$1", Exact),
            _ => at.GetRawText(),
        };
    }

    public static string Text(Row row, Operand operand) => operand is Operand.From from ? Text(row, from.Path) : ((Operand.Constant)operand).Text;

    public static bool Passes(Row row, Filter? filter) => filter switch
    {
        null => true,
        Filter.All all => all.Parts.All(part => Passes(row, part)),
        Filter.Any any => any.Parts.Any(part => Passes(row, part)),
        Filter.Not not => !Passes(row, not.Part),
        Filter.Rule rule => rule.Conditions.All(condition => Holds(Text(row, rule.Field), condition, rule.CaseSensitive)),
        _ => throw new InvalidOperationException(),
    };

    public static bool IsBlocked(string text) =>
        Regex.IsMatch(text.Trim(), "^([0-]+|-1|null|undefined|anonymous)$", Exact | RegexOptions.IgnoreCase);

    public static bool IsEmpty(Field field, string text) => text.Length == 0 || (text.Trim().Length == 0 && field.Type is not (FieldType.String or FieldType.Tags));

    /// <returns>Null: the type refuses the text. Knows the values of <see cref="Cases"/> alone.</returns>
    public static string? Convert(Field field, string text) => field.Type switch
    {
        FieldType.Email => IsEmail(text.Trim()) ? text.Trim() : null,
        FieldType.Number => Regex.IsMatch(text.Trim(), @"^-?\d+(\.\d+)?\z", Exact) ? text.Trim() : null,
        FieldType.Boolean => text.Trim().ToUpperInvariant() switch { "TRUE" or "1" => "true", "FALSE" or "0" => "false", _ => null },
        FieldType.PhoneList => Phone(text),
        _ => text,
    };

    public static string? Phone(string text) => text.Trim() switch
    {
        "+79161234567" or "8 (916) 123-45-67" => "+79161234567",
        "+12125550100" => "+12125550100",
        _ => null,
    };

    public static bool IsEmail(string text) => Regex.IsMatch(text, @"^[a-z]+@[a-z]+\.[a-z]+\z", Exact | RegexOptions.IgnoreCase);

    /// <summary>The form in which stored values compare.</summary>
    public static string? KeyOf(Field field, string stored)
    {
        string key = field.Type switch
        {
            FieldType.Email => stored.Trim().ToLowerInvariant(),
            FieldType.Number => decimal.Parse(stored, CultureInfo.InvariantCulture).ToString("0.#########", CultureInfo.InvariantCulture),
            _ => stored,
        };
        return IsBlocked(stored) || IsBlocked(key) ? null : key;
    }

    public static (string Address, string? Provider)? Address(SubscriptionRule rule, string text, string osName) => (rule.Channel, rule.Provider) switch
    {
        (Channel.Email, _) => IsEmail(text) ? (text, null) : null,
        (Channel.Sms, _) => Phone(text) is { } phone ? (phone, null) : null,
        (_, PushProvider.GoogleAid) => (text, "yandex-Appmetrica-google-aid"),
        (_, PushProvider.IosIfa) => (text, "yandex-Appmetrica-ios-ifa"),
        _ => osName.ToLowerInvariant() is "ios" or "android" ? (text, "yandex-Appmetrica-device-id-" + osName.ToLowerInvariant()) : null,
    };

    public static string? DeviceOf(Row row)
    {
        string device = row.Device.Trim();
        return device.Length == 0 || IsBlocked(device) ? null : device;
    }

    public static long? EventTime(Row row) =>
        long.TryParse(row.EventTimestamp, CultureInfo.InvariantCulture, out long seconds) ? seconds
        : DateTimeOffset.TryParse(row.EventDatetime + " +03:00", CultureInfo.InvariantCulture, out DateTimeOffset time) ? time.ToUnixTimeSeconds()
        : null;

    /// <summary>Section 3.9; in seconds.</summary>
    public static When TimeOf(Row row)
    {
        long received = long.Parse(row.ReceiveTimestamp, CultureInfo.InvariantCulture);
        bool isWrong = EventTime(row) is not { } happened || happened > received + 300 || happened < DateTimeOffset.Parse("2010-01-01T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        return (isWrong ? received : EventTime(row)!.Value, received);
    }

    private static bool Holds(string text, Condition condition, bool caseSensitive)
    {
        RegexOptions options = caseSensitive ? Exact : Exact | RegexOptions.IgnoreCase;
        StringComparison comparison = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return condition switch
        {
            Condition.Like like => Regex.IsMatch(text, Pattern(like.Pattern), options) != like.Negated,
            Condition.In list => list.Values.Any(value => value.Equals(text, comparison)),
            Condition.Exists exists => (text.Length > 0) == exists.Wanted,
            Condition.Compare compare => Regex.IsMatch(text, @"^-?\d+(\.\d+)?\z", Exact) && Compare(text, compare),
            _ => throw new InvalidOperationException(),
        };
    }

    private static bool Compare(string text, Condition.Compare compare)
    {
        decimal value = decimal.Parse(text, CultureInfo.InvariantCulture);
        decimal number = decimal.Parse(compare.Number, CultureInfo.InvariantCulture);
        return compare.Operator switch
        {
            Comparison.Greater => value > number,
            Comparison.GreaterOrEqual => value >= number,
            Comparison.Less => value < number,
            _ => value <= number,
        };
    }

    private static string Pattern(string like) =>
        "^" + Regex.Replace(like, @"\\\*|\\\\|\*|[^*]", part => part.Value switch { "*" => ".*", "\\*" => "\\*", "\\\\" => "\\\\", _ => Regex.Escape(part.Value) }, Exact) + "\\z";

    private static string WithoutMark(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;

    private static JsonElement? Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
