using System.Collections.Concurrent;
using Connector.Core.Sync;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Sqlite;

/// <summary>Which runs a living process is busy with: it locks a small file beside the store for each of its runs.</summary>
/// <remarks>The system lets a lock go when its process ends, however it ends. A row that says running, and whose file nobody has locked, was abandoned.</remarks>
internal sealed class RunHolds(string storePath) : IDisposable
{
    private readonly ConcurrentDictionary<long, SafeFileHandle> _held = new();

    /// <exception cref="StoreException">The file cannot be made.</exception>
    public void Take(long run)
    {
        if (_held.ContainsKey(run))
        {
            return;
        }

        try
        {
            _held[run] = Open(run);
        }
        catch (IOException e) when (WriteQueue.IsTaken(e))
        {
            // Somebody looks in this very moment whether the run is held. At worst it shows as interrupted until it is saved again.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The store {storePath} cannot be used: {PathOf(run)} cannot be locked. See that the disk has space and that the user of the connector may write in its folder.",
                e);
        }
    }

    public void Release(long run)
    {
        if (_held.TryRemove(run, out SafeFileHandle? handle))
        {
            handle.Dispose();
        }
    }

    /// <summary>Whether this process or another is busy with the run. The file of one that nobody is busy with goes.</summary>
    public bool IsHeld(long run)
    {
        if (_held.ContainsKey(run))
        {
            return true;
        }

        if (!File.Exists(PathOf(run)))
        {
            return false;
        }

        try
        {
            Open(run).Dispose();
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Locked; or of another user, who may well be busy with it.
            return true;
        }
    }

    public void Dispose()
    {
        foreach (long run in _held.Keys)
        {
            Release(run);
        }
    }

    private string PathOf(long run) => $"{storePath}-run-{run}";

    private SafeFileHandle Open(long run) =>
        File.OpenHandle(PathOf(run), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
}
