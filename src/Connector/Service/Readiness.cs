using Connector.Core.Access;
using Connector.Core.Sync;
using Connector.Schedule;

namespace Connector.Service;

/// <summary>Whether the service can do its work. Tells no details: anybody may ask.</summary>
internal sealed class Readiness(ITokenStore store, SyncControl control)
{
    public async Task<IReadOnlyList<ReadinessCheck>> CheckAsync(CancellationToken cancellationToken) =>
        [await StoreAsync(cancellationToken), Scheduler(), Config()];

    private async Task<ReadinessCheck> StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.FindAsync(0, cancellationToken);
            return new ReadinessCheck("store", "ok", null);
        }
        catch (StoreException)
        {
            return new ReadinessCheck("store", "failed", "The store cannot be read. The log says why.");
        }
    }

    private ReadinessCheck Scheduler() => control.IsFiring
        ? new ReadinessCheck("scheduler", "ok", null)
        : new ReadinessCheck("scheduler", "failed", "The schedule does not run: the service starts or stops.");

    private ReadinessCheck Config() =>
        control.Config.IsBroken ? new ReadinessCheck("config", "warning", "The config on disk has errors; the one of before is in use. 'connector validate' says which.")
        : control.Config.Deferred is not null ? new ReadinessCheck("config", "warning", "The config on disk is not in use yet; it is tried again.")
        : new ReadinessCheck("config", "ok", null);
}

/// <param name="Status"><c>ok</c>, <c>warning</c> or <c>failed</c>; the last alone makes the service not ready.</param>
/// <param name="Text">What is wrong; null: nothing is.</param>
internal sealed record ReadinessCheck(string Name, string Status, string? Text);
