using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Runs of an integration: sync, backfill, import. They differ only in where records come from and what remembers how far they came.</summary>
/// <remarks>Repeating any of them is safe at any time. Nothing here forbids two at once; the store makes them wait for each other batch by batch.</remarks>
public sealed class Synchronizer(ILogsApi api, IBatchStore store, IProgressStore progress, TimeProvider time, int batchSize = Synchronizer.DefaultBatchSize)
{
    /// <summary>Larger batches read a profile less often; smaller ones keep less alive, which costs less memory and collection.</summary>
    public const int DefaultBatchSize = 1024;

    private static readonly TimeSpan BackfillSlice = TimeSpan.FromDays(1);

    private readonly RecordPipeline _pipeline = new(store, time, batchSize);

    /// <summary>Reads what is due from the cursor on, one window after another in time order.</summary>
    /// <returns>The finished run.</returns>
    /// <exception cref="SourceException">The source could not be read; the run is kept as failed, and what was stored stays.</exception>
    /// <exception cref="OperationCanceledException">The batch in hand was committed; the next sync goes on from there.</exception>
    public Task<RunState> SyncAsync(Integration integration, IRunObserver? observer, CancellationToken cancellationToken) =>
        RunAsync(integration, "sync", observer, async run =>
        {
            TimeZoneInfo zone = await ZoneAsync(integration, cancellationToken);
            DateTimeOffset now = Windows.WholeSeconds(time.GetUtcNow());
            var steps = new List<Step>();
            foreach (LogResource resource in integration.Resources)
            {
                var plan = new ResourcePlan(integration, resource, zone);
                var reader = new WindowReader(api, _pipeline, progress, time, plan, integration.Name, run);
                steps.AddRange(await SyncStepsAsync(integration, reader, now, cancellationToken));
            }

            await ReadAllAsync(steps, now, cancellationToken);
        });

    /// <summary>Reads a range again; the cursor stays. Interrupted, the same call goes on where it stopped.</summary>
    /// <param name="hook">Null: every hook.</param>
    /// <inheritdoc cref="SyncAsync" path="/exception"/>
    public Task<RunState> BackfillAsync(Integration integration, ReceiveWindow range, string? hook, IRunObserver? observer, CancellationToken cancellationToken) =>
        RunAsync(integration, "backfill", observer, async run =>
        {
            TimeZoneInfo zone = await ZoneAsync(integration, cancellationToken);
            DateTimeOffset now = Windows.WholeSeconds(time.GetUtcNow());
            string key = $"{integration.Name}|{range.From.ToUnixTimeSeconds()}|{range.To.ToUnixTimeSeconds()}|{hook}";
            TimeSpan slice = integration.Schedule.MaxWindow < BackfillSlice ? integration.Schedule.MaxWindow : BackfillSlice;
            var steps = new List<Step>();
            IEnumerable<LogResource> resources = integration.Hooks.Where(one => hook is null || one.Name == hook).Select(one => one.Resource).Distinct();
            foreach (LogResource resource in resources)
            {
                var plan = new ResourcePlan(integration, resource, zone, hook);
                var reader = new WindowReader(api, _pipeline, progress, time, plan, key, run);
                ProgressMove Move(DateTimeOffset to) => new ProgressMove.Backfill(key, resource.Name, to.ToUnixTimeMilliseconds());
                long? done = await progress.GetBackfillAsync(key, resource.Name, cancellationToken);
                DateTimeOffset from = done is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : range.From;
                if (!resource.TakesDates)
                {
                    steps.Add(new Step(reader, null, Move));
                }
                else if (from < range.To)
                {
                    steps.AddRange(Windows.Cut(new ReceiveWindow(from, range.To), slice).Select(window => new Step(reader, window, Move)));
                }
            }

            await ReadAllAsync(steps, now, cancellationToken);
            await progress.EndBackfillAsync(key, cancellationToken);
        });

    /// <summary>Reads one file as one window.</summary>
    /// <param name="zone">The zone of local times in the file; see <see cref="ImportZoneAsync"/>.</param>
    /// <param name="read">Delivers the file's records.</param>
    /// <inheritdoc cref="SyncAsync" path="/exception"/>
    public Task<RunState> ImportAsync(
        Integration integration,
        LogResource resource,
        TimeZoneInfo zone,
        Func<RecordSchema, IRecordSink, CancellationToken, Task> read,
        IRunObserver? observer,
        CancellationToken cancellationToken) =>
        RunAsync(integration, "import", observer, async run =>
        {
            var plan = new ResourcePlan(integration, resource, zone);
            run.WindowStarted(resource, null);
            await _pipeline.RunAsync(plan, run, (sink, token) => read(plan.Schema, sink, token), null, cancellationToken);
        });

