using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Inbox;

/// <summary>
/// A file of zeros that becomes the next segment. What is written over it lies where the disk has room for it already, so that flushing
/// it does not wait for the file system's own journal, and with it for what others write.
/// </summary>
internal sealed class SpareSegment(string path)
{
    public const int Size = 16 << 20;

    private volatile bool _isReady;
    private int _isBusy;

    /// <summary>Gives the file another name.</summary>
    /// <returns>False: there is none yet.</returns>
    public bool TryTake(string name)
    {
        if (!_isReady)
        {
            return false;
        }

        _isReady = false;
        File.Move(path, name, overwrite: true);
        return true;
    }

    /// <summary>Makes the file on another thread, where there is none.</summary>
    public void Prepare(Action done)
    {
        if (!_isReady && Interlocked.Exchange(ref _isBusy, 1) == 0)
        {
            _ = Task.Run(() => Make(done));
        }
    }

    private void Make(Action done)
    {
        try
        {
            byte[] zeros = new byte[1 << 20];
            using (SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
            {
                for (long at = 0; at < Size; at += zeros.Length)
                {
                    RandomAccess.Write(file, zeros, at);
                }

                RandomAccess.FlushToDisk(file);
            }

            _isReady = true;
            done();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is good to have. Where the disk is full or gone, the segment in use says so, and gets the room that is left.
            Discard();
        }
        finally
        {
            Interlocked.Exchange(ref _isBusy, 0);
        }
    }

    private void Discard()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next attempt writes over it.
        }
    }
}
