using System.Diagnostics;
using Connector.Core.Records;
using Connector.Core.Telemetry;

namespace Connector.Core.Sync;

/// <summary>Reads windows of one resource from the Logs API into the store: joins unfinished exports, halves what is too large, asks again for what was cut off.</summary>
/// <param name="owner">The integration of a sync, or the key of a backfill: whose unfinished exports these are.</param>
/// <param name="clock">Says how far windows are over; null: a backfill, which reads whatever is asked for, be it over or not, and fails where it is not to be had, since nothing asks for it again.</param>
internal sealed class WindowReader(
    ILogsApi api,
    RecordPipeline pipeline,
    IProgressStore progress,
    TimeProvider time,
    ResourcePlan plan,
    string owner,
    RunTracker run,
    SourceClock? clock = null)
{
    private const int MostAttempts = 6;
    private const int MostOtherWindows = 3;
    private const int MostParts = 64;

    private static readonly TimeSpan FileLifetime = TimeSpan.FromHours(24);

    private TimeSpan _longest = TimeSpan.MaxValue;
    private int _parts = 1;
    private bool _isHeld;

    public LogResource Resource => plan.Resource;

    /// <summary>The window of an export that an earlier process asked for and whose file is still there.</summary>
    public async Task<ReceiveWindow?> UnfinishedAsync(CancellationToken cancellationToken)
    {
        PendingExport? pending = await progress.GetPendingExportAsync(owner, plan.Resource.Name, cancellationToken);
        if (pending is null || pending.To == 0)
        {
            return null;
        }

        var window = new ReceiveWindow(DateTimeOffset.FromUnixTimeMilliseconds(pending.From), DateTimeOffset.FromUnixTimeMilliseconds(pending.To));
        return IsAlive(pending) && pending.Url == api.UrlOf(Request(window)).AbsoluteUri ? window : null;
    }

    /// <summary>Reads one window.</summary>
    /// <param name="window">Null: a resource without dates.</param>
    /// <param name="move">What moves when a window, or the part of it up to the given time, is in the store.</param>
    public async Task ReadAsync(ReceiveWindow? window, Func<DateTimeOffset, ProgressMove> move, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (window is { } asked && clock is not null)
        {
            window = clock.Over(asked);
            if (window is null)
            {
                return;
            }
        }

        if (window is { } whole && whole.Length > _longest)
        {
            foreach (ReceiveWindow piece in Windows.Cut(whole, _longest))
            {
                await ReadAsync(piece, move, now, cancellationToken);
            }

            return;
        }

        try
        {
            await ReadInPartsAsync(window, _parts, Moving(move, window?.To ?? now), cancellationToken);
        }
        catch (ExportTooLargeException)
        {
            await ReadSmallerAsync(window, move, now, cancellationToken);
        }
    }

    /// <summary>What moves when the last batch is stored: nothing any more once a window was not to be had.</summary>
    private Func<ProgressMove?> Moving(Func<DateTimeOffset, ProgressMove> move, DateTimeOffset end) =>
        () => _isHeld ? null : move(clock?.Reached(end) ?? end);

    private async Task ReadSmallerAsync(ReceiveWindow? window, Func<DateTimeOffset, ProgressMove> move, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (window is { } whole && Windows.Halve(whole) is (var first, var second))
        {
            run.Notice($"{plan.Resource.Name}: {whole} is too large for one export and is read in halves.");
            _longest = first.Length > second.Length ? first.Length : second.Length;
            await ReadAsync(first, move, now, cancellationToken);
            await ReadAsync(second, move, now, cancellationToken);
            return;
        }

        for (int parts = _parts * 2; ; parts *= 2)
        {
            run.Notice($"{plan.Resource.Name}: the export is asked for in {parts} parts.");
            try
            {
                await ReadInPartsAsync(window, parts, Moving(move, window?.To ?? now), cancellationToken);
                _parts = parts;
                return;
            }
            catch (ExportTooLargeException) when (parts < MostParts)
            {
                // Parts of another count have other borders, so all of them are read again; that is harmless.
            }
        }
    }

    private async Task ReadInPartsAsync(ReceiveWindow? window, int parts, Func<ProgressMove?> move, CancellationToken cancellationToken)
    {
        using Activity? span = Spans.Window(plan.Resource.Name, window, parts);
        try
        {
            await ReadRepeatedlyAsync(window, parts, move, cancellationToken);
        }
        catch (Exception e)
        {
            Spans.Failed(span, e);
            throw;
        }
    }

    private async Task ReadRepeatedlyAsync(ReceiveWindow? window, int parts, Func<ProgressMove?> move, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            run.WindowStarted(plan.Resource, window);
            if (attempt == 1)
            {
                clock?.Asking();
            }

            try
            {
                await pipeline.RunAsync(plan, run, (sink, token) => ReadPartsAsync(window, parts, sink, token), move, cancellationToken);
                DurableSteps.Passed(DurableSteps.WindowStored);
                await progress.RemovePendingExportAsync(owner, plan.Resource.Name, CancellationToken.None);
                DurableSteps.Passed(DurableSteps.WindowEnded);
                return;
            }
            catch (ExportIncompleteException e) when (attempt < MostAttemptsAfter(e))
            {
                await ForgetAsync(e);
                run.Notice($"{plan.Resource.Name}: {e.Message} It is asked for again.");
                run.WindowAgain();
                await Task.Delay(plan.Integration.AppMetrica.RetryPause * (1 << (attempt - 1)), time, cancellationToken);
            }
            catch (OtherWindowException e)
            {
                await ForgetAsync(e);
                if (clock is null)
                {
                    throw;
                }

                // What came is stored and harmless; what should have come is asked for by every run from here on.
                _isHeld = true;
                run.Notice(
                    $"{plan.Resource.Name}: {e.Message} Asking again does not help. Reading goes on, and the next run begins here again. "
                    + "Check source.timeZone and what stands between, such as a cache.");
                return;
            }
        }
    }

    /// <summary>A source that once kept giving another window's records is not asked so often for the next: it has nothing else, as like as not.</summary>
    private int MostAttemptsAfter(ExportIncompleteException fault) =>
        fault is not OtherWindowException ? MostAttempts : _isHeld ? 1 : MostOtherWindows;

    /// <summary>The file of another window is not asked for again: a new one is.</summary>
    private async Task ForgetAsync(ExportIncompleteException fault)
    {
        if (fault is OtherWindowException)
        {
            await progress.RemovePendingExportAsync(owner, plan.Resource.Name, CancellationToken.None);
        }
    }

    private async Task ReadPartsAsync(ReceiveWindow? window, int parts, IRecordSink sink, CancellationToken cancellationToken)
    {
        ReceiveCheck? check = window is { } wanted && plan.Resource.TakesDateDimension && plan.ReceiveTimestampSlot >= 0
            ? new ReceiveCheck(sink, plan, wanted, ReceiveCheck.SlackOf(wanted, plan.Zone))
            : null;
        for (int part = 0; part < parts; part++)
        {
            ExportRequest request = Request(window) with { Parts = parts, Part = part };
            string url = api.UrlOf(request).AbsoluteUri;
            PendingExport? pending = await progress.GetPendingExportAsync(owner, plan.Resource.Name, cancellationToken);
            bool join = pending is not null && pending.Url == url && IsAlive(pending);
            if (!join)
            {
                await progress.SavePendingExportAsync(
                    new PendingExport(
                        owner,
                        plan.Resource.Name,
                        url,
                        window?.From.ToUnixTimeMilliseconds() ?? 0,
                        window?.To.ToUnixTimeMilliseconds() ?? 0,
                        time.GetUtcNow().ToUnixTimeMilliseconds()),
                    cancellationToken);
                DurableSteps.Passed(DurableSteps.ExportRemembered);
            }

            await api.ReadAsync(request, join, plan.Schema, check ?? sink, new ExportObserver(run, plan, time, clock), cancellationToken);
            DurableSteps.Passed(DurableSteps.ExportRead);
        }

        check?.Require();
    }

    /// <remarks>One that was asked for at a time still to come was so by a clock that is set back since: nobody knows how old it is.</remarks>
    private bool IsAlive(PendingExport pending) =>
        time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(pending.AskedAt) is var age && age >= TimeSpan.Zero && age < FileLifetime;

    private ExportRequest Request(ReceiveWindow? window) =>
        new(plan.Integration.AppMetrica, plan.Resource, plan.ExportColumns, window, plan.Zone);

    /// <summary>Sees one export go by.</summary>
    private sealed class ExportObserver(RunTracker run, ResourcePlan plan, TimeProvider time, SourceClock? clock) : IProgress<ExportProgress>
    {
        private readonly long _asked = time.GetTimestamp();
        private bool _hasCome;

        public void Report(ExportProgress value)
        {
            if (value.SourceTime is { } sourceTime)
            {
                clock?.Answered(sourceTime);
            }

            if (!_hasCome && value.Stage == ExportStage.Downloading)
            {
                _hasCome = true;
                Instruments.ExportWait.Record(
                    time.GetElapsedTime(_asked).TotalSeconds,
                    new KeyValuePair<string, object?>(Instruments.Integration, plan.Integration.Name),
                    new KeyValuePair<string, object?>(Instruments.Resource, plan.Resource.Name));
            }

            run.ExportMoved(plan.Resource, value);
        }
    }
}
