using System.Globalization;
using System.Text.Json.Nodes;

namespace Connector.Core.Alerts;

/// <summary>Decides what is news of a destination: each alert begins once and is over once. The alert stands under the destination's name.</summary>
public static class DeliveryRules
{
    /// <summary>What alerts about destinations are called.</summary>
    public static readonly IReadOnlyList<string> Kinds = [AlertKind.DeliveryFailed, AlertKind.DeliveryLagging];

    public static IEnumerable<AlertNews> Judge(DeliveryFacts facts, AlertLimits limits, IReadOnlyCollection<OpenAlert> open, DateTimeOffset now)
    {
        string name = facts.Destination;
        string failed = facts.Failed == 1 ? "1 message" : $"{facts.Failed} messages";
        return
        [
            .. Of(AlertKind.DeliveryFailed, facts.Failed > 0, $"{name}: {failed} failed for good.", $"{name}: no failed message is left."),
            .. Of(
                AlertKind.DeliveryLagging,
                facts.Lag > limits.Lag,
                $"{name}: messages wait for {Length(facts.Lag)}; the limit is {Length(limits.Lag)}.",
                $"{name}: has caught up."),
        ];

        IEnumerable<AlertNews> Of(string kind, bool isBad, string text, string recovery)
        {
            OpenAlert? alert = open.FirstOrDefault(one => one.Integration == name && one.Kind == kind);
            if (isBad && alert is null)
            {
                yield return new AlertNews(kind, new OpenAlert(name, kind, now.ToUnixTimeMilliseconds()), text, Details(facts, limits));
            }
            else if (!isBad && alert is not null)
            {
                JsonObject details = Details(facts, limits);
                details["alert"] = kind;
                details["seconds"] = (now.ToUnixTimeMilliseconds() - alert.Since) / 1000;
                yield return new AlertNews(AlertKind.Recovered, alert, recovery, details);
            }
        }
    }

    private static JsonObject Details(DeliveryFacts facts, AlertLimits limits) => new()
    {
        ["destination"] = facts.Destination,
        ["pending"] = facts.Pending,
        ["failed"] = facts.Failed,
        ["lagSeconds"] = (long)facts.Lag.TotalSeconds,
        ["limitSeconds"] = (long)limits.Lag.TotalSeconds,
    };

    private static string Length(TimeSpan span) => span.ToString(span.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
