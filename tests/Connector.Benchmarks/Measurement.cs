using System.Diagnostics;

namespace Connector.Benchmarks;

/// <summary>What one piece of work cost the process that did nothing else.</summary>
/// <param name="PeakBytes">The most memory the process ever held.</param>
/// <param name="Matched">Pairs of record and hook that passed a filter.</param>
/// <param name="Changed">Profiles created or updated, and goals added.</param>
internal sealed record Measurement(long Records, double Seconds, double CpuSeconds, long PeakBytes, long AllocatedBytes, long Matched = 0, long Changed = 0)
{
    public double RecordsPerSecond => Records / Seconds;

    public double AllocatedPerRecord => (double)AllocatedBytes / Records;

    /// <param name="work">Returns what it did; the costs are filled in.</param>
    public static async Task<Measurement> TakeAsync(Func<Task<Measurement>> work)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Measurement done = await work();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        TimeSpan used = Environment.CpuUsage.TotalTime - cpu;
        using var process = Process.GetCurrentProcess();
        return done with
        {
            Seconds = elapsed.TotalSeconds,
            CpuSeconds = used.TotalSeconds,
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated,
            PeakBytes = process.PeakWorkingSet64,
        };
    }

    public static Measurement Of(long records, long matched = 0, long changed = 0) => new(records, 0, 0, 0, 0, matched, changed);
}
