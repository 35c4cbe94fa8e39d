using System.Text.Json;
using Connector.Core.Sync;
using Connector.Schedule;

namespace Connector.Output;

/// <summary>Runs, as machines read them.</summary>
internal static class RunJson
{
    public static void WriteRun(this Utf8JsonWriter json, RunState run)
    {
        json.WriteNumber("id", run.Id);
        json.WriteString("integration", run.Integration);
        json.WriteString("kind", run.Kind);
        json.WriteString("status", run.Status);
        json.WriteTime("startedAt", run.StartedAt);
        json.WriteTime("finishedAt", run.FinishedAt);
        json.WriteWindow(run.Order?.Range);
        json.WriteString("hook", run.Order?.Hook);
        json.WriteString("requestedBy", run.Order?.RequestedBy);
        json.WriteCounts(run.Counts);
        json.WriteString("error", run.Error);
    }

    /// <summary>Which services read the run.</summary>
    public static void WriteReaders(this Utf8JsonWriter json, IReadOnlyList<BackfillReader> readers)
    {
        json.WriteStartArray("readers");
        foreach (BackfillReader reader in readers)
        {
            json.WriteStartObject();
            json.WriteString("name", reader.Name);
            json.WriteNumber("windows", reader.Done);
            json.WriteString("resource", reader.Reading?.Resource);
            json.WriteWindow(reader.Reading?.Window);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteProgress(this Utf8JsonWriter json, RunProgress progress)
    {
        json.WriteNumber("run", progress.Run);
        json.WriteString("integration", progress.Integration);
        json.WriteString("kind", progress.Kind);
        json.WriteString("status", progress.Status);
        json.WriteString("resource", progress.Resource);
        json.WriteWindow(progress.Window);
        json.WriteExport(progress.Export);
        json.WriteNumberOrNull("share", progress.Share is { } share ? Math.Round((decimal)share, 4) : null);
        json.WriteCounts(progress.Counts);
        json.WriteString("notice", progress.Notice);
        json.WriteString("error", progress.Error);
    }

    private static void WriteWindow(this Utf8JsonWriter json, ReceiveWindow? window)
    {
        json.WriteTime("from", window?.From.ToUnixTimeMilliseconds());
        json.WriteTime("to", window?.To.ToUnixTimeMilliseconds());
    }

    private static void WriteExport(this Utf8JsonWriter json, ExportProgress? export)
    {
        if (export is null)
        {
            json.WriteNull("export");
            return;
        }

        json.WriteStartObject("export");
        json.WriteString("stage", export.Stage.ToString().ToLowerInvariant());
        json.WriteNumberOrNull("percent", export.ServerPercent);
        json.WriteNumber("bytes", export.Bytes);
        json.WriteNumberOrNull("totalBytes", export.TotalBytes);
        json.WriteEndObject();
    }

    private static void WriteNumberOrNull(this Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
