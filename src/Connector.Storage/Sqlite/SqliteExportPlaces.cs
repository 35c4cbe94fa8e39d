using System.Security.Cryptography;
using System.Text;
using Connector.Core.Sync;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Sqlite;

/// <summary>Places in the queues of sources, as locks on small files beside the store, which the system lets go when a process ends, however it ends.</summary>
/// <remarks>The files stay: one that is deleted while another process opens it would be two files of one name.</remarks>
internal sealed class SqliteExportPlaces(string storePath) : IExportPlaces
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <remarks>Only one process at a time waits for a place; the others wait to be that one. So nobody who gives a place back takes it again from under one who waits.</remarks>
    public async ValueTask<IAsyncDisposable> TakeAsync(string application, int places, CancellationToken cancellationToken)
    {
        string path = $"{storePath}-export-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(application)).AsSpan(0, 4))}";
        using SafeFileHandle next = await FirstAsync([$"{path}-next"], cancellationToken);
        return new Place(await FirstAsync([.. Enumerable.Range(1, places).Select(place => $"{path}-{place}")], cancellationToken));
    }

    private async ValueTask<SafeFileHandle> FirstAsync(string[] paths, CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            foreach (string path in paths)
            {
                if (TryLock(path) is { } handle)
                {
                    return handle;
                }
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private SafeFileHandle? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (WriteQueue.IsTaken(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The store {storePath} cannot be used: {path} cannot be locked. See that the disk has space and that the user of the connector may write in its folder.",
                e);
        }
    }

    private sealed class Place(SafeFileHandle handle) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            handle.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
