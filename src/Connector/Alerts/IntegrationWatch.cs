using System.Threading.Channels;
using Connector.Core.Alerts;
using Connector.Core.Sync;
using Connector.Schedule;

namespace Connector.Alerts;

/// <summary>Looks at every integration and destination, again and again and whenever a run has ended, and tells what it sees.</summary>
/// <param name="deliveries">How every active destination stands.</param>
/// <param name="see">Alerts; a look that fails is left, the next one tries again.</param>
/// <param name="measure">Meters, which are asked for their values at other times.</param>
internal sealed class IntegrationWatch(
    SyncControl control,
    IStoreQueries queries,
    RunEnds ends,
    int syncs,
    Func<CancellationToken, Task<IReadOnlyList<DeliveryFacts>>> deliveries,
    Func<IReadOnlyList<IntegrationFacts>, IReadOnlyList<DeliveryFacts>, CancellationToken, Task> see,
    Action<IReadOnlyList<ScheduleState>, IReadOnlyList<IntegrationFacts>> measure,
    ILogger logger,
    TimeProvider time)
{
    /// <summary>Between two looks where nothing happens: lag grows by itself.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, RunEnd> _tokens = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        await using ITimer timer = time.CreateTimer(_ => looks.Writer.TryWrite(true), null, Pause, Pause);
        Task forwarding = ForwardAsync(looks.Writer, cancellationToken);
        await foreach (bool _ in looks.Reader.ReadAllAsync(cancellationToken))
        {
            await LookAsync(cancellationToken);
        }

        await forwarding;
    }

    private async Task ForwardAsync(ChannelWriter<bool> looks, CancellationToken cancellationToken)
    {
        await foreach (RunEnd end in ends.Reader.ReadAllAsync(cancellationToken))
        {
            if (end.TokenRefused is not null)
            {
                lock (_tokens)
                {
                    _tokens[end.Integration] = end;
                }
            }

            looks.TryWrite(true);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ScheduleState> states = await control.ListAsync(cancellationToken);
            ILookup<string, CursorState> cursors = (await queries.GetStatusAsync(cancellationToken)).Cursors.ToLookup(cursor => cursor.Integration, StringComparer.Ordinal);
            var facts = new List<IntegrationFacts>();
            foreach (ScheduleState state in states)
            {
                facts.Add(await FactsOfAsync(state, cursors[state.Name], cancellationToken));
            }

            measure(states, facts);
            await see(facts, await deliveries(cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is StoreException or Quartz.SchedulerException)
        {
            logger.Failed(e.Message);
        }
    }

    private async Task<IntegrationFacts> FactsOfAsync(ScheduleState state, IEnumerable<CursorState> cursors, CancellationToken cancellationToken)
    {
        RunEnd? token;
        lock (_tokens)
        {
            token = _tokens.GetValueOrDefault(state.Name);
        }

        return new IntegrationFacts(
            state.Name, await SyncsAsync(state.Name, cancellationToken), ReadUpTo(state, cursors), IsScheduled(state), token?.TokenRefused, token?.Refusal);
    }

    private async Task<List<RunState>> SyncsAsync(string integration, CancellationToken cancellationToken)
    {
        var found = new List<RunState>();
        await foreach (RunState run in queries.ListRunsAsync(new RunQuery(integration, Kind: "sync"), cancellationToken))
        {
            if (run.Status is RunStatus.Done or RunStatus.Failed)
            {
                found.Add(run);
            }

            if (found.Count == syncs)
            {
                break;
            }
        }

        return found;
    }

    private static bool IsScheduled(ScheduleState state) =>
        state.Active && !state.IsPaused && state.Integration.Schedule is not { Cron: null, Every: null };

    private static DateTimeOffset? ReadUpTo(ScheduleState state, IEnumerable<CursorState> cursors)
    {
        // Cursors of resources that no hook reads any more stay where they were.
        HashSet<string> resources = [.. state.Integration.Resources.Select(resource => resource.Name)];
        long[] read = [.. cursors.Where(cursor => resources.Contains(cursor.Resource)).Select(cursor => cursor.To)];
        return read.Length == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(read.Min());
    }
}
