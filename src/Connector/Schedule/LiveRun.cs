using System.Threading.Channels;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>One run while it runs or waits: where it stands, who watches it, and how it is ended.</summary>
/// <param name="told">What else a person should know, for the log.</param>
internal sealed class LiveRun(string integration, string kind, Action<LiveRun> started, Action<string> told) : IRunObserver
{
    private readonly Lock _gate = new();
    private readonly List<Channel<RunProgress>> _watchers = [];
    private RunProgress? _now;
    private Action<int, string?>? _report;
    private TimeSpan _done;
    private TimeSpan _whole;
    private bool _isOver;

    public string Integration => integration;

    public string Kind => kind;

    /// <summary>A person ends the run.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>The firing that executes it; null: it waits.</summary>
    public string? Firing { get; private set; }

    /// <summary>Null: it has not begun to stand in the store.</summary>
    public RunProgress? Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    /// <param name="report">Told the share that is read, in percent, and what is being read.</param>
    /// <returns>False: it was ended while it waited, and is not to be executed.</returns>
    public bool Enter(string firing, Action<int, string?> report)
    {
        lock (_gate)
        {
            (Firing, _report) = _isOver ? (null, null) : (firing, report);
            return !_isOver;
        }
    }

    /// <summary>It waits for the next firing.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            (Firing, _report) = (null, null);
        }
    }

    /// <returns>The firing that has to be interrupted; null: none is, and whoever asked ends the run.</returns>
    public string? Cancel()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                IsCancelled = true;
                _isOver = Firing is null;
            }

            return Firing;
        }
    }

    /// <summary>The run stands in the store like this, and waits.</summary>
    public void Queued(RunState run) => Set(Of(run) with { Notice = Now?.Notice, Share = Now?.Share });

    public void Started(RunState run)
    {
        lock (_gate)
        {
            Set((_now ?? Of(run)) with { Status = run.Status, Counts = run.Counts, Error = null });
        }

        started(this);
    }

    public void Planned(TimeSpan done, TimeSpan whole)
    {
        lock (_gate)
        {
            (_done, _whole) = (done, whole);
            Change(now => now with { Share = Share(now, null) });
        }
    }

    public void WindowStarted(LogResource resource, ReceiveWindow? window) =>
        Change(now => now with { Resource = resource.Name, Window = window, Export = null });

    public void ExportMoved(LogResource resource, ExportProgress progress) =>
        Change(now => now with { Export = progress, Share = Share(now, progress) });

    public void BatchStored(RunCounts counts) => Change(now => now with { Counts = counts });

    public void WindowDone(LogResource resource)
    {
        lock (_gate)
        {
            _done += _now?.Window?.Length ?? TimeSpan.Zero;
            Change(now => now with { Window = null, Export = null, Share = Share(now with { Window = null }, null) });
        }
    }

    public void Ended(RunState run) =>
        Change(now => now with
        {
            Status = run.Status,
            Resource = null,
            Window = null,
            Export = null,
            Counts = run.Counts,
            Share = run.Status == RunStatus.Done ? 1 : now.Share,
            Error = run.Error,
        });

    /// <summary>It ended, though the store could not be told.</summary>
    public void Broke(string reason) => Change(now => now with { Status = RunStatus.Failed, Window = null, Export = null, Error = reason });

    public void Notice(string text)
    {
        Change(now => now with { Notice = text });
        told(text);
    }

    /// <summary>Nothing more will happen to the run: whoever watches it sees its end.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
            _watchers.Clear();
        }
    }

    /// <summary>The run as it is now, then as it changes. A reader who is slow finds the latest alone.</summary>
    public ChannelReader<RunProgress> Watch()
    {
        // The newest takes the place of the one nobody has taken: a slow reader never holds up a run, and never misses its end.
        var watcher = Channel.CreateBounded<RunProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (_now is not null)
            {
                watcher.Writer.TryWrite(_now);
            }

            if (_isOver)
            {
                watcher.Writer.Complete();
            }
            else
            {
                _watchers.Add(watcher);
            }
        }

        return watcher.Reader;
    }

    public void Unwatch(ChannelReader<RunProgress> reader)
    {
        lock (_gate)
        {
            _watchers.RemoveAll(watcher => watcher.Reader == reader);
        }
    }

    private void Change(Func<RunProgress, RunProgress> change)
    {
        lock (_gate)
        {
            if (_now is not null)
            {
                Set(change(_now));
            }
        }
    }

    private void Set(RunProgress now)
    {
        lock (_gate)
        {
            bool isMore = now.Share is not null && now.Share != _now?.Share;
            _now = now;
            if (isMore)
            {
                _report?.Invoke((int)(now.Share!.Value * 100), now.Resource);
            }

            _watchers.ForEach(watcher => watcher.Writer.TryWrite(now));
        }
    }

    private double? Share(RunProgress now, ExportProgress? export)
    {
        if (_whole <= TimeSpan.Zero)
        {
            return null;
        }

        double read = export is { Stage: ExportStage.Downloading or ExportStage.Done, TotalBytes: > 0 and { } total } ? Math.Min(1, (double)export.Bytes / total) : 0;
        return Math.Min(1, (_done + ((now.Window?.Length ?? TimeSpan.Zero) * read)) / _whole);
    }

    private static RunProgress Of(RunState run) =>
        new(run.Id, run.Integration, run.Kind, run.Status, null, null, null, run.Counts, null, null, run.Error);
}
