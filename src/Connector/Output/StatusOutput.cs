using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Output;

/// <param name="NextFire">When a running service reads it next; null: only by hand.</param>
/// <param name="LastRun">The newest run of any kind; null: there was none.</param>
internal sealed record IntegrationStatus(
    Integration Integration,
    DateTimeOffset? NextFire,
    IReadOnlyList<CursorState> Cursors,
    RunState? LastRun,
    IReadOnlyList<RejectCount> Rejects)
{
    /// <summary>The services that read the last run, while it is a backfill that goes on and that they share.</summary>
    public IReadOnlyList<BackfillReader> Readers { get; init; } = [];

    /// <summary>What a store's status says of one integration.</summary>
    public static IntegrationStatus Of(Integration integration, DateTimeOffset? nextFire, StoreStatus status) => new(
        integration,
        nextFire,
        [.. status.Cursors.Where(cursor => cursor.Integration == integration.Name).OrderBy(cursor => cursor.Resource, StringComparer.Ordinal)],
        status.LastRuns.Where(run => run.Integration == integration.Name).MaxBy(run => run.StartedAt),
        [.. status.Rejects.Where(reject => reject.Integration == integration.Name).OrderBy(reject => reject.Reason, StringComparer.Ordinal)]);
}

/// <summary>An integration's state, for machines and for people.</summary>
internal static class StatusOutput
{
    public static void Write(Utf8JsonWriter json, IntegrationStatus status, DateTimeOffset now)
    {
        json.WriteString("integration", status.Integration.Name);
        json.WriteBoolean("active", status.Integration.Active);
        json.WriteString("schedule", ScheduleText(status.Integration.Schedule));
        json.WriteTime("nextFire", status.NextFire?.ToUnixTimeMilliseconds());
        json.WriteStartArray("cursors");
        foreach (CursorState cursor in status.Cursors)
        {
            json.WriteStartObject();
            json.WriteString("resource", cursor.Resource);
            json.WriteTime("cursor", cursor.To);
            json.WriteNumber("lagSeconds", (long)Lag(cursor, now).TotalSeconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, status.LastRun);
        json.WriteStartObject("rejects");
        foreach (RejectCount reject in status.Rejects)
        {
            json.WriteNumber(reject.Reason, reject.Count);
        }

        json.WriteEndObject();
    }

    public static void Write(StandardOutput output, IntegrationStatus status, DateTimeOffset now)
    {
        string schedule = ScheduleText(status.Integration.Schedule) ?? (status.Integration.IsRead ? "only by hand" : "messages are sent to it");
        output.Line($"{status.Integration.Name}  ({status.Integration.Title}; {(status.Integration.Active ? "active" : "not active")}, {schedule})");
        if (status.NextFire is { } next)
        {
            output.Line($"  next       {Times.Text(next)}, while 'connector run' is running");
        }

        foreach (CursorState cursor in status.Cursors)
        {
            output.Line($"  read       {cursor.Resource} up to {Times.Text(cursor.To)}, {Times.Span(Lag(cursor, now))} ago");
        }

        if (status.Cursors.Count == 0 && status.Integration.IsRead)
        {
            output.Line("  read       nothing yet");
        }

        if (status.LastRun is { } run)
        {
            TimeSpan elapsed = TimeSpan.FromMilliseconds((run.FinishedAt ?? now.ToUnixTimeMilliseconds()) - run.StartedAt);
            output.Line($"  last run   {run.Kind} of {Times.Text(run.StartedAt)}: {run.Status}; {RunOutput.Sentence(run.Counts, elapsed)}");
            if (run.Error is not null)
            {
                output.Line($"             {run.Error}");
            }

            foreach (BackfillReader reader in status.Readers)
            {
                output.Line($"             {reader.Name}: {RunOutput.Plural(reader.Done, "window")} read{(reader.Reading is null ? "" : $", now {reader.Reading.Resource} {reader.Reading.Window}")}");
            }
        }

        if (status.Rejects.Count > 0)
        {
            output.Line($"  rejects    {string.Join(", ", status.Rejects.Select(reject => $"{reject.Reason}: {RunOutput.Number(reject.Count)}"))}");
        }

        output.Line();
    }

    private static void Write(Utf8JsonWriter json, RunState? run)
    {
        if (run is null)
        {
            json.WriteNull("lastRun");
            return;
        }

        json.WriteStartObject("lastRun");
        json.WriteString("kind", run.Kind);
        json.WriteString("status", run.Status);
        json.WriteTime("startedAt", run.StartedAt);
        json.WriteTime("finishedAt", run.FinishedAt);
        json.WriteCounts(run.Counts);
        json.WriteString("error", run.Error);
        json.WriteEndObject();
    }

    /// <returns>Null: it is read only by hand.</returns>
    private static string? ScheduleText(SyncSchedule schedule) =>
        schedule.Cron is not null ? schedule.Cron + (schedule.TimeZone is null ? "" : $" {schedule.TimeZone}")
        : schedule.Every is { } every ? $"every {every}"
        : null;

    private static TimeSpan Lag(CursorState cursor, DateTimeOffset now) => now - DateTimeOffset.FromUnixTimeMilliseconds(cursor.To);
}
