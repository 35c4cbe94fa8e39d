using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Sqlite;

/// <summary>The log in which commits lie until a checkpoint moves them into the store's file: they survive the end of the process at once, that of the machine once it is flushed.</summary>
internal static class WriteAheadLog
{
    /// <summary>Puts on the disk what any process committed so far: before somebody is told of what could not be made up for.</summary>
    /// <exception cref="StoreException">The disk failed.</exception>
    public static void Flush(string storePath)
    {
        try
        {
            // Pages that left the log for the file were flushed on the way. Closing this handle frees no lock: SQLite has none on the log.
            using SafeFileHandle file = File.OpenHandle(storePath + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
            DurableSteps.Passed(DurableSteps.StoreFlushed);
        }
        catch (FileNotFoundException)
        {
            // Nothing was written since the file was opened.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store {storePath} cannot be flushed. See that its disk is mounted and healthy.", e);
        }
    }
}
