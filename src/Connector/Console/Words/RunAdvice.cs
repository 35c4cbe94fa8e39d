using Connector.Core.Sync;

namespace Connector.Pages.Words;

/// <summary>What a run's end means for the data, and what to do about it.</summary>
internal static class RunAdvice
{
    /// <returns>Null: there is nothing to say.</returns>
    public static string? Of(RunState run) => (run.Status, run.Kind) switch
    {
        (RunStatus.Failed, "sync") => "What was stored stays, and the next sync reads the rest: nothing is lost. Cure what the reason says, then sync now, or wait for the schedule.",
        (RunStatus.Failed, "backfill") => "What was stored stays. Cure what the reason says, then start the same backfill again; what it has read already changes nothing.",
        (RunStatus.Failed, _) => "What was stored stays. Cure what the reason says and do it again; what is known already changes nothing.",
        (RunStatus.Interrupted, "backfill") => "The service stopped while it was read. It goes on by itself when the service runs.",
        (RunStatus.Interrupted, "sync") => "The service stopped while it was read. The next sync reads the rest: nothing is lost.",
        (RunStatus.Interrupted, _) => "It was stopped half-way. Do it again; what is known already changes nothing.",
        (RunStatus.Cancelled, "backfill") => "Somebody stopped it. What it had stored stays; the rest of its range was not read again.",
        (RunStatus.Cancelled, _) => "Somebody stopped it. What it had stored stays, and the next sync reads the rest.",
        (RunStatus.Queued, "backfill") => "It waits for its turn. Syncs go first; a paused integration's backfills wait until it is resumed.",
        (RunStatus.Queued, _) => "It waits for its turn and begins by itself.",
        _ => null,
    };

    /// <summary>What a counter of warnings means.</summary>
    public static string OfWarning(string name) => name switch
    {
        "event_json_invalid" => "event_json was no JSON, so paths into it found nothing",
        _ => name.Replace('_', ' '),
    };
}
