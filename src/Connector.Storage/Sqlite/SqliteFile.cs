using Connector.Core.Sync;
using Microsoft.Data.Sqlite;

namespace Connector.Storage.Sqlite;

/// <summary>Opens the store's file with the settings that its speed and safety rest on.</summary>
internal static class SqliteFile
{
    /// <summary>
    /// WAL: readers never wait for the writer. Pages of 2 KB, for a new file: what changes is small and lies anywhere, so that
    /// pages are most of what is written.
    /// </summary>
    private const string Format = "pragma page_size = 2048; pragma journal_mode = wal";

    /// <summary>
    /// NORMAL: a power cut may take the newest batches back, each of them whole with its cursor, so they are read again. The cache
    /// is all of the file that is held in memory, whatever the file's size; no mapping, which would count as memory too. A
    /// checkpoint every 128 MB writes pages once that many batches touched; the log is cut back to that size after it.
    /// </summary>
    private const string Settings = """
        pragma synchronous = normal;
        pragma cache_size = -32768;
        pragma wal_autocheckpoint = 65536;
        pragma journal_size_limit = 134217728;
        """;

    /// <summary>Opening meets a lock only while another process recovers the log, or puts it away as the last to close.</summary>
    private const string WaitToOpen = "pragma busy_timeout = 10000";

    /// <summary>Once open, only beginning waits, and it does so by itself: cancellable and in turn.</summary>
    private const string WaitNoMore = "pragma busy_timeout = 0";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Makes folder and file where there are none, and brings an older store up to date.</summary>
    public static async ValueTask<SqliteSession> OpenWriterAsync(string path, WriteQueue queue, TimeProvider time, CancellationToken cancellationToken)
    {
        MakeFolder(path);
        var patience = new Patience(time, path);
        // Turning a new file to WAL and creating its tables is for one process; the others find it done.
        using IDisposable place = await queue.EnterAsync(patience, cancellationToken);
        SqliteSession session = SqliteSession.Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            session.Execute(WaitToOpen);
            while (!session.TryExecute(Format) || !session.TryExecute(Settings))
            {
                await patience.WaitAsync(Pause, cancellationToken);
            }

            await Migrations.ApplyAsync(session, patience, time, cancellationToken);
            session.Execute(WaitNoMore);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static SqliteSession OpenReader(string path)
    {
        SqliteSession session = SqliteSession.Open(path, SqliteOpenMode.ReadOnly);
        try
        {
            session.Execute(WaitToOpen);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A file that is not there, or empty, reads as an empty store, which is gone when it is closed.</summary>
    public static async ValueTask<SqliteSession> OpenForReadingAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return await OpenEmptyAsync(time, cancellationToken);
        }

        SqliteSession session = OpenReader(path);
        try
        {
            int version = Migrations.VersionOf(session);
            if (version == Migrations.Newest)
            {
                return session;
            }

            if (version > 0)
            {
                throw Migrations.Outdated(path);
            }
        }
        catch
        {
            session.Dispose();
            throw;
        }

        session.Dispose();
        return await OpenEmptyAsync(time, cancellationToken);
    }

    /// <summary>An empty store in memory.</summary>
    public static async ValueTask<SqliteSession> OpenEmptyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        SqliteSession session = SqliteSession.Open(":memory:", SqliteOpenMode.Memory);
        await Migrations.ApplyAsync(session, new Patience(time, session.Path), time, cancellationToken);
        return session;
    }

    private static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The folder of the store {path} cannot be made. See that the user of the connector may write there, or name another place with --store sqlite:PATH.",
                e);
        }
    }
}
