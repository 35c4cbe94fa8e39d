using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Keys;

namespace Connector.Storage.Sqlite;

/// <summary>The key spaces that the store has, and the numbers that stand for them in rows.</summary>
internal sealed class KeySpaces(SqliteSession session)
{
    private readonly Counter _changes = new(session, "key_spaces");
    private readonly Dictionary<KeySpace, long> _ids = [];
    private long? _seen;

    /// <exception cref="StoreException">The store does not have the space.</exception>
    public long this[KeySpace space] => _ids.TryGetValue(space, out long id)
        ? id
        : throw StoredSpace.Missing(space, session.Path);

    /// <summary>Called in each transaction: another process may have prepared the store for a newer config.</summary>
    public void Refresh()
    {
        long changes = _changes.Read();
        if (changes == _seen)
        {
            return;
        }

        _ids.Clear();
        foreach (StoredSpace space in ReadAll(session))
        {
            _ids[space.Space] = space.Id;
        }

        _seen = changes;
    }

    /// <summary>Makes all processes read the spaces again.</summary>
    public void TellAll() => _changes.Write(_changes.Read() + 1);

    /// <summary>Makes this process read the spaces again.</summary>
    public void Forget() => _seen = null;

    public static IReadOnlyList<StoredSpace> ReadAll(SqliteSession session)
    {
        using SqliteStatement all = session.Prepare("select id, database, kind, field, form from key_space");
        var spaces = new List<StoredSpace>();
        while (all.Step())
        {
            spaces.Add(new StoredSpace(all.Int64(0), new KeySpace(all.Text(1), (KeyKind)all.Int64(2), all.Text(3)), all.Text(4)));
        }

        return spaces;
    }
}
