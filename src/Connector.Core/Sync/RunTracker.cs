using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Sees a run go by: a progress bar, a log, a page.</summary>
public interface IRunObserver
{
    /// <summary>A window is about to be read.</summary>
    /// <param name="window">Null for a file and for a resource without dates.</param>
    void WindowStarted(LogResource resource, ReceiveWindow? window);

    void ExportMoved(LogResource resource, ExportProgress progress);

    /// <summary>A batch was committed; the counters are those of the whole run so far.</summary>
    void BatchStored(RunCounts counts);

    /// <summary>All of a window is in the store.</summary>
    void WindowDone(LogResource resource);

    /// <summary>Something a person should know that is no fault: a window was halved, a body is asked for again, a clock is not known.</summary>
    void Notice(string text);
}

/// <summary>Adds up one run.</summary>
public sealed class RunTracker(long id, string integration, string kind, long startedAt, IRunObserver? observer)
{
    private RunCounts _atWindow = RunCounts.Zero;
    private long _foundUnchanged;

    /// <summary>Unix milliseconds.</summary>
    public long StartedAt { get; } = startedAt;

    public RunCounts Counts { get; private set; } = RunCounts.Zero;

    /// <summary>The run as it stands with a batch that is about to be committed.</summary>
    public RunState With(RunCounts more) => new(id, integration, kind, "running", StartedAt, null, Counts + more, null);

    public RunState Finished(string status, long at, string? error) => new(id, integration, kind, status, StartedAt, at, Counts, error);

    public void Add(RunCounts more)
    {
        Counts += more;
        observer?.BatchStored(Counts);
    }

    /// <summary>The window is read again from its beginning: its records count once, and what they changed already will be found unchanged.</summary>
    public void WindowAgain()
    {
        _foundUnchanged = Changes(Counts) - Changes(_atWindow) + _foundUnchanged;
        Counts = _atWindow with { Created = Counts.Created, Updated = Counts.Updated, Goals = Counts.Goals };
        observer?.BatchStored(Counts);
    }

    public void WindowStarted(LogResource resource, ReceiveWindow? window)
    {
        _atWindow = Counts;
        observer?.WindowStarted(resource, window);
    }

    public void WindowDone(LogResource resource)
    {
        Counts = Counts with { Unchanged = Math.Max(_atWindow.Unchanged, Counts.Unchanged - _foundUnchanged) };
        _foundUnchanged = 0;
        observer?.WindowDone(resource);
    }

    private static long Changes(RunCounts counts) => counts.Created + counts.Updated + counts.Goals;

    public void ExportMoved(LogResource resource, ExportProgress progress) => observer?.ExportMoved(resource, progress);

    public void Notice(string text) => observer?.Notice(text);
}
