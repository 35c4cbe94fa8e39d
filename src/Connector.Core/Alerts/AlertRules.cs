using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Core.Sync;

namespace Connector.Core.Alerts;

/// <summary>Decides, from what is known of an integration and from its open alerts, what is news: each alert begins once and is over once.</summary>
/// <remarks>What is not known changes nothing: an open alert stays open, a closed one closed.</remarks>
public static class AlertRules
{
    /// <summary>Of fewer decisions, one unlucky record would be a large share.</summary>
    public const int FewestDecisions = 20;

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ssZ";

    public static IEnumerable<AlertNews> Judge(IntegrationFacts facts, AlertLimits limits, IReadOnlyCollection<OpenAlert> open, DateTimeOffset now)
    {
        foreach ((string kind, Finding? finding) in Findings(facts, limits, now))
        {
            OpenAlert? alert = open.FirstOrDefault(one => one.Integration == facts.Integration && one.Kind == kind);
            if (finding is { IsBad: true } && alert is null)
            {
                yield return new AlertNews(kind, new OpenAlert(facts.Integration, kind, now.ToUnixTimeMilliseconds()), finding.Text, finding.Details);
            }
            else if (finding is { IsBad: false } && alert is not null)
            {
                yield return Recovery(alert, finding, now);
            }
        }
    }

    private static IEnumerable<(string Kind, Finding? Finding)> Findings(IntegrationFacts facts, AlertLimits limits, DateTimeOffset now) =>
    [
        (AlertKind.TokenRefused, Token(facts)),
        (AlertKind.SyncFailed, Failures(facts, limits)),
        (AlertKind.LagExceeded, Lag(facts, limits, now)),
        (AlertKind.RejectsExceeded, Rejects(facts, limits)),
    ];

    private static Finding? Token(IntegrationFacts facts) => facts.TokenRefused switch
    {
        true => new Finding(true, $"{facts.Integration}: the token is refused. {facts.Refusal}".TrimEnd(), new JsonObject { ["error"] = facts.Refusal }),
        false => new Finding(false, $"{facts.Integration}: the token is accepted again.", []),
        null => null,
    };

    private static Finding? Failures(IntegrationFacts facts, AlertLimits limits)
    {
        RunState[] latest = [.. facts.Syncs.Take(limits.FailedRuns)];
        if (Array.Exists(latest, run => run.Status == RunStatus.Done))
        {
            return new Finding(false, $"{facts.Integration}: a sync was done again.", []);
        }

        if (latest.Length < limits.FailedRuns)
        {
            return null;
        }

        string which = latest.Length == 1 ? "the last sync" : $"the last {latest.Length} syncs";
        return new Finding(
            true,
            $"{facts.Integration}: {which} failed. {latest[0].Error}".TrimEnd(),
            new JsonObject { ["failed"] = latest.Length, ["run"] = latest[0].Id, ["error"] = latest[0].Error });
    }

    private static Finding? Lag(IntegrationFacts facts, AlertLimits limits, DateTimeOffset now)
    {
        if (!facts.IsScheduled || facts.ReadUpTo is not { } readUpTo)
        {
            return null;
        }

        TimeSpan lag = now - readUpTo;
        var details = new JsonObject
        {
            ["lagSeconds"] = (long)lag.TotalSeconds,
            ["limitSeconds"] = (long)limits.Lag.TotalSeconds,
            ["readUpTo"] = TimeText(readUpTo),
        };
        return lag > limits.Lag
            ? new Finding(true, $"{facts.Integration}: read up to {TimeText(readUpTo)} only, {Length(lag)} ago; the limit is {Length(limits.Lag)}.", details)
            : new Finding(false, $"{facts.Integration}: has caught up, read up to {TimeText(readUpTo)}.", details);
    }

    private static Finding? Rejects(IntegrationFacts facts, AlertLimits limits)
    {
        if (facts.Syncs.Count == 0 || DecisionsOf(facts.Syncs[0].Counts) is var decisions && decisions < FewestDecisions)
        {
            return null;
        }

        RunState run = facts.Syncs[0];
        double share = (double)run.Counts.Rejected / decisions;
        string limit = limits.RejectShare.ToString("0.##%", CultureInfo.InvariantCulture);
        string found = $"{run.Counts.Rejected} of {decisions} records of the last sync were rejected ({share.ToString("0.##%", CultureInfo.InvariantCulture)}); the limit is {limit}.";
        var details = new JsonObject
        {
            ["run"] = run.Id,
            ["rejected"] = run.Counts.Rejected,
            ["matched"] = decisions,
            ["share"] = Math.Round(share, 4),
            ["limit"] = limits.RejectShare,
        };
        return new Finding(share > limits.RejectShare, $"{facts.Integration}: {found}", details);
    }

    /// <summary>What was matched, and what could not be read, which matches nothing and is rejected.</summary>
    private static long DecisionsOf(RunCounts counts) =>
        counts.Created + counts.Updated + counts.Unchanged + counts.Skipped + counts.Goals + counts.Rejected;

    private static AlertNews Recovery(OpenAlert alert, Finding finding, DateTimeOffset now)
    {
        var since = DateTimeOffset.FromUnixTimeMilliseconds(alert.Since);
        finding.Details["alert"] = alert.Kind;
        finding.Details["since"] = TimeText(since);
        finding.Details["seconds"] = (long)(now - since).TotalSeconds;
        return new AlertNews(AlertKind.Recovered, alert, finding.Text, finding.Details);
    }

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static string Length(TimeSpan span) => span.ToString(span.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);

    private sealed record Finding(bool IsBad, string Text, JsonObject Details);
}
