using Connector.Core.Catalog;

namespace Connector.Core.Sync;

/// <summary>The sentences that tell a marketer why a record was refused and what would cure it.</summary>
public static class Details
{
    private const int LongestShown = 120;

    public static string OfMatch(string reason, MatchPlan plan, Hit hit)
    {
        string from = plan.Match.From.Text;
        return reason switch
        {
            RejectReason.MatchValueEmpty => $"'{from}' is empty, so no profile can be found by it.",
            RejectReason.MatchValueBlocked => $"'{from}' is {Shown(hit.Values[plan.Value])}, a value that names nobody.",
            RejectReason.MatchAmbiguous => $"Several profiles of {plan.Database.Name} have the {from} {Shown(hit.Values[plan.Value])}. Merge them, or set match.onAmbiguous to oldest or newest.",
            _ => OfValue(plan.Field!, hit.Values[plan.Value]),
        };
    }

    public static string OfValue(Field field, string text) => $"'{field.Name}' takes {Wanted(field)}, not {Shown(text)}.";

    public static string OfRequired(Field field, ValueSource source, Hit hit)
    {
        string from = source.Constant is null ? $"what is mapped to it ({NameOf(source, hit)})" : "the value mapped to it";
        return $"'{field.Name}' is required and {from} is empty. Give the mapping ignoreEmpty to leave the field alone then.";
    }

    public static string OfAddress(SubscriptionRule rule, string text, string osName) => rule.Channel switch
    {
        Channel.Push when rule.Provider == PushProvider.AppMetricaDeviceId =>
            $"The push subscription needs os_name ios or android, not {Shown(osName)}. Filter by os_name, or set skipInvalid.",
        Channel.Email => $"{Shown(text)} is no e-mail address for a subscription. Correct the app, or set skipInvalid.",
        _ => $"{Shown(text)} is no telephone number for a subscription. Correct the app, set the database's defaultPhoneCountry, or set skipInvalid.",
    };

    private static string NameOf(ValueSource source, Hit hit)
    {
        string column = hit.Hook.Plan.Schema.Columns[source.Slot];
        return source.Json < 0 ? column : "a path in " + column;
    }

    private static string Wanted(Field field) => field.Type switch
    {
        FieldType.Integer => "a whole number of 64 bits",
        FieldType.Number => "a decimal number such as 12.50",
        FieldType.Boolean => "true, false, 1 or 0",
        FieldType.Date => "a date such as 2026-11-22",
        FieldType.DateTime => "a time such as 2026-11-22T09:58:16Z, 2026-11-22 12:58:16 or Unix seconds",
        FieldType.Email => "an e-mail address",
        FieldType.Phone or FieldType.PhoneList => "a telephone number such as +79161234567",
        FieldType.HashedEmail => "an e-mail address or its hash, of the kind that the database's hashes.email names",
        FieldType.HashedPhone => "a telephone number or its hash, of the kind that the database's hashes.phone names",
        FieldType.Ip => "an IP address",
        FieldType.Enum => "one of " + string.Join(", ", field.Values),
        _ => "text",
    };

    private static string Shown(string text) => text.Length <= LongestShown ? $"'{text}'" : $"'{Start(text)}…' ({text.Length} characters)";

    private static string Start(string text) => text[..(char.IsHighSurrogate(text[LongestShown - 1]) ? LongestShown - 1 : LongestShown)];
}
