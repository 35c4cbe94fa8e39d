namespace Connector.Core.Sync;

/// <summary>The places that an application's exports have in the queue at their source, shared by every process that uses the store.</summary>
public interface IExportPlaces
{
    /// <summary>Waits for a place, behind whoever asked before.</summary>
    /// <param name="application">Names the server and the application there.</param>
    /// <param name="places">How many the application has; the same from everybody.</param>
    /// <returns>Disposing it gives the place back. It comes free as well when its process ends, and within seconds when that hangs or is cut off.</returns>
    /// <exception cref="StoreException">The store cannot be reached or written.</exception>
    ValueTask<IAsyncDisposable> TakeAsync(string application, int places, CancellationToken cancellationToken);
}
