using System.Text.Json;
using Connector.Core.Sync;

namespace Connector.Output;

/// <summary>What a run came to, for machines and for people.</summary>
internal static class RunOutput
{
    private const string EventJsonInvalid = "event_json_invalid";

    public static void WriteCounts(this Utf8JsonWriter json, RunCounts counts)
    {
        json.WriteNumber("records", counts.Records);
        json.WriteNumber("matched", counts.Matched);
        json.WriteNumber("created", counts.Created);
        json.WriteNumber("updated", counts.Updated);
        json.WriteNumber("unchanged", counts.Unchanged);
        json.WriteNumber("skipped", counts.Skipped);
        json.WriteNumber("goals", counts.Goals);
        json.WriteNumber("rejected", counts.Rejected);
        json.WriteStartObject("warnings");
        // Always there, so that a script need not ask whether it is.
        foreach ((string name, long count) in counts.Warnings.ContainsKey(EventJsonInvalid) ? counts.Warnings : counts.Warnings.Add(EventJsonInvalid, 0))
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
    }

    /// <summary>The last line of <c>sync</c>, <c>backfill</c> and <c>import</c> with <c>--json</c>.</summary>
    public static void WriteSummary(this Utf8JsonWriter json, RunCounts counts, TimeSpan elapsed)
    {
        json.WriteBoolean("summary", true);
        json.WriteCounts(counts);
        json.WriteSeconds(elapsed);
    }

    public static void WriteSeconds(this Utf8JsonWriter json, TimeSpan elapsed) =>
        json.WriteNumber("seconds", Math.Round((decimal)elapsed.TotalSeconds, 3));

    public static string Sentence(RunCounts counts, TimeSpan elapsed)
    {
        string warnings = string.Concat(counts.Warnings.Where(warning => warning.Value > 0).Select(warning => $"; {warning.Key}: {Number(warning.Value)}"));
        return $"{Plural(counts.Records, "record")} read, {Number(counts.Matched)} matched: {Number(counts.Created)} created, {Number(counts.Updated)} updated, "
            + $"{Number(counts.Unchanged)} unchanged, {Number(counts.Skipped)} skipped, {Plural(counts.Goals, "goal")}, {Number(counts.Rejected)} rejected"
            + $"{warnings} ({elapsed.TotalSeconds:0.0} s)";
    }

    public static string Plural(long count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>With spaces between thousands: <c>12 345</c>.</summary>
    public static string Number(long count) => count.ToString("#,0").Replace(',', ' ');
}
