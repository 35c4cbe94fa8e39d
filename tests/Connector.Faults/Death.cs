using System.Diagnostics;

namespace Connector.Faults;

/// <summary>Ends the process as SIGKILL does, at a passage of a step: nothing is flushed, nothing is cleaned up.</summary>
/// <param name="delay">Microseconds after it, on a thread of its own.</param>
internal sealed class Death(string step, int passage, int delay) : IObserver<KeyValuePair<string, object?>>
{
    private int _passed;

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if ((step != "*" && value.Key != step) || Interlocked.Increment(ref _passed) != passage)
        {
            return;
        }

        if (delay == 0)
        {
            End();
        }

        new Thread(() =>
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < delay)
            {
                Thread.SpinWait(10);
            }

            End();
        }).Start();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static void End()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();

        // The signal is on its way; this thread must not go on until it comes.
        new ManualResetEventSlim().Wait();
    }
}
