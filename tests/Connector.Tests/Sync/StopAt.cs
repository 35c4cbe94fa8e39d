using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Tests.Sync;

internal abstract class Watcher : IRunObserver
{
    public void WindowStarted(LogResource resource, ReceiveWindow? window)
    {
    }

    public virtual void ExportMoved(LogResource resource, ExportProgress progress)
    {
    }

    public void BatchStored(RunCounts counts)
    {
    }

    public virtual void WindowDone(LogResource resource)
    {
    }

    public void Notice(string text)
    {
    }
}

/// <summary>Stops a sync as soon as an export has come so far.</summary>
internal sealed class StopAt(ExportStage stage, CancellationTokenSource stop) : Watcher
{
    public override void ExportMoved(LogResource resource, ExportProgress progress)
    {
        if (progress.Stage == stage)
        {
            stop.Cancel();
        }
    }
}

/// <summary>Stops a run after so many windows.</summary>
internal sealed class StopAfterWindows(int windows, CancellationTokenSource stop) : Watcher
{
    private int _done;

    public override void WindowDone(LogResource resource)
    {
        if (++_done == windows)
        {
            stop.Cancel();
        }
    }
}
