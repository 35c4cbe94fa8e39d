using System.Collections.Concurrent;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica;

/// <summary>Keeps the exports of one application that stand in the server's queue at two.</summary>
/// <remarks>The server takes three (docs, «Logs API › Quotas»); the third is left to people who export in the web interface.</remarks>
internal sealed class QueueGate
{
    public const int Places = 2;

    /// <summary>The gate of this process: several clients share it, as they share the server's queue.</summary>
    public static readonly QueueGate OfProcess = new();

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = [];

    /// <summary>Waits for a place, first among the exports of this process, then among those of all that share the store.</summary>
    /// <param name="shared">Null: no other process reads the application.</param>
    /// <returns>Disposing it gives the place back.</returns>
    public async Task<IAsyncDisposable> EnterAsync(AppMetricaSource source, IExportPlaces? shared, CancellationToken cancellationToken)
    {
        string application = $"{source.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')} {source.ApplicationId}";
        SemaphoreSlim places = _places.GetOrAdd(application, static _ => new SemaphoreSlim(Places, Places));
        await places.WaitAsync(cancellationToken);
        try
        {
            return new Place(places, shared is null ? null : await shared.TakeAsync(application, Places, cancellationToken));
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    private sealed class Place(SemaphoreSlim places, IAsyncDisposable? shared) : IAsyncDisposable
    {
        private SemaphoreSlim? _places = places;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _places, null) is not { } places)
            {
                return;
            }

            try
            {
                await (shared?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
