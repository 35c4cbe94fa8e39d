using System.Globalization;
using System.Text;
using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Scale;

/// <summary>What a number of events a day asks for, by the formula of src/SCALE.md, whose constants are those that were measured.</summary>
internal sealed class Capacity(ScaleResult result)
{
    // What src/SCALE.md assumes and says so.
    private const double Peak = 3;
    private const double Load = 0.6;
    private const double CoresOfNode = 2;
    private const double DiskReserve = 1.5;
    private const double HotShare = 0.2;
    private const double DaysOfMonth = 30;
    private const double EventsOfPerson = 5;
    private const double WindowsOfDay = 24;
    private const double LeastWaitMinutes = 2.6;
    private const double MostWaitMinutes = 8.6;
    private const double WireBytesPerSecond = 12.5e6;
    private const double SecondsOfDay = 86_400;
    private const double Giga = 1 << 30;

    private static readonly long[] EventsOfDay = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    private static readonly string[] Works = ["shop", "every row"];

    private StoreSize Largest => result.Stores.MaxBy(store => store.Goals)!;

    /// <summary>How much dearer a record is for the server in the largest store than in an empty one.</summary>
    private double Growth => Math.Max(1, Median(GoalsPart.NameOf(Largest.Goals), run => run.ServerMicroseconds) / Median("every row", run => run.ServerMicroseconds));

    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine("| events a day | nodes of 2 cores | PostgreSQL: cores | RAM, GB | disk a year, GB | export, hours a day |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (long events in EventsOfDay)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {events:N0} | {Both(work => Nodes(events, work))} | {Both(work => Cores(events, work, run => run.ServerMicroseconds) * Growth)} | {Both(work => Memory(events, work))} | {Both(work => Disk(events, work))} | {Hours(events, LeastWaitMinutes):F1} to {Hours(events, MostWaitMinutes):F1} |"));
        }

        return text.ToString();
    }

    /// <summary>The constants, as the page's formula names them.</summary>
    public string Constants() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | constant | shop | every row | measured by |
        | --- | ---: | ---: | --- |
        | `w`, processor time of the workers, µs an event | {Median("shop", run => run.WorkerMicroseconds):F1} | {Median("every row", run => run.WorkerMicroseconds):F1} | `scale --part copy` |
        | `r`, records a second of one process, which waits for the server too | {Median("shop", run => run.RecordsPerSecond):N0} | {Median("every row", run => run.RecordsPerSecond):N0} | `scale --part copy` |
        | `s`, processor time of the server, µs an event | {Median("shop", run => run.ServerMicroseconds):F1} | {Median("every row", run => run.ServerMicroseconds):F1} | `scale --part copy` |
        | `k`, how much dearer it is for the server in a large store | {Growth:F2} | {Growth:F2} | `scale --part goals`, {Largest.Goals:N0} goals |
        | `g`, goals an event | {GoalsOfEvent("shop"):F2} | {GoalsOfEvent("every row"):F2} | `scale --part copy` |
        | `l`, bytes an event in the server's log | {Median("shop", run => (double)run.WalBytes / run.Records):F0} | {Median("every row", run => (double)run.WalBytes / run.Records):F0} | `scale --part copy` |
        | `G`, bytes a goal, with its indexes | {Largest.BytesOfGoal:F0} | {Largest.BytesOfGoal:F0} | `scale --part goals`, {Largest.Goals:N0} goals |
        | `P`, bytes a profile, with its keys | {Largest.BytesOfProfile:F0} | {Largest.BytesOfProfile:F0} | `scale --part goals`, {Largest.Profiles:N0} profiles |
        | `x`, bytes an event on the wire, packed | {result.WireBytesOfRecord:F0} | {result.WireBytesOfRecord:F0} | the generated export, every column |

        """);

    /// <summary>As many as have the processors, and as many processes as are fast enough.</summary>
    private double Nodes(long events, string work) => Math.Max(
        Cores(events, work, run => run.WorkerMicroseconds) / CoresOfNode,
        events / SecondsOfDay * Peak / Load / Median(work, run => run.RecordsPerSecond));

    private double Cores(long events, string work, Func<ScaleRun, double> microseconds) =>
        events * Median(work, microseconds) / 1e6 / SecondsOfDay * Peak / Load;

    /// <summary>The profiles of a day with their keys, and the index by profile of the month's goals.</summary>
    private double Memory(long events, string work)
    {
        const double Least = 4;
        double hot = (events / EventsOfPerson * Largest.BytesOfProfile) + (events * GoalsOfEvent(work) * DaysOfMonth * Largest.BytesOfGoal * HotShare);
        return Math.Max(Least, hot / Giga);
    }

    private double Disk(long events, string work) =>
        ((events * GoalsOfEvent(work) * 365 * Largest.BytesOfGoal) + (events * Largest.BytesOfProfile)) * DiskReserve / Giga;

    private double Hours(long events, double waitMinutes) =>
        (WindowsOfDay * waitMinutes / 60) + (events * result.WireBytesOfRecord / WireBytesPerSecond / 3600);

    private double GoalsOfEvent(string work) => Median(work, run => (double)run.Goals / run.Records);

    private double Median(string work, Func<ScaleRun, double> value) => Figure.Of(result.RunsOf(work).Select(value)).Median;

    private static string Both(Func<string, double> value) =>
        string.Join(" / ", Works.Select(work => Math.Ceiling(value(work)).ToString("N0", CultureInfo.InvariantCulture)));
}
