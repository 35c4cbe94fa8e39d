using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Output.Progress;

/// <summary>Progress for logs and pipes: a line every few seconds.</summary>
internal sealed class PlainDisplay(Messages messages, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    public Task ShowAsync(string title, Func<IRunObserver, Task> run) => run(new Observer(title, messages, time));

    private sealed class Observer(string title, Messages messages, TimeProvider time) : IRunObserver
    {
        private readonly RunMeter _meter = new(title, time);
        private readonly Lock _gate = new();
        private long _lastLine = time.GetTimestamp();

        public void WindowStarted(LogResource resource, ReceiveWindow? window)
        {
            _meter.Start(resource, window);
            Tell();
        }

        public void ExportMoved(LogResource resource, ExportProgress progress)
        {
            _meter.Move(progress);
            Tell();
        }

        public void BatchStored(RunCounts counts)
        {
            _meter.Store(counts);
            Tell();
        }

        public void WindowDone(LogResource resource)
        {
        }

        public void Notice(string text) => messages.Note($"{title}: {text}");

        private void Tell()
        {
            lock (_gate)
            {
                if (time.GetElapsedTime(_lastLine) < Pause)
                {
                    return;
                }

                _lastLine = time.GetTimestamp();
            }

            RunMeter.Reading now = _meter.Read();
            messages.Note($"{now.What}: {now.Stage}; {now.Counts}");
        }
    }
}
