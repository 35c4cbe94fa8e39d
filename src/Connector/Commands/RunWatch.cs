using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Output.Progress;

namespace Connector.Commands;

/// <summary>Runs integrations one after another under a progress display, and says at the end what came of it.</summary>
/// <param name="goOn">A sentence for somebody whose run was interrupted or broke off.</param>
internal sealed class RunWatch(Invocation call, string goOn, CancellationToken cancellationToken)
{
    private readonly IRunDisplay _display = DisplayOf(call);
    private readonly long _started = call.Time.GetTimestamp();
    private readonly List<Part> _parts = [];
    private int _worst = ExitCode.Done;

    /// <summary>Going on makes no sense: the user stopped it, or the store is out of reach.</summary>
    public bool IsOver { get; private set; }

    public RunCounts Total => _parts.Aggregate(RunCounts.Zero, (sum, part) => sum + part.Counts);

    /// <summary>Runs one integration; whatever goes wrong is told and remembered.</summary>
    public async Task RunAsync(string integration, Func<IRunObserver, Task<RunState>> run)
    {
        long started = call.Time.GetTimestamp();
        Counter? counter = null;
        string? error = null;
        try
        {
            await _display.ShowAsync(integration, async observer =>
            {
                counter = new Counter(observer);
                RunState done = await run(counter);
                counter.Counts = done.Counts;
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error = "interrupted";
            IsOver = true;
            _worst = Math.Max(_worst, ExitCode.Interrupted);
        }
        catch (Exception e)
        {
            Fault fault = Fault.Of(e, call.Settings.Debug);
            error = fault.Text;
            IsOver = e is StoreException;
            _worst = Math.Max(_worst, fault.ExitCode);
            call.Messages.Say($"{integration}: {fault.Text}");
        }

        _parts.Add(new Part(integration, counter?.Counts ?? RunCounts.Zero, call.Time.GetElapsedTime(started), error));
    }

    /// <summary>Prints what every integration came to, and the sum.</summary>
    /// <param name="isStrict">Rejects show in the exit code.</param>
    public int Finish(bool isStrict)
    {
        if (_parts.Count != 1)
        {
            _parts.ForEach(Write);
        }

        RunCounts total = Total;
        TimeSpan elapsed = call.Time.GetElapsedTime(_started);
        if (call.IsJson)
        {
            call.Out.Json(json => json.WriteSummary(total, elapsed));
        }
        else
        {
            call.Out.Line($"{(_parts.Count == 1 ? _parts[0].Integration : "In all")}: {RunOutput.Sentence(total, elapsed)}");
        }

        if (_worst == ExitCode.Interrupted)
        {
            call.Messages.Say($"Interrupted. {goOn}");
        }
        else if (_worst == ExitCode.Unreachable)
        {
            call.Messages.Say(goOn);
        }
        else if (total.Rejected > 0)
        {
            call.Messages.Note($"{RunOutput.Plural(total.Rejected, "record")} rejected: 'connector rejects list' says why, 'connector rejects retry' tries them again.");
        }

        return _worst != ExitCode.Done ? _worst : isStrict && total.Rejected > 0 ? ExitCode.Rejects : ExitCode.Done;
    }

    private void Write(Part part)
    {
        if (!call.IsJson)
        {
            call.Out.Line($"{part.Integration}: {RunOutput.Sentence(part.Counts, part.Elapsed)}{(part.Error is null ? "" : " - not finished")}");
            return;
        }

        call.Out.Json(json =>
        {
            json.WriteString("integration", part.Integration);
            json.WriteCounts(part.Counts);
            json.WriteSeconds(part.Elapsed);
            json.WriteString("error", part.Error);
        });
    }

    private static IRunDisplay DisplayOf(Invocation call) =>
        call.IsQuiet ? new SilentDisplay()
        : call.Outside.IsTerminal ? new LiveDisplay(call.Outside.Error, call.Messages, call.Time)
        : new PlainDisplay(call.Messages, call.Time);

    /// <param name="Error">Null: it came to its end.</param>
    private sealed record Part(string Integration, RunCounts Counts, TimeSpan Elapsed, string? Error);

    /// <summary>Keeps the newest counters, which a run that breaks off cannot hand back.</summary>
    private sealed class Counter(IRunObserver next) : IRunObserver
    {
        public RunCounts Counts { get; set; } = RunCounts.Zero;

        public void WindowStarted(LogResource resource, ReceiveWindow? window) => next.WindowStarted(resource, window);

        public void ExportMoved(LogResource resource, ExportProgress progress) => next.ExportMoved(resource, progress);

        public void BatchStored(RunCounts counts)
        {
            Counts = counts;
            next.BatchStored(counts);
        }

        public void WindowDone(LogResource resource) => next.WindowDone(resource);

        public void Notice(string text) => next.Notice(text);
    }
}
