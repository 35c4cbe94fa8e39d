using Quartz;

namespace Connector.Schedule;

/// <summary>What the scheduler is about to do, as it was seen a moment ago: whoever looks at pages, and be it often, does not hold it up.</summary>
internal sealed class ScheduleOutlook(IScheduler scheduler, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private volatile Seen? _seen;
    private int _changes;

    /// <summary>When each integration is read next; those that are not are not in it.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> NextFiresAsync(CancellationToken cancellationToken) =>
        (await LookAsync(cancellationToken)).NextFires;

    /// <summary>The integrations that are paused.</summary>
    public async Task<IReadOnlyDictionary<string, SchedulePause>> PausesAsync(CancellationToken cancellationToken) =>
        (await LookAsync(cancellationToken)).Pauses;

    /// <summary>Asks the scheduler itself.</summary>
    public async Task<bool> IsPausedAsync(string integration, CancellationToken cancellationToken) =>
        (await ReadPausesAsync(cancellationToken)).ContainsKey(integration);

    /// <summary>Something has just been changed.</summary>
    public void Forget() => Interlocked.Increment(ref _changes);

    private async Task<Seen> LookAsync(CancellationToken cancellationToken)
    {
        // Counted before it is looked: what changes meanwhile may be missing in what was seen.
        int changes = Volatile.Read(ref _changes);
        if (_seen is { } seen && seen.Changes == changes && time.GetElapsedTime(seen.At) < Moment)
        {
            return seen;
        }

        long now = time.GetTimestamp();
        return _seen = new Seen(changes, now, await ReadNextFiresAsync(cancellationToken), await ReadPausesAsync(cancellationToken));
    }

    private async Task<Dictionary<string, DateTimeOffset>> ReadNextFiresAsync(CancellationToken cancellationToken)
    {
        PagedResult<TriggerHeader> headers = await scheduler.QueryTriggers(
            new TriggerQuery { Name = NameMatcher<TriggerKey>.NameEquals(ScheduleKeys.Schedule("").Name), Take = PagedQuery.All }, cancellationToken);
        return headers.Items
            .Where(header => header.NextFireTimeUtc is not null && header.State is not (TriggerState.Paused or TriggerState.Error))
            .ToDictionary(header => header.JobKey.Name, header => header.NextFireTimeUtc!.Value, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, SchedulePause>> ReadPausesAsync(CancellationToken cancellationToken)
    {
        PagedResult<TriggerGroup> groups = await scheduler.QueryTriggerGroups(new TriggerGroupQuery { Paused = true, Take = PagedQuery.All }, cancellationToken);
        var pauses = new Dictionary<string, SchedulePause>(StringComparer.Ordinal);
        foreach (string group in groups.Items.Select(group => group.Name))
        {
            if (ScheduleKeys.IntegrationOf(group) is { } integration)
            {
                PauseInfo? info = await scheduler.GetTriggerGroupPause(group, cancellationToken);
                pauses.Add(integration, new SchedulePause(info?.RequestedBy, info?.PausedAtUtc));
            }
        }

        return pauses;
    }

    private sealed record Seen(int Changes, long At, IReadOnlyDictionary<string, DateTimeOffset> NextFires, IReadOnlyDictionary<string, SchedulePause> Pauses);
}
