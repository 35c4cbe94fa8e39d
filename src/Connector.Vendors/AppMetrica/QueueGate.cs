using System.Collections.Concurrent;
using Connector.Core.Catalog;

namespace Connector.Vendors.AppMetrica;

/// <summary>Keeps the exports of one application that stand in the server's queue at two.</summary>
/// <remarks>The server takes three (docs, «Logs API › Quotas»); the third is left to people who export in the web interface.</remarks>
internal sealed class QueueGate
{
    public const int Places = 2;

    /// <summary>The gate of this process: several clients share it, as they share the server's queue.</summary>
    public static readonly QueueGate OfProcess = new();

    private readonly ConcurrentDictionary<(string Server, long Application), SemaphoreSlim> _places = [];

    /// <summary>Waits for a place. Disposing the result gives it back.</summary>
    public async Task<IDisposable> EnterAsync(AppMetricaSource source, CancellationToken cancellationToken)
    {
        (string, long) key = (source.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/'), source.ApplicationId);
        SemaphoreSlim places = _places.GetOrAdd(key, static _ => new SemaphoreSlim(Places, Places));
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
