namespace Connector.Testing;

/// <summary>A count that tells when it is reached.</summary>
/// <param name="what">Is counted, in words: "requests".</param>
public sealed class Tally(string what)
{
    private readonly Lock _lock = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private long _count;

    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public void Add(long more = 1)
    {
        lock (_lock)
        {
            _count += more;
            foreach ((_, TaskCompletionSource reached) in _waiting.Where(one => one.Count <= _count))
            {
                reached.SetResult();
            }

            _waiting.RemoveAll(one => one.Count <= _count);
        }
    }

    /// <summary>Ends as soon as there are so many.</summary>
    /// <exception cref="TimeoutException">They did not come in the time that <see cref="LookAgain"/> has, too.</exception>
    public async Task ReachesAsync(long count, CancellationToken cancellationToken = default)
    {
        try
        {
            await Reached(count).WaitAsync(LookAgain.Patience, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"For {LookAgain.Patience.TotalSeconds:0} s it was waited in vain for {count} {what}. There are {Count}.", e);
        }
    }

    private Task Reached(long count)
    {
        lock (_lock)
        {
            if (_count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }
}
