namespace Connector.Fuzz;

/// <summary>Gives a target one input after another. A seed is a whole input: whatever is random about it comes from there.</summary>
internal static class Fuzzer
{
    /// <summary>No input may keep a reader busy for longer, on however slow a machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(250);

    /// <returns>The first finding; null: every input was read as promised.</returns>
    public static async Task<Finding?> RunAsync(Target target, int firstSeed, int inputs)
    {
        var watch = new Watch();
        var done = new TaskCompletionSource<Finding?>(TaskCreationOptions.RunContinuationsAsynchronously);
        // In the background: a reader that hangs does not keep the process from ending.
        new Thread(() => done.SetResult(Run(target, firstSeed, inputs, watch))) { IsBackground = true, Name = target.Name }.Start();
        using var looks = new PeriodicTimer(LookPause);
        while (!done.Task.IsCompleted)
        {
            await Task.WhenAny(done.Task, looks.WaitForNextTickAsync().AsTask());
            if (watch.Hangs(Patience, out int seed))
            {
                return new Finding(target.Name, seed, [], $"it was not read within {Patience.TotalSeconds} seconds.");
            }
        }

        return await done.Task;
    }

    /// <summary>One input, here and now.</summary>
    public static Finding? Try(Target target, int seed)
    {
        var random = new Random(seed);
        byte[] input = Mutator.Make(target, random);
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            target.Read(input, random);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            long allowed = target.FixedBytes + (target.BytesPerByte * input.Length);
            if (allocated > allowed)
            {
                return new Finding(target.Name, seed, input, $"reading it allocated {allocated} bytes; {allowed} are allowed.");
            }

            target.Check(input, random);
            return null;
        }
        catch (Exception e)
        {
            return new Finding(target.Name, seed, input, e is BrokenPromiseException ? e.Message : e.ToString());
        }
    }

    private static Finding? Run(Target target, int firstSeed, int inputs, Watch watch)
    {
        // What is made once is nobody's allocation.
        Try(target, 0);
        for (int i = 0; i < inputs; i++)
        {
            int seed = unchecked(firstSeed + i);
            watch.Begin(seed);
            if (Try(target, seed) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    /// <summary>Which input is being read, and since when.</summary>
    private sealed class Watch
    {
        private readonly Lock _lock = new();
        private int _seed;
        private long _since = TimeProvider.System.GetTimestamp();

        public void Begin(int seed)
        {
            lock (_lock)
            {
                (_seed, _since) = (seed, TimeProvider.System.GetTimestamp());
            }
        }

        public bool Hangs(TimeSpan patience, out int seed)
        {
            lock (_lock)
            {
                seed = _seed;
                return TimeProvider.System.GetElapsedTime(_since) > patience;
            }
        }
    }
}
