using System.Data.Common;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage;

/// <summary>Where the store is: what <c>--store</c> says.</summary>
public abstract record StoreUrl
{
    private const string Examples = "Write sqlite:PATH, for example sqlite:data/connector.db, or a PostgreSQL connection string, for example \"Host=db;Database=connector;Username=connector\".";

    /// <summary>Where on this machine lies what belongs to the store and is not in it: names of files and folders begin with it.</summary>
    public abstract string LocalPath { get; }

    /// <summary>Several services may serve the store at once, and share its schedule.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Where the service's scheduler remembers what is due, as messages call it.</summary>
    public abstract string Schedule { get; }

    /// <summary>Opens that place for whoever keeps tables in it.</summary>
    /// <exception cref="StoreException">It cannot be reached or written.</exception>
    public abstract DbDataSource OpenSchedule();

    /// <summary>Opens the store for writing; makes it where there is none, and brings an older one up to date.</summary>
    /// <exception cref="StoreException">It cannot be reached or written, is no store, or is of a newer release.</exception>
    public abstract ValueTask<IStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Writes nothing, ever; a store that is not there is an empty one. Transactions load, and refuse to commit.</summary>
    /// <exception cref="StoreException">It cannot be reached, is no store, or needs an update that only writing makes.</exception>
    public abstract ValueTask<IStore> OpenReadOnlyAsync(TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Looks for damage, and for what contradicts itself in the store. Nothing is written.</summary>
    /// <param name="catalog">Null: keys are not compared with the values of profiles.</param>
    /// <param name="keysOf">As for <see cref="IStore.PrepareAsync"/>.</param>
    /// <exception cref="StoreException">There is no store, or it is of another release.</exception>
    public abstract ValueTask<StoreHealth> CheckAsync(
        ConnectorCatalog? catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Reads <c>sqlite:PATH</c>, <c>postgres://USER:PASSWORD@HOST/DATABASE</c> or <c>Host=...;Database=...</c>.</summary>
    /// <exception cref="StoreException">Anything else. The text is not repeated: it may hold a password.</exception>
    public static StoreUrl Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith(SqliteUrl.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            string path = trimmed[SqliteUrl.Prefix.Length..].Trim();
            return path.Length > 0
                ? new SqliteUrl(path)
                : throw new StoreException("The store sqlite: names no file. Write sqlite:PATH, for example sqlite:data/connector.db.");
        }

        return PostgresUrl.TryParse(trimmed) ?? throw new StoreException("The store is not understood. " + Examples);
    }
}

/// <summary>A store in one SQLite file.</summary>
/// <param name="Path">Relative to the working folder or absolute.</param>
public sealed record SqliteUrl(string Path) : StoreUrl
{
    internal const string Prefix = "sqlite:";

    public override string LocalPath => Path;

    public override bool IsShared => false;

    public override string Schedule => ScheduleFile.PathOf(Path);

    public override DbDataSource OpenSchedule() => ScheduleFile.Open(Schedule);

    public override async ValueTask<IStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken) =>
        await SqliteStore.OpenAsync(Path, time, cancellationToken);

    public override async ValueTask<IStore> OpenReadOnlyAsync(TimeProvider time, CancellationToken cancellationToken) =>
        await SqliteStore.OpenReadOnlyAsync(Path, time, cancellationToken);

    public override ValueTask<StoreHealth> CheckAsync(
        ConnectorCatalog? catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf, TimeProvider time, CancellationToken cancellationToken) =>
        new(new StoreFile(Path, time).Check(catalog, keysOf, cancellationToken));

    /// <summary>As it is written in <c>--store</c>.</summary>
    public override string ToString() => Prefix + Path;
}
