using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Storage.Keys;
using Connector.Storage.States;

namespace Connector.Storage.Sqlite;

/// <summary>Makes the store's key spaces those of a config: new ones are built from the profiles, ceased ones go.</summary>
/// <param name="keysOf">The comparable forms of a field's value in a profile; none for an empty or blocked one.</param>
internal sealed class KeyBuilding(
    SqliteSession session,
    ConnectorCatalog catalog,
    Func<Database, Field, ProfileState, IEnumerable<string>> keysOf,
    bool isReadOnly)
{
    /// <summary>
    /// A session that only reads keeps what it builds to itself, under the names of the real tables, so that every statement
    /// finds it there. Its own spaces have negative numbers, which no stored one has.
    /// </summary>
    private const string Shadows = """
        create temp table if not exists ceased_space (id integer primary key);
        create temp table if not exists made_space (id integer primary key, database text, kind integer, field text, form text);
        create temp table if not exists made_key (space integer, value text, profile integer, primary key (value, space, profile)) without rowid;
        create temp view if not exists key_space as
            select id, database, kind, field, form from main.key_space where id not in (select id from temp.ceased_space)
            union all select id, database, kind, field, form from temp.made_space;
        create temp view if not exists profile_key as
            select space, value, profile from main.profile_key union all select space, value, profile from temp.made_key;
        """;

    private readonly ProfileCodec _codec = new();

    /// <returns>Whether anything was changed.</returns>
    public bool Run(CancellationToken cancellationToken)
    {
        var change = SpaceChange.Between(KeySpaces.ReadAll(session), catalog);
        if (change.IsNone)
        {
            return false;
        }

        if (isReadOnly)
        {
            session.Execute(Shadows);
        }

        foreach (StoredSpace space in change.Ceased)
        {
            Remove(space.Id);
        }

        foreach (IGrouping<Database, WantedSpace> group in change.Missing.GroupBy(want => want.Database))
        {
            Build(group.Key, [.. group], cancellationToken);
        }

        return true;
    }

    private void Remove(long space)
    {
        string[] statements = isReadOnly
            ?
            [
                "insert or ignore into temp.ceased_space values (?1)",
                "delete from temp.made_space where id = ?1",
                "delete from temp.made_key where space = ?1",
            ]
            : ["delete from key_space where id = ?1", "delete from profile_key where space = ?1"];
        foreach (string sql in statements)
        {
            using SqliteStatement statement = session.Prepare(sql);
            statement.Bind(1, space).Execute();
        }
    }

    private void Build(Database database, WantedSpace[] spaces, CancellationToken cancellationToken)
    {
        (long Id, WantedSpace Space)[] added = [.. spaces.Select(space => (Add(space), space))];
        using SqliteStatement profiles = session.Prepare("""
            select p.id, p.created_at, p.updated_at, p.state
            from profile p join database_name d on d.id = p.database
            where d.name = ?1 order by p.id
            """);
        using SqliteStatement key = session.Prepare(
            $"insert or ignore into {(isReadOnly ? "temp.made_key" : "profile_key")} (space, value, profile) values (?1, ?2, ?3)");
        profiles.Bind(1, database.Name);
        while (profiles.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var profile = new ProfileState(
                profiles.Int64(0), database.Name, _codec.Decode(profiles.Int64(0), profiles.Int64(1), profiles.Int64(2), profiles.Bytes(3)));
            foreach ((long id, WantedSpace space) in added)
            {
                foreach (string value in space.KeysOf(profile, keysOf))
                {
                    key.Bind(1, id).Bind(2, value).Bind(3, profile.Id).Execute();
                }
            }
        }
    }

    private long Add(WantedSpace want)
    {
        using SqliteStatement statement = session.Prepare($"""
            insert into {(isReadOnly ? "temp.made_space" : "key_space")} (id, database, kind, field, form)
            values ({(isReadOnly ? "(select coalesce(min(id), 0) - 1 from temp.made_space)" : "null")}, ?1, ?2, ?3, ?4)
            returning id
            """);
        statement.Bind(1, want.Space.Database).Bind(2, (long)want.Space.Kind).Bind(3, want.Space.Field).Bind(4, want.Form).Step();
        return statement.Int64(0);
    }
}
