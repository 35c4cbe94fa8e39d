using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Connector.Storage;

/// <summary>The store as a file: what is done to all of it at once. Works beside processes that use it.</summary>
/// <param name="path">The SQLite file, relative to the working folder or absolute.</param>
public sealed class StoreFile(string path, TimeProvider time)
{
    private readonly string _path = System.IO.Path.GetFullPath(path);

    /// <summary>Copies the store as it stands now into one file, which replaces what is there only when it is whole. Others go on writing.</summary>
    /// <returns>The size of the copy in bytes.</returns>
    /// <exception cref="StoreException">There is no store, or the file cannot be written.</exception>
    public long Backup(string target, CancellationToken cancellationToken)
    {
        string full = System.IO.Path.GetFullPath(target);
        string part = full + ".part";
        try
        {
            Copy(part, cancellationToken);
            DurableSteps.Passed(DurableSteps.BackupWritten);
            File.Move(part, full, overwrite: true);
            DurableSteps.Passed(DurableSteps.BackupReplaced);
            return new FileInfo(full).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The backup {target} cannot be written. See that its folder exists, that the disk has space, and that you may write there.", e);
        }
        finally
        {
            if (File.Exists(part))
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>Looks for damage to the file, and for what contradicts itself in it. Nothing is written.</summary>
    /// <param name="catalog">Null: keys are not compared with the values of profiles.</param>
    /// <param name="keysOf">As for <see cref="SqliteStore.PrepareAsync"/>.</param>
    /// <exception cref="StoreException">There is no store, or it is of another release.</exception>
    public StoreHealth Check(
        ConnectorCatalog? catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf, CancellationToken cancellationToken)
    {
        using SqliteSession session = OpenExisting();
        if (Migrations.VersionOf(session) != Migrations.Newest)
        {
            throw Migrations.Outdated(_path);
        }

        session.Execute("begin");
        return new StoreCheck(session, catalog, keysOf).Run(cancellationToken);
    }

    /// <summary>Writes the file anew without the room of what was deleted. Others wait meanwhile, and the disk must have room for two more of it.</summary>
    /// <returns>The file's size in bytes before and after.</returns>
    /// <exception cref="StoreException">There is no store, or it cannot be written.</exception>
    public async ValueTask<(long Before, long After)> VacuumAsync(CancellationToken cancellationToken)
    {
        OpenExisting().Dispose();
        var queue = new WriteQueue(_path);
        using SqliteSession session = await SqliteFile.OpenWriterAsync(_path, queue, time, cancellationToken);
        var patience = new Patience(time, _path);
        using IDisposable place = await queue.EnterAsync(patience, cancellationToken);
        session.Execute("pragma wal_checkpoint(truncate)");
        long before = new FileInfo(_path).Length;
        while (!session.TryExecute("vacuum"))
        {
            await patience.WaitAsync(TimeSpan.FromMilliseconds(5), cancellationToken);
        }

        session.Execute("pragma wal_checkpoint(truncate)");
        return (before, new FileInfo(_path).Length);
    }

    private SqliteSession OpenExisting()
    {
        if (!File.Exists(_path))
        {
            throw new StoreException($"There is no store {_path}. Name another with --store sqlite:PATH.");
        }

        SqliteSession session = SqliteFile.OpenReader(_path);
        try
        {
            return Migrations.VersionOf(session) > 0
                ? session
                : throw new StoreException($"The file {_path} is empty. Name another with --store sqlite:PATH.");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Copy(string part, CancellationToken cancellationToken)
    {
        using SqliteSession source = OpenExisting();
        if (File.Exists(part))
        {
            // Of a backup that was killed.
            File.Delete(part);
        }

        using SqliteSession target = SqliteSession.Open(part, SqliteOpenMode.ReadWriteCreate);
        if (!OperatingSystem.IsWindows())
        {
            // Nobody may read the copy who may not read the store.
            File.SetUnixFileMode(part, File.GetUnixFileMode(_path));
        }

        // A copy that was broken off is thrown away, so nothing need be kept to take it back.
        target.Execute("pragma journal_mode = off");
        source.Execute("begin; select count(*) from schema_version");
        source.CopyTo(target, cancellationToken);
    }
}

/// <summary>What a check of the store found.</summary>
/// <param name="Problems">A sentence each, without anybody's values; at most some of each kind, with how many there are.</param>
/// <param name="Notes">What was not looked at, and why.</param>
public sealed record StoreHealth(
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Notes,
    long Profiles,
    long Keys,
    long Goals,
    long Rejects);
