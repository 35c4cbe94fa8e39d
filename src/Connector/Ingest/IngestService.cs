using Connector.Core.Catalog;
using Connector.Core.Ingest;
using Connector.Service.Access;
using Connector.Storage;
using Connector.Storage.Inbox;

namespace Connector.Ingest;

/// <summary>Takes messages and applies them, as long as the service runs.</summary>
internal sealed class IngestService : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly InboxLog _inbox;
    private readonly InboxWork _work;
    private readonly InboxPump _pump;
    private readonly Task _pumping;

    private IngestService(InboxLog inbox, InboxWork work, Entry entry, InboxPump pump, long place)
    {
        (_inbox, _work, Entry, _pump) = (inbox, work, entry, pump);
        _pumping = Task.Run(() => pump.RunAsync(place, _stop.Token), CancellationToken.None);
    }

    public Entry Entry { get; }

    /// <summary>Goes on where an earlier process stopped, however it stopped. Only the service that holds the store may open it.</summary>
    /// <param name="catalog">The config in use.</param>
    /// <param name="keepsSamples">Whether some messages are kept, so that a changed config can be looked at on them.</param>
    /// <exception cref="Core.Sync.StoreException">The inbox beside the store cannot be used.</exception>
    public static async Task<IngestService> OpenAsync(
        string storePath, IStore store, Func<ConnectorCatalog> catalog, ILoggerFactory log, TimeProvider time, CancellationToken cancellationToken, bool keepsSamples = true)
    {
        InboxLog inbox = InboxLog.Open(InboxLog.FolderOf(storePath), store.Flush);
        try
        {
            long place = await store.Progress.GetInboxAsync(inbox.Id, cancellationToken);
            inbox.BeginAt(place);
            var work = new InboxWork(store, store.Queries, store.Progress, time, keepsSamples ? store.Samples : null, store.IsShared);
            var entry = new Entry(new EntryKeys(catalog, time), new AttemptLimit(time), inbox, log.CreateLogger<Entry>(), time);
            var pump = new InboxPump(inbox, work, catalog, log.CreateLogger<InboxPump>(), time);
            Tell(catalog(), log.CreateLogger<IngestService>());
            return new IngestService(inbox, work, entry, pump, place);
        }
        catch
        {
            inbox.Dispose();
            throw;
        }
    }

    /// <summary>Ends when everything that was taken so far is applied.</summary>
    public Task AppliedAsync(CancellationToken cancellationToken) => _pump.AppliedAsync(_inbox.End, cancellationToken);

    /// <summary>Stops taking and applying; what is kept and not applied is applied after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _pumping;
        }
        finally
        {
            _inbox.Dispose();
            _work.Dispose();
            _stop.Dispose();
        }
    }

    private static void Tell(ConnectorCatalog catalog, ILogger log)
    {
        string[] open = [.. catalog.Integrations.Values.Where(one => one is { Active: true, IsRead: false }).Select(one => one.Name).Order(StringComparer.Ordinal)];
        if (open.Length > 0)
        {
            log.Open(string.Join(", ", open));
        }
    }
}