    /// <summary>The zone in which a file's local times are read: the setting, what the Management API said last, the schedule's; else UTC.</summary>
    /// <returns>The zone, and a sentence for the user when it is only a guess.</returns>
    public static async Task<(TimeZoneInfo Zone, string? Notice)> ImportZoneAsync(Integration integration, IProgressStore? progress, CancellationToken cancellationToken)
    {
        string? known = integration.Source.TimeZone
            ?? (progress is null ? null : await progress.GetTimeZoneAsync(integration.Name, cancellationToken))
            ?? integration.Schedule.TimeZone;
        return known is not null
            ? (TimeZoneInfo.FindSystemTimeZoneById(known), null)
            : (TimeZoneInfo.Utc, $"The time zone of {integration.Name} is not known yet; local times are read as UTC. Set source.timeZone, or sync once.");
    }

    private async Task<TimeZoneInfo> ZoneAsync(Integration integration, CancellationToken cancellationToken)
    {
        if (integration.Source.TimeZone is { } set)
        {
            return TimeZoneInfo.FindSystemTimeZoneById(set);
        }

        ApplicationDescription application = await api.GetApplicationAsync(integration.Source, cancellationToken);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(application.TimeZone, out TimeZoneInfo? zone))
        {
            throw new SourceException(
                $"AppMetrica names '{application.TimeZone}' as the time zone of application {application.Id}, which this machine does not know. Set source.timeZone.");
        }

        await progress.SaveTimeZoneAsync(integration.Name, application.TimeZone, cancellationToken);
        return zone;
    }

    private async Task<List<Step>> SyncStepsAsync(Integration integration, WindowReader reader, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string resource = reader.Resource.Name;
        Cursor? cursor = await progress.GetCursorAsync(integration.Name, resource, cancellationToken);
        ReceiveWindow? due = Windows.ForSync(integration.Schedule, cursor, now, out DateTimeOffset start);
        ProgressMove Move(DateTimeOffset to) =>
            new ProgressMove.Sync(integration.Name, resource, start.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        if (!reader.Resource.TakesDates)
        {
            return [new Step(reader, null, Move)];
        }

        if (cursor is null && due is null)
        {
            // From here on: remembered at once, so that the wait for the first window loses nothing.
            await progress.MoveAsync(Move(start), cancellationToken);
            return [];
        }

        var steps = new List<Step>();
        if (await reader.UnfinishedAsync(cancellationToken) is { } unfinished && due is { } range && unfinished.From >= range.From && unfinished.To > unfinished.From)
        {
            steps.AddRange(Cut(new ReceiveWindow(range.From, unfinished.From)));
            steps.Add(new Step(reader, unfinished, Move));
            due = unfinished.To < range.To ? new ReceiveWindow(unfinished.To, range.To) : null;
        }

        if (due is { } rest)
        {
            steps.AddRange(Cut(rest));
        }

        return steps;

        IEnumerable<Step> Cut(ReceiveWindow range) =>
            Windows.Cut(range, integration.Schedule.MaxWindow).Select(window => new Step(reader, window, Move));
    }

    /// <summary>Reads windows of all resources in time order. A resource that fails is left; the others go on, unless the token was refused.</summary>
    private static async Task ReadAllAsync(List<Step> steps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<LogResource, SourceException>();
        foreach (Step step in steps.OrderBy(step => step.Window?.From ?? DateTimeOffset.MinValue))
        {
            if (failures.ContainsKey(step.Reader.Resource))
            {
                continue;
            }

            try
            {
                await step.Reader.ReadAsync(step.Window, step.Move, now, cancellationToken);
            }
            catch (SourceException e) when (e is not SourceRefusedException)
            {
                failures.Add(step.Reader.Resource, e);
            }
        }

        switch (failures.Count)
        {
            case 1:
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Values.Single());
                break;
            case > 1:
                throw new SourceException(string.Join(" ", failures.Select(failure => $"{failure.Key.Name}: {failure.Value.Message}")), failures.Values.First());
        }
    }

    private async Task<RunState> RunAsync(Integration integration, string kind, IRunObserver? observer, Func<RunTracker, Task> body)
    {
        long startedAt = Now();
        long id = await progress.StartRunAsync(integration.Name, kind, startedAt, CancellationToken.None);
        var run = new RunTracker(id, integration.Name, kind, startedAt, observer);
        try
        {
            await body(run);
        }
        catch (Exception e) when (e is not StoreException)
        {
            bool interrupted = e is OperationCanceledException;
            string? error = interrupted ? null : e is SourceException ? e.Message : "An unexpected fault; see the log.";
            await progress.SaveRunAsync(run.Finished(interrupted ? "interrupted" : "failed", Now(), error), CancellationToken.None);
            throw;
        }

        RunState done = run.Finished("done", Now(), null);
        await progress.SaveRunAsync(done, CancellationToken.None);
        return done;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Step(WindowReader Reader, ReceiveWindow? Window, Func<DateTimeOffset, ProgressMove> Move);
}
