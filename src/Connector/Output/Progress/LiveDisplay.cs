using Connector.Core.Records;
using Connector.Core.Sync;
using Spectre.Console;

namespace Connector.Output.Progress;

/// <summary>Progress for a terminal: a bar for each resource that moves as its export is made, read and stored.</summary>
internal sealed class LiveDisplay(TextWriter error, Messages messages, TimeProvider time) : IRunDisplay
{
    public async Task ShowAsync(string title, Func<IRunObserver, Task> run)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        messages.SendTo(console.WriteLine);
        try
        {
            await console.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 })
                .StartAsync(context => run(new Observer(title, context, messages, time)));
        }
        finally
        {
            messages.SendTo(null);
        }
    }

    private sealed class Observer(string title, ProgressContext context, Messages messages, TimeProvider time) : IRunObserver
    {
        private readonly RunMeter _meter = new(title, time);
        private readonly Lock _gate = new();
        private readonly ProgressTask _bar = context.AddTask(Markup.Escape(title));

        public void WindowStarted(LogResource resource, ReceiveWindow? window)
        {
            _meter.Start(resource, window);
            Draw();
        }

        public void ExportMoved(LogResource resource, ExportProgress progress)
        {
            _meter.Move(progress);
            Draw();
        }

        public void BatchStored(RunCounts counts)
        {
            _meter.Store(counts);
            Draw();
        }

        public void WindowDone(LogResource resource)
        {
        }

        public void Notice(string text) => messages.Note($"{title}: {text}");

        private void Draw()
        {
            RunMeter.Reading now = _meter.Read();
            lock (_gate)
            {
                _bar.Description = Markup.Escape($"{now.What}\n{now.Stage}; {now.Counts}");
                _bar.IsIndeterminate = now.Percent is null;
                _bar.Value = now.Percent ?? 0;
            }
        }
    }
}
