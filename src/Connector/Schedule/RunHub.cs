using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>The runs that run or wait in this service, and those who watch them.</summary>
internal sealed class RunHub(ILogger logger)
{
    private readonly ConcurrentDictionary<long, LiveRun> _runs = new();

    /// <summary>Those that run or wait, oldest first.</summary>
    public IEnumerable<LiveRun> Of(string integration) =>
        _runs.OrderBy(run => run.Key).Select(run => run.Value).Where(run => run.Integration == integration);

    public IEnumerable<LiveRun> All => _runs.Values;

    public LiveRun? Find(long run) => _runs.GetValueOrDefault(run);

    /// <summary>A run that will show once it has begun.</summary>
    public LiveRun Open(string integration, string kind) =>
        new(integration, kind, run => _runs.TryAdd(run.Now!.Run, run), notice => logger.Noticed(integration, notice));

    /// <summary>A run that waits; it shows from now on.</summary>
    public LiveRun Queue(RunState run)
    {
        LiveRun live = _runs.GetOrAdd(run.Id, _ => Open(run.Integration, run.Kind));
        live.Queued(run);
        return live;
    }

    /// <summary>The run has ended, as its progress says, and shows no more.</summary>
    public void Close(LiveRun live)
    {
        if (live.Now is { } now)
        {
            _runs.TryRemove(now.Run, out _);
        }

        live.Close();
    }

    public async IAsyncEnumerable<RunProgress> WatchAsync(long run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Find(run) is not { } live)
        {
            yield break;
        }

        ChannelReader<RunProgress> reader = live.Watch();
        try
        {
            await foreach (RunProgress progress in reader.ReadAllAsync(cancellationToken))
            {
                yield return progress;
            }
        }
        finally
        {
            live.Unwatch(reader);
        }
    }

    /// <summary>The service stops: whoever watches sees no more.</summary>
    public void CloseAll()
    {
        foreach (LiveRun live in All)
        {
            Close(live);
        }
    }
}
