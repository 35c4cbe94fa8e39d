namespace Connector.Storage.Sqlite;

/// <summary>The numbers that stand for names of databases in rows.</summary>
internal sealed class DatabaseNames(SqliteSession session)
{
    private readonly SqliteStatement _find = session.Keep("select id from database_name where name = ?1");
    private readonly SqliteStatement _name = session.Keep("select name from database_name where id = ?1");
    private readonly SqliteStatement _add = session.Keep("insert into database_name (name) values (?1) returning id");
    private readonly Dictionary<string, long> _ids = [];
    private readonly Dictionary<long, string> _names = [];

    /// <returns>Null: the store has nothing of that database.</returns>
    public long? Find(string name)
    {
        if (_ids.TryGetValue(name, out long known))
        {
            return known;
        }

        long? id = _find.Bind(1, name).Step() ? _find.Int64(0) : null;
        _find.Reset();
        if (id is { } found)
        {
            Remember(found, name);
        }

        return id;
    }

    public long FindOrAdd(string name)
    {
        if (Find(name) is { } known)
        {
            return known;
        }

        _add.Bind(1, name).Step();
        long id = _add.Int64(0);
        _add.Reset();
        Remember(id, name);
        return id;
    }

    public string NameOf(long id)
    {
        if (_names.TryGetValue(id, out string? known))
        {
            return known;
        }

        string name = _name.Bind(1, id).Step() ? _name.Text(0) : throw StoreFault.Of(SQLitePCL.raw.SQLITE_CORRUPT, session.Path);
        _name.Reset();
        Remember(id, name);
        return name;
    }

    /// <summary>After a rollback, which may have taken names back.</summary>
    public void Forget()
    {
        _ids.Clear();
        _names.Clear();
    }

    private void Remember(long id, string name)
    {
        _ids[name] = id;
        _names[id] = name;
    }
}
