using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Sees a run go by: a progress bar, a log, a page. It is told by the threads that read and store, so it must not hold them up.</summary>
public interface IRunObserver
{
    /// <summary>The run stands in the store as running, with the counters it goes on from.</summary>
    void Started(RunState run)
    {
    }

    /// <summary>Which receive time is to be read.</summary>
    /// <param name="done">How much of it an earlier part of the run has read.</param>
    /// <param name="whole">All of it, for each resource; zero where no resource takes dates.</param>
    void Planned(TimeSpan done, TimeSpan whole)
    {
    }

    /// <summary>A window is about to be read.</summary>
    /// <param name="window">Null for a file and for a resource without dates.</param>
    void WindowStarted(LogResource resource, ReceiveWindow? window);

    void ExportMoved(LogResource resource, ExportProgress progress);

    /// <summary>A batch was committed; the counters are those of the whole run so far.</summary>
    void BatchStored(RunCounts counts);

    /// <summary>All of a window is in the store.</summary>
    void WindowDone(LogResource resource);

    /// <summary>The run has ended, or this part of it, after which it still stands as running.</summary>
    void Ended(RunState run)
    {
    }

    /// <summary>Something a person should know that is no fault: a window was halved, a body is asked for again, a clock is not known.</summary>
    void Notice(string text);
}

/// <summary>Adds up one run, or one window of a run that is shared.</summary>
/// <param name="run">The run as it stands; one that goes on brings its counters.</param>
public sealed class RunTracker(RunState run, IRunObserver? observer)
{
    private readonly BackfillWindow? _window;
    private RunCounts _atWindow = run.Counts;
    private long _foundUnchanged;

    /// <param name="run">The run whose window it is.</param>
    /// <param name="window">It is counted by itself. What others stored of it who did not come to its end will be found unchanged.</param>
    public RunTracker(RunState run, IRunObserver? observer, BackfillWindow window)
        : this(run with { Counts = RunCounts.Zero }, observer)
    {
        _window = window;
        Counts = window.Counts;
        if (!window.IsPartRead)
        {
            WindowAgain();
        }
    }

    /// <summary>The window that is counted; null: all of the run.</summary>
    public BackfillWindow? Window => _window is null ? null : _window with { FoundUnchanged = _foundUnchanged, UnchangedBefore = _atWindow.Unchanged };

    public long Id => run.Id;

    /// <summary>Unix milliseconds.</summary>
    public long StartedAt => run.StartedAt;

    public RunCounts Counts { get; private set; } = run.Counts;

    /// <summary>The run as it stands with a batch that is about to be committed.</summary>
    public RunState With(RunCounts more) => Finished(RunStatus.Running, null, null) with { Counts = Counts + more };

    /// <summary>The counters are these: others count with it.</summary>
    internal void Stands(RunCounts counts) => Counts = counts;

    public RunState Finished(string status, long? at, string? error) => run with { Status = status, FinishedAt = at, Counts = Counts, Error = error };

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
        Counts = Counts.WithoutRepeats(_foundUnchanged, _atWindow.Unchanged);
        _foundUnchanged = 0;
        observer?.WindowDone(resource);
    }

    public void Planned(TimeSpan done, TimeSpan whole) => observer?.Planned(done, whole);

    private static long Changes(RunCounts counts) => counts.Created + counts.Updated + counts.Goals;

    public void ExportMoved(LogResource resource, ExportProgress progress) => observer?.ExportMoved(resource, progress);

    public void Notice(string text) => observer?.Notice(text);
}
