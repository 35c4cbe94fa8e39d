using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Telemetry;

namespace Connector.Core.Sync;

/// <summary>Runs of an integration: sync, backfill, import. They differ only in where records come from and what remembers how far they came.</summary>
/// <remarks>Repeating any of them is safe at any time. Nothing here forbids two at once; the store makes them wait for each other batch by batch.</remarks>
/// <param name="samples">Where some records of every window are kept, for looking at a changed config; null: nowhere.</param>
public sealed class Synchronizer(
    ILogsApi api,
    IBatchStore store,
    IProgressStore progress,
    TimeProvider time,
    int batchSize = Synchronizer.DefaultBatchSize,
    IRecordSamples? samples = null)
{
    /// <summary>Larger batches read a profile less often; smaller ones keep less alive, which costs less memory and collection.</summary>
    public const int DefaultBatchSize = 1024;

    private readonly RecordPipeline _pipeline = new(store, time, batchSize, samples);

    /// <summary>Reads what is due from the cursor on, one window after another in time order.</summary>
    /// <returns>The finished run.</returns>
    /// <exception cref="SourceException">The source could not be read; the run is kept as failed, and what was stored stays.</exception>
    /// <exception cref="OperationCanceledException">The batch in hand was committed; the next sync goes on from there.</exception>
    public Task<RunState> SyncAsync(Integration integration, IRunObserver? observer, CancellationToken cancellationToken) =>
        SyncAsync(integration, null, observer, cancellationToken);

    /// <inheritdoc cref="SyncAsync(Integration, IRunObserver?, CancellationToken)"/>
    public Task<RunState> SyncAsync(Integration integration, RunStart? start, IRunObserver? observer, CancellationToken cancellationToken) =>
        RunAsync(integration, "sync", start, observer, async run =>
        {
            TimeZoneInfo zone = await ZoneAsync(integration, cancellationToken);
            DateTimeOffset now = Windows.WholeSeconds(time.GetUtcNow());
            var clock = new SourceClock(time, integration.Schedule.Lag, run);
            var steps = new List<WindowStep>();
            foreach (LogResource resource in integration.Resources)
            {
                var plan = new ResourcePlan(integration, resource, zone);
                var reader = new WindowReader(api, _pipeline, progress, time, plan, integration.Name, run, clock);
                steps.AddRange(await SyncStepsAsync(integration, reader, now, cancellationToken));
            }

            run.Planned(TimeSpan.Zero, steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + (step.Window?.Length ?? TimeSpan.Zero)));
            await WindowStep.ReadAllAsync(steps, now, cancellationToken);
            return true;
        });

    /// <summary>Reads a range again; the cursor stays. Interrupted, the same call goes on where it stopped.</summary>
    /// <param name="hook">Null: every hook.</param>
    /// <inheritdoc cref="SyncAsync(Integration, IRunObserver?, CancellationToken)" path="/exception"/>
    public Task<RunState> BackfillAsync(Integration integration, ReceiveWindow range, string? hook, IRunObserver? observer, CancellationToken cancellationToken) =>
        RunAsync(integration, "backfill", null, observer, async run =>
        {
            Backfill backfill = await BackfillOfAsync(integration, range, hook, cancellationToken);
            BackfillRest rest = await backfill.RestAsync(cancellationToken);
            await ReadAllAsync(integration, backfill, rest, rest.All(), run, cancellationToken);
            await progress.EndBackfillAsync(backfill.Key, cancellationToken);
            DurableSteps.Passed(DurableSteps.BackfillEnded);
            return true;
        });

    /// <summary>Reads the next day of a backfill, so that others may come in between. The run is one over all its days.</summary>
    /// <param name="hook">Null: every hook.</param>
    /// <returns>The run: done, or running as long as days are left.</returns>
    /// <inheritdoc cref="SyncAsync(Integration, IRunObserver?, CancellationToken)" path="/exception"/>
    public Task<RunState> BackfillDayAsync(
        Integration integration, ReceiveWindow range, string? hook, RunStart start, IRunObserver? observer, CancellationToken cancellationToken) =>
        RunAsync(integration, "backfill", start, observer, async run =>
        {
            Backfill backfill = await BackfillOfAsync(integration, range, hook, cancellationToken);
            BackfillRest rest = await backfill.RestAsync(cancellationToken);
            await ReadAllAsync(integration, backfill, rest, rest.NextDay(out bool isLast), run, cancellationToken);
            if (isLast)
            {
                await progress.EndBackfillAsync(backfill.Key, cancellationToken);
                DurableSteps.Passed(DurableSteps.BackfillEnded);
            }

            return isLast;
        });

    /// <summary>Reads a backfill together with the processes that <see cref="HelpAsync"/>, each a window at a time. The run is one over all of them.</summary>
    /// <param name="hook">Null: every hook.</param>
    /// <param name="givesWay">Asked between windows: whether this process stops here, and others with it when they have read what they have in hand.</param>
    /// <returns>The run: done, or running as long as windows are left.</returns>
    /// <inheritdoc cref="SyncAsync(Integration, IRunObserver?, CancellationToken)" path="/exception"/>
    public Task<RunState> BackfillTogetherAsync(
        Integration integration,
        ReceiveWindow range,
        string? hook,
        IBackfillWindows windows,
        RunStart start,
        Func<Task<bool>> givesWay,
        IRunObserver? observer,
        CancellationToken cancellationToken) =>
        RunAsync(integration, "backfill", start, observer, async run =>
        {
            Backfill backfill = await BackfillOfAsync(integration, range, hook, cancellationToken);
            bool isOver = await Shared(windows).LeadAsync(integration, backfill, run, givesWay, observer, cancellationToken);
            if (isOver)
            {
                await progress.EndBackfillAsync(backfill.Key, cancellationToken);
                DurableSteps.Passed(DurableSteps.BackfillEnded);
            }

            return isOver;
        });

    /// <summary>Reads windows of a backfill that another process leads, as long as some are to be had.</summary>
    /// <param name="run">The run as it stands; it has a range.</param>
    /// <param name="goesOn">Asked between windows.</param>
    /// <returns>How many windows were read.</returns>
    /// <inheritdoc cref="SyncAsync(Integration, IRunObserver?, CancellationToken)" path="/exception"/>
    public async Task<int> HelpAsync(
        Integration integration, RunState run, IBackfillWindows windows, Func<bool> goesOn, IRunObserver? observer, CancellationToken cancellationToken)
    {
        Backfill backfill = await BackfillOfAsync(integration, run.Order!.Range!.Value, run.Order.Hook, cancellationToken);
        return await Shared(windows).HelpAsync(integration, backfill, run, goesOn, observer, cancellationToken);
    }

    /// <summary>Forgets how far a backfill has come: somebody ended it for good.</summary>
    public ValueTask ForgetBackfillAsync(string integration, ReceiveWindow range, string? hook, CancellationToken cancellationToken) =>
        progress.EndBackfillAsync(Backfill.KeyOf(integration, range, hook), cancellationToken);

    /// <summary>Reads one file as one window.</summary>
    /// <param name="zone">The zone of local times in the file; see <see cref="ImportZoneAsync"/>.</param>
    /// <param name="read">Delivers the file's records.</param>
    /// <inheritdoc cref="SyncAsync(Integration, IRunObserver?, CancellationToken)" path="/exception"/>
    public Task<RunState> ImportAsync(
        Integration integration,
        LogResource resource,
        TimeZoneInfo zone,
        Func<RecordSchema, IRecordSink, CancellationToken, Task> read,
        IRunObserver? observer,
        CancellationToken cancellationToken) =>
        RunAsync(integration, "import", null, observer, async run =>
        {
            var plan = new ResourcePlan(integration, resource, zone);
            run.WindowStarted(resource, null);
            await _pipeline.RunAsync(plan, run, (sink, token) => read(plan.Schema, sink, token), null, cancellationToken);
            return true;
        });

    /// <summary>The zone in which a file's local times are read: the setting, what the Management API said last, the schedule's; else UTC.</summary>
    /// <returns>The zone, and a sentence for the user when it is only a guess.</returns>
    public static async Task<(TimeZoneInfo Zone, string? Notice)> ImportZoneAsync(Integration integration, IProgressStore? progress, CancellationToken cancellationToken)
    {
        string? known = integration.Source.TimeZone
            ?? (progress is null ? null : await progress.GetTimeZoneAsync(integration.Name, cancellationToken))
            ?? integration.Schedule.TimeZone;
        return known is not null || !integration.IsRead
            ? (known is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(known), null)
            : (TimeZoneInfo.Utc, $"The time zone of {integration.Name} is not known yet; local times are read as UTC. Set source.timeZone, or sync once.");
    }

    private SharedBackfill Shared(IBackfillWindows windows) => new(api, _pipeline, progress, windows, time);

    private async Task<Backfill> BackfillOfAsync(Integration integration, ReceiveWindow range, string? hook, CancellationToken cancellationToken) =>
        new(integration, range, hook, await ZoneAsync(integration, cancellationToken), progress);

    private async Task ReadAllAsync(
        Integration integration,
        Backfill backfill,
        BackfillRest rest,
        IEnumerable<(LogResource Resource, ReceiveWindow? Window)> windows,
        RunTracker run,
        CancellationToken cancellationToken)
    {
        var readers = new Dictionary<LogResource, WindowReader>();
        var steps = new List<WindowStep>();
        foreach ((LogResource resource, ReceiveWindow? window) in windows)
        {
            if (!readers.TryGetValue(resource, out WindowReader? reader))
            {
                var plan = new ResourcePlan(integration, resource, backfill.Zone, backfill.Hook);
                readers.Add(resource, reader = new WindowReader(api, _pipeline, progress, time, plan, backfill.Key, run));
            }

            steps.Add(new WindowStep(reader, window, to => backfill.Move(resource, to)));
        }

        run.Planned(rest.Done, rest.Whole);
        await WindowStep.ReadAllAsync(steps, Windows.WholeSeconds(time.GetUtcNow()), cancellationToken);
    }

    private async Task<TimeZoneInfo> ZoneAsync(Integration integration, CancellationToken cancellationToken)
    {
        if (integration.Source.TimeZone is { } set)
        {
            return TimeZoneInfo.FindSystemTimeZoneById(set);
        }

        ApplicationDescription application = await api.GetApplicationAsync(integration.AppMetrica, cancellationToken);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(application.TimeZone, out TimeZoneInfo? zone))
        {
            throw new SourceException(
                $"AppMetrica names '{application.TimeZone}' as the time zone of application {application.Id}, which this machine does not know. Set source.timeZone.");
        }

        await progress.SaveTimeZoneAsync(integration.Name, application.TimeZone, cancellationToken);
        DurableSteps.Passed(DurableSteps.ZoneKept);
        return zone;
    }

    private async Task<List<WindowStep>> SyncStepsAsync(Integration integration, WindowReader reader, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string resource = reader.Resource.Name;
        Cursor? cursor = await progress.GetCursorAsync(integration.Name, resource, cancellationToken);
        ReceiveWindow? due = Windows.ForSync(integration.Schedule, cursor, now, out DateTimeOffset start);
        ProgressMove Move(DateTimeOffset to) =>
            new ProgressMove.Sync(integration.Name, resource, start.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        if (!reader.Resource.TakesDates)
        {
            return [new WindowStep(reader, null, Move)];
        }

        if (cursor is null && due is null)
        {
            // From here on: remembered at once, so that the wait for the first window loses nothing.
            await progress.MoveAsync(Move(start), cancellationToken);
            return [];
        }

        var steps = new List<WindowStep>();
        if (await reader.UnfinishedAsync(cancellationToken) is { } unfinished && due is { } range && unfinished.From >= range.From && unfinished.To > unfinished.From && unfinished.To <= range.To)
        {
            steps.AddRange(Cut(new ReceiveWindow(range.From, unfinished.From)));
            steps.Add(new WindowStep(reader, unfinished, Move));
            due = unfinished.To < range.To ? new ReceiveWindow(unfinished.To, range.To) : null;
        }

        if (due is { } rest)
        {
            steps.AddRange(Cut(rest));
        }

        return steps;

        IEnumerable<WindowStep> Cut(ReceiveWindow range) =>
            Windows.Cut(range, integration.Schedule.MaxWindow).Select(window => new WindowStep(reader, window, Move));
    }

    /// <param name="body">Reads; true: the run has come to its end.</param>
    private async Task<RunState> RunAsync(
        Integration integration,
        string kind,
        RunStart? start,
        IRunObserver? observer,
        Func<RunTracker, Task<bool>> body)
    {
        RunState begun = await BeginAsync(integration, kind, start?.Run);
        DurableSteps.Passed(DurableSteps.RunBegun);
        var run = new RunTracker(begun, observer);
        observer?.Started(begun);
        using var telemetry = RunTelemetry.Start(begun, time);
        RunState state;
        try
        {
            state = await body(run) ? run.Finished(RunStatus.Done, Now(), null) : run.With(RunCounts.Zero);
        }
        catch (Exception e) when (e is not StoreException)
        {
            string status = StatusAfter(e, start);
            string? error = e is OperationCanceledException ? null : e is SourceException ? e.Message : "An unexpected fault; see the log.";
            state = run.Finished(status, status == RunStatus.Queued ? null : Now(), error);
            telemetry.End(state, e);
            await progress.SaveRunAsync(state, CancellationToken.None);
            observer?.Ended(state);
            throw;
        }

        telemetry.End(state, null);
        await (state.Status == RunStatus.Running ? progress.LeaveRunAsync(state, CancellationToken.None) : progress.SaveRunAsync(state, CancellationToken.None));
        DurableSteps.Passed(DurableSteps.RunEnded);
        observer?.Ended(state);
        return state;
    }

    private static string StatusAfter(Exception e, RunStart? start) => e switch
    {
        OperationCanceledException => start?.IsCancelled() == true ? RunStatus.Cancelled : RunStatus.Interrupted,
        SourceException and not SourceRefusedException when start is { TriesAgain: true } => RunStatus.Queued,
        _ => RunStatus.Failed,
    };

    private async Task<RunState> BeginAsync(Integration integration, string kind, RunState? known)
    {
        if (known is null)
        {
            long startedAt = Now();
            long id = await progress.StartRunAsync(integration.Name, kind, startedAt, CancellationToken.None);
            return new RunState(id, integration.Name, kind, RunStatus.Running, startedAt, null, RunCounts.Zero, null);
        }

        RunState again = known with { Status = RunStatus.Running, FinishedAt = null, Error = null };
        await progress.SaveRunAsync(again, CancellationToken.None);
        return again;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
