using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica;

/// <summary>What an answer of AppMetrica asks of us.</summary>
/// <remarks>Source: AppMetrica docs, «Logs API › Request procedure» and «Quotas»; «Try to use more parts.» is known from Yandex's own loader.</remarks>
internal abstract partial record Answer
{
    private Answer()
    {
    }

    /// <summary>200: the body is open.</summary>
    public sealed record Ready : Answer;

    /// <summary>202: the export is queued or being made.</summary>
    public sealed record Waiting(int? Percent) : Answer;

    /// <summary>429: the application's queue has no room; the request was not taken.</summary>
    public sealed record QueueFull : Answer;

    /// <summary>420: too many requests.</summary>
    /// <param name="ForTheDay">Until 00:00 GMT; else for moments.</param>
    public sealed record QuotaSpent(bool ForTheDay) : Answer;

    /// <summary>The server is not well; the same request may do later.</summary>
    public sealed record Failing : Answer;

    /// <summary>400 that wants the export in more parts.</summary>
    public sealed record TooLarge : Answer;

    /// <summary>401: the token is not accepted.</summary>
    public sealed record Unauthorized : Answer;

    /// <summary>403: the token's user may not read the application.</summary>
    public sealed record Forbidden : Answer;

    /// <summary>Anything else: repeating would not help.</summary>
    public sealed record Refused : Answer;

    public static Answer Of(Reply reply) => reply.Status switch
    {
        200 => new Ready(),
        202 => new Waiting(PercentIn(reply.Text)),
        429 => new QueueFull(),
        420 => new QuotaSpent(DayPattern.IsMatch(reply.Text)),
        400 when reply.Text.Contains("use more parts", StringComparison.OrdinalIgnoreCase) => new TooLarge(),
        401 => new Unauthorized(),
        403 => new Forbidden(),
        408 or >= 500 => new Failing(),
        _ => new Refused(),
    };

    private static int? PercentIn(string text) =>
        ProgressPattern.Match(text) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int percent)
            ? Math.Min(percent, 100)
            : null;

    [GeneratedRegex(@"Progress is (\d{1,4})%", RegexOptions.IgnoreCase)]
    private static partial Regex ProgressPattern { get; }

    // The text is not promised; the quotas page counts 5,000 a day for a login and 30 a second for an address.
    [GeneratedRegex(@"\bday\b|\bdaily\b|per[ _]day|by_uid|user login|5,?000|сут|день", RegexOptions.IgnoreCase)]
    private static partial Regex DayPattern { get; }
}
