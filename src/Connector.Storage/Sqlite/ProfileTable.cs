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
    private readonly Dictionary<long, Row> _ahead = [];
    private readonly StateBuffer _states = new();

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

    /// <summary>Reads the rows of profiles whose contents will be asked for. What is in them is made out then, on the asker's thread.</summary>
    public void ReadAhead(IEnumerable<ProfileState> profiles)
    {
        ForgetAhead();
        foreach (ProfileState profile in profiles)
        {
            if (!profile.IsRead && !_ahead.ContainsKey(profile.Id))
            {
                try
                {
                    Step(profile.Id);
                    Range place = _states.Add(_find.Bytes(2));
                    _ahead.Add(profile.Id, new Row(_find.Int64(0), _find.Int64(1), place));
                }
                finally
                {
                    _find.Reset();
                }
            }
        }
    }

    /// <summary>At the end of a transaction: others may change the rows after it.</summary>
    public void ForgetAhead()
    {
        _ahead.Clear();
        _states.Clear();
    }

    private ProfileContents Read(long id)
    {
        if (_ahead.Remove(id, out Row row))
        {
            return _codec.Decode(id, row.CreatedAt, row.UpdatedAt, _states[row.Place]);
        }

        using Lock.Scope turn = _session.Turn.EnterScope();
        try
        {
            Step(id);
            return _codec.Decode(id, _find.Int64(0), _find.Int64(1), _find.Bytes(2));
        }
        finally
        {
            _find.Reset();
        }
    }

    private void Step(long id)
    {
        if (!_find.Bind(1, id).Step())
        {
            throw StoreFault.Of(raw.SQLITE_CORRUPT, _session.Path);
        }
    }

    /// <summary>Writes the profiles of a batch that are new or changed, in the order of the file.</summary>
    public void Write(ProfileImages images)
    {
        foreach (ProfileImages.Image image in images.InOrder)
        {
            if (image.IsNew)
            {
                _add.Bind(1, image.Id)
                    .Bind(2, _databases.FindOrAdd(image.Database))
                    .Bind(3, image.CreatedAt)
                    .Bind(4, image.UpdatedAt)
                    .Bind(5, images.State(image))
                    .Execute();
            }
            else
            {
                _update.Bind(1, image.Id).Bind(2, image.UpdatedAt).Bind(3, images.State(image)).Execute();
            }
        }
    }

    /// <param name="Place">Where its state lies among those that were read ahead.</param>
    private readonly record struct Row(long CreatedAt, long UpdatedAt, Range Place);
}
