using Connector.Core.Sync;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Sqlite;

/// <summary>Who sends to a destination: whoever has the lock on a small file beside the store, which its process loses however it ends.</summary>
internal sealed class SenderHolds(string storePath)
{
    /// <returns>Null: another process, or another sender of this one, has it.</returns>
    public IAsyncDisposable? TryTake(string destination)
    {
        string path = $"{storePath}-sender-{destination}";
        try
        {
            return new Hold(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose));
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

    private sealed class Hold(SafeFileHandle handle) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            handle.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
