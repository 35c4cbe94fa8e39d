using System.Globalization;
using Connector.Core.Sync;
using Quartz;

namespace Connector.Schedule;

/// <summary>What a firing is to do, as it stands in the data of its trigger.</summary>
/// <param name="Run">The run as it stands in the store; null: the schedule's own syncs are not known before they begin.</param>
/// <param name="Range">Of a backfill; null: a sync.</param>
/// <param name="Tries">How often in a row the day in hand has failed.</param>
internal sealed record ScheduleOrder(long? Run = null, ReceiveWindow? Range = null, string? Hook = null, int Tries = 0)
{
    public string Kind => Range is null ? "sync" : "backfill";

    public JobDataMap ToData()
    {
        var data = new JobDataMap();
        Put("run", Run);
        Put("from", Range?.From.ToUnixTimeSeconds());
        Put("to", Range?.To.ToUnixTimeSeconds());
        Put("tries", Tries == 0 ? null : Tries);
        if (Hook is not null)
        {
            data["hook"] = Hook;
        }

        return data;

        void Put(string name, long? number)
        {
            if (number is { } value)
            {
                data[name] = value.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    public static ScheduleOrder Of(ITrigger trigger)
    {
        JobDataMap data = trigger.JobDataMap;
        return new ScheduleOrder(
            Number("run"),
            Number("from") is { } from && Number("to") is { } to
                ? new ReceiveWindow(DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to))
                : null,
            data.TryGetValue("hook", out object? hook) ? hook as string : null,
            (int)(Number("tries") ?? 0));

        long? Number(string name) =>
            data.TryGetValue(name, out object? value) && long.TryParse(value as string, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number)
                ? number
                : null;
    }
}
