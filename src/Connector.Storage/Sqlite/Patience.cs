using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>Waiting for other writers: long enough for one that builds keys for millions of profiles, not for ever.</summary>
internal sealed class Patience(TimeProvider time, string path)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly long _start = time.GetTimestamp();

    /// <exception cref="Connector.Core.Sync.StoreException">Another process has held the store for too long.</exception>
    public Task WaitAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        time.GetElapsedTime(_start) < Limit
            // Real time, even under a clock that a test sets: what is waited for is another process.
            ? Task.Delay(pause, cancellationToken)
            : throw StoreFault.Of(raw.SQLITE_BUSY, path);
}
