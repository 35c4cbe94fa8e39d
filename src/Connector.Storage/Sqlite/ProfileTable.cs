using Connector.Core.Profiles;
using Connector.Storage.States;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>Profiles by id, on one session.</summary>
internal sealed class ProfileTable
{
    private readonly SqliteSession _session;
    private readonly DatabaseNames _databases;
    private readonly Func<long, ProfileContents> _read;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _databaseOf;
    private readonly SqliteStatement _add;
    private readonly SqliteStatement _update;
    private readonly ProfileCodec _codec = new();

    public ProfileTable(SqliteSession session, DatabaseNames databases)
    {
        _session = session;
        _databases = databases;
        _read = Read;
        _find = session.Keep("select created_at, updated_at, state from profile where id = ?1");
        _databaseOf = session.Keep("select d.name from profile p join database_name d on d.id = p.database where p.id = ?1");
        _add = session.Keep("insert into profile (id, database, created_at, updated_at, state) values (?1, ?2, ?3, ?4, ?5)");
        _update = session.Keep("update profile set updated_at = ?2, state = ?3 where id = ?1");
    }

    /// <summary>A profile that a key leads to; its row is read when its contents are asked for.</summary>
    public ProfileState Get(long id, string database) => new(id, database, _read);

    /// <returns>Null: there is no such profile.</returns>
    public ProfileState? Find(long id)
    {
        try
        {
            return _databaseOf.Bind(1, id).Step() ? Get(id, _databaseOf.Text(0)) : null;
        }
        finally
        {
            _databaseOf.Reset();
        }
    }

    private ProfileContents Read(long id)
    {
        try
        {
            return _find.Bind(1, id).Step()
                ? _codec.Decode(id, _find.Int64(0), _find.Int64(1), _find.Bytes(2))
                : throw StoreFault.Of(raw.SQLITE_CORRUPT, _session.Path);
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Writes the profiles of a batch that are new or changed, in the order of the file.</summary>
    public void Write(IReadOnlyCollection<ProfileState> profiles)
    {
        ProfileState[] changed = [.. profiles.Where(profile => (profile.IsNew || profile.IsDirty) && profile.MergedInto is null)];
        Array.Sort(changed, static (a, b) => a.Id.CompareTo(b.Id));
        foreach (ProfileState profile in changed)
        {
            if (profile.IsNew)
            {
                _add.Bind(1, profile.Id)
                    .Bind(2, _databases.FindOrAdd(profile.Database))
                    .Bind(3, profile.CreatedAt)
                    .Bind(4, profile.UpdatedAt)
                    .Bind(5, _codec.Encode(profile))
                    .Execute();
            }
            else
            {
                _update.Bind(1, profile.Id).Bind(2, profile.UpdatedAt).Bind(3, _codec.Encode(profile)).Execute();
            }
        }
    }
}
