using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Service.Access;
using Connector.Storage;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Service;

/// <summary>Tries rejects again, one after another and for one person at a time.</summary>
internal sealed class Retries(IStore store, SyncControl control, Orders orders, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="integration">Null: of every integration.</param>
    /// <returns>Null: somebody else's is going on.</returns>
    public async Task<(RunCounts Counts, TimeSpan Elapsed)?> RunAsync(Identity by, string? integration, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return null;
        }

        try
        {
            long started = time.GetTimestamp();
            var retry = new RejectRetry(store, store.Queries, store.Progress, new ExportDecoder(), time);
            RunCounts counts = await retry.RunAsync(control.Catalog, integration, cancellationToken);
            await orders.RetriedAsync(by, integration, counts);
            return (counts, time.GetElapsedTime(started));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
