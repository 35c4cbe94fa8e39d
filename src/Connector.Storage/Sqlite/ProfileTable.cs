using Connector.Core.Profiles;
using Connector.Storage.States;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>Profiles by id, on one session.</summary>
internal sealed class ProfileTable(SqliteSession session, DatabaseNames databases)
{
    private readonly SqliteStatement _find = session.Keep("select database, created_at, updated_at, state from profile where id = ?1");

    private readonly SqliteStatement _add = session.Keep(
        "insert into profile (id, database, created_at, updated_at, state) values (?1, ?2, ?3, ?4, ?5)");

    private readonly SqliteStatement _update = session.Keep("update profile set updated_at = ?2, state = ?3 where id = ?1");

    private readonly ProfileCodec _codec = new();

    public ProfileState? Find(long id)
    {
        ProfileState? profile = null;
        if (_find.Bind(1, id).Step())
        {
            string database = databases.NameOf(_find.Int64(0));
            profile = _codec.Decode(id, database, _find.Int64(1), _find.Int64(2), _find.Bytes(3));
        }

        _find.Reset();
        return profile;
    }

    /// <summary>A profile that a key leads to.</summary>
    public ProfileState Get(long id) => Find(id) ?? throw StoreFault.Of(raw.SQLITE_CORRUPT, session.Path);

    /// <summary>Writes the profiles of a batch that are new or changed, in the order of the file.</summary>
    public void Write(IReadOnlyCollection<ProfileState> profiles)
    {
        ProfileState[] changed = [.. profiles.Where(profile => profile.IsNew || profile.IsDirty)];
        Array.Sort(changed, static (a, b) => a.Id.CompareTo(b.Id));
        foreach (ProfileState profile in changed)
        {
            if (profile.IsNew)
            {
                _add.Bind(1, profile.Id)
                    .Bind(2, databases.FindOrAdd(profile.Database))
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
