using Connector.Core.Records;
using Connector.Core.Sync;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Connector.Output.Progress;

/// <summary>Progress for a terminal: a bar for each resource that moves as its export is made, read and stored.</summary>
internal sealed class LiveDisplay(TextWriter error, Messages messages, TimeProvider time) : IRunDisplay
{
    private const int BarWidth = 16;

    public async Task ShowAsync(string title, Func<IRunObserver, Task> run)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        messages.SendTo(console.WriteLine);
        var meter = new RunMeter(title, time);
        try
        {
            await console.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new NameColumn(meter), new ProgressBarColumn { Width = BarWidth }, new StageColumn(meter))
                .StartAsync(context => run(new Observer(title, meter, context.AddTask(title), messages)));
        }
        finally
        {
            messages.SendTo(null);
        }
    }

    private sealed class Observer(string title, RunMeter meter, ProgressTask bar, Messages messages) : IRunObserver
    {
        private readonly Lock _gate = new();

        public void WindowStarted(LogResource resource, ReceiveWindow? window)
        {
            meter.Start(resource, window);
            Draw();
        }

        public void ExportMoved(LogResource resource, ExportProgress progress)
        {
            meter.Move(progress);
            Draw();
        }

        public void BatchStored(RunCounts counts) => meter.Store(counts);

        public void WindowDone(LogResource resource)
        {
        }

        public void Notice(string text) => messages.Note($"{title}: {text}");

        private void Draw()
        {
            double? percent = meter.Read().Percent;
            lock (_gate)
            {
                bar.IsIndeterminate = percent is null;
                bar.Value = percent ?? 0;
            }
        }
    }

    private sealed class NameColumn(RunMeter meter) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(meter.Read().Name) { Overflow = Overflow.Ellipsis };
    }

    private sealed class StageColumn(RunMeter meter) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            RunMeter.Reading now = meter.Read();
            return new Text($"{now.Counts}; {now.Stage}") { Overflow = Overflow.Ellipsis };
        }
    }
}
