using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;

namespace Connector.Service;

/// <summary>How every integration stands: what the store knows of it and what the schedule does.</summary>
internal sealed class IntegrationOverview(SyncControl control, IStoreQueries queries)
{
    /// <summary>Every integration of the config in use, by name.</summary>
    public async Task<IReadOnlyList<IntegrationState>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ScheduleState> scheduled = await control.ListAsync(cancellationToken);
        StoreStatus status = await queries.GetStatusAsync(cancellationToken);
        return [.. scheduled.Select(one => StateOf(one, status))];
    }

    /// <returns>Null: the config in use has none of that name.</returns>
    public async Task<IntegrationState?> GetAsync(string name, CancellationToken cancellationToken) =>
        await control.GetAsync(name, cancellationToken) is { } scheduled
            ? StateOf(scheduled, await queries.GetStatusAsync(cancellationToken))
            : null;

    private static IntegrationState StateOf(ScheduleState scheduled, StoreStatus status) =>
        new(IntegrationStatus.Of(scheduled.Integration, scheduled.NextFire, status), scheduled);
}

/// <summary>An integration as the store and the schedule know it.</summary>
internal sealed record IntegrationState(IntegrationStatus Status, ScheduleState Schedule);
