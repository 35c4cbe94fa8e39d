using Connector.Core.Sync;
using Microsoft.Win32.SafeHandles;

namespace Connector.Schedule;

/// <summary>One service a store: two would fire the same schedule. Commands beside it are welcome.</summary>
internal sealed class ServiceLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ServiceLock(SafeFileHandle handle) => _handle = handle;

    /// <param name="storePath">The lock is a file beside it, which the system lets go when the process ends, however it ends.</param>
    /// <exception cref="StoreException">Another service uses the store.</exception>
    public static ServiceLock Take(string storePath)
    {
        string path = Path.GetFullPath(storePath) + "-service";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new ServiceLock(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"Another 'connector run' serves the store {storePath} ({path} is locked, or cannot be written). Stop it, or give this one a store of its own with --store.",
                e);
        }
    }

    public void Dispose() => _handle.Dispose();
}
