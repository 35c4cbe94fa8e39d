using Connector.Benchmarks.Children;

namespace Connector.Benchmarks.Scale;

/// <summary>What one piece of work cost the processes that did it and the server they did it on.</summary>
/// <param name="Records">Read by all of them.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="ServerSeconds">Processor time of the server, its background processes included.</param>
/// <param name="WorkerSeconds">Processor time of all others.</param>
/// <param name="WalBytes">What the server wrote into its log for it.</param>
/// <param name="Matched">Pairs of record and hook that passed a filter.</param>
/// <param name="Goals">That the store has afterwards; 0: nobody counted them.</param>
internal sealed record ScaleRun(string Name, long Records, double Seconds, double WorkerSeconds, double ServerSeconds, long WalBytes, long Matched, long Goals = 0)
{
    public double RecordsPerSecond => Records / Seconds;

    /// <summary>Processors that were busy with it on average.</summary>
    public double Busy => (WorkerSeconds + ServerSeconds) / Seconds;

    public double WorkerMicroseconds => WorkerSeconds / Records * 1e6;

    public double ServerMicroseconds => ServerSeconds / Records * 1e6;

    /// <summary>Runs as many processes at once as there are argument lists, each with <c>--store</c> added.</summary>
    public static async Task<ScaleRun> MeasureAsync(DatabaseServer server, string store, string name, params string[][] works)
    {
        server.Settle();
        TimeSpan used = server.ProcessorTime();
        long written = await DatabaseServer.WrittenAsync(store);
        Measurement[] done = await Task.WhenAll(works.Select(work => Child.MeasureAsync([.. work, "--store", store])));
        var run = new ScaleRun(
            name,
            done.Sum(one => one.Records),
            // Without the start of their processes, as in end-to-end.
            done.Max(one => one.Seconds),
            done.Sum(one => one.CpuSeconds),
            (server.ProcessorTime() - used).TotalSeconds,
            await DatabaseServer.WrittenAsync(store) - written,
            done.Sum(one => one.Matched));
        await Console.Error.WriteLineAsync(
            $"{name,-28} {run.Seconds,8:F2} s  {run.RecordsPerSecond,9:F0} records/s  workers {run.WorkerSeconds,7:F2} s CPU, server {run.ServerSeconds,7:F2} s CPU  {run.WalBytes >> 20,6} MB WAL");
        return run;
    }
}
