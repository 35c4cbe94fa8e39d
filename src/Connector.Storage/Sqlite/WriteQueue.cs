using Connector.Core.Sync;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Sqlite;

/// <summary>Who writes next, among all processes that use one store: whoever has the lock on a small file beside it.</summary>
/// <remarks>
/// SQLite's own lock goes to whoever asks in the right millisecond, so that a process writing batch after batch would starve
/// another. The place is held only while waiting to begin: the one that has just written waits behind it.
/// </remarks>
internal sealed class WriteQueue(string storePath)
{
    private const int Eagain = 11;
    private const int EagainOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly string _path = storePath + "-queue";

    /// <returns>The place; disposing it lets the next one come.</returns>
    public async ValueTask<IDisposable> EnterAsync(Patience patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryEnter() is { } place)
            {
                return place;
            }

            await patience.WaitAsync(Pause, cancellationToken);
        }
    }

    /// <summary>Another handle has the file's lock, in this process or another.</summary>
    public static bool IsTaken(IOException e) => e.HResult is Eagain or EagainOnMac or SharingViolation;

    private SafeFileHandle? TryEnter()
    {
        try
        {
            return File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The store {storePath} cannot be written: {_path} cannot be opened. See that the disk has space and that the user of the connector may write in its folder.",
                e);
        }
    }
}
