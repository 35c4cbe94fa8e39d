using Connector.Configuration;
using Connector.Output;
using Connector.Schedule;

namespace Connector.Pages;

/// <summary>Something that waits for a person.</summary>
/// <param name="IsUrgent">Data is missing until somebody acts.</param>
/// <param name="Path">Where to act; null: not in the console.</param>
public sealed record Need(bool IsUrgent, string Title, string Text, string? Path, string? Link)
{
    /// <summary>What there is to do, the urgent first.</summary>
    internal static IReadOnlyList<Need> Of(IEnumerable<IntegrationRow> integrations, ConfigState config, DateTimeOffset now) =>
        [.. OfConfig(config).Concat(integrations.SelectMany(row => OfIntegration(row, now))).OrderByDescending(need => need.IsUrgent)];

    private static IEnumerable<Need> OfConfig(ConfigState config)
    {
        foreach (Problem problem in config.Problems.Where(problem => problem.Severity == Severity.Error))
        {
            yield return new Need(
                true,
                $"The config has an error in {problem.File}, line {problem.Line}",
                $"{problem.Text} Until it is gone, the service works with the config of before.",
                EditorOf(problem.File) is { } path ? $"{path}#line-{problem.Line}" : null,
                "Open the file");
        }

        if (config.Deferred is { } reason)
        {
            yield return new Need(true, "The changed config is not in use yet", $"{reason} It is tried again by itself.", null, null);
        }
    }

    private static IEnumerable<Need> OfIntegration(IntegrationRow row, DateTimeOffset now)
    {
        string page = "/integrations/" + row.Name;
        switch (row.Standing)
        {
            case Standing.Failed:
                yield return new Need(
                    true,
                    $"{row.Integration.Title}: the last {row.LastRun!.Kind} failed",
                    row.LastRun.Error ?? "It gave no reason; the log of the service says more.",
                    $"/runs/{row.LastRun.Id}",
                    "What to do");
                break;
            case Standing.Late:
                yield return new Need(
                    true,
                    $"{row.Integration.Title} is {Times.Span(row.Lag!.Value)} behind",
                    $"Its schedule explains {Times.Span(UsualLag.Of(row.Integration.Schedule, now)!.Value)}. Look at what its last runs did.",
                    page,
                    "Look at it");
                break;
            case Standing.Paused:
                yield return new Need(
                    false,
                    $"{row.Integration.Title} is paused",
                    $"{(row.PausedBy is { } by ? $"{by} paused it" : "It was paused")}{(row.PausedSince is { } since ? $" {Times.Span(now - since)} ago" : "")}. It is not read until it is resumed; nothing is lost.",
                    page,
                    "Resume it");
                break;
        }

        if (row.Day.Rejected > 0)
        {
            yield return new Need(
                false,
                $"{row.Integration.Title}: {RunOutput.Plural(row.Day.Rejected, "record")} rejected in the last day",
                $"{(row.Rejects == 0 ? "They succeeded since" : $"{RunOutput.Plural(row.Rejects, "record")} in all wait{(row.Rejects == 1 ? "s" : "")} for a change of the config or the app")}.",
                $"/rejects?integration={Uri.EscapeDataString(row.Name)}",
                "See why");
        }
    }

    private static string? EditorOf(string file) =>
        file.Split('/') is [.., "integrations", var name] && name.EndsWith(".json", StringComparison.Ordinal) ? $"/integrations/{Uri.EscapeDataString(name[..^5])}/edit" : null;
}
