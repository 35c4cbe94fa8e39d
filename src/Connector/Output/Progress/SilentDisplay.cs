using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Output.Progress;

/// <summary>No progress at all: for <c>--quiet</c>, and where a log tells what happened.</summary>
internal sealed class SilentDisplay : IRunDisplay
{
    public Task ShowAsync(string title, Func<IRunObserver, Task> run) => run(new Observer());

    private sealed class Observer : IRunObserver
    {
        public void WindowStarted(LogResource resource, ReceiveWindow? window)
        {
        }

        public void ExportMoved(LogResource resource, ExportProgress progress)
        {
        }

        public void BatchStored(RunCounts counts)
        {
        }

        public void WindowDone(LogResource resource)
        {
        }

        public void Notice(string text)
        {
        }
    }
}
