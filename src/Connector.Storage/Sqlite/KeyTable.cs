namespace Connector.Storage.Sqlite;

/// <summary>Which profiles have which key.</summary>
internal sealed class KeyTable(SqliteSession session)
{
    private readonly SqliteStatement _find = session.Keep("select profile from profile_key where space = ?1 and value = ?2");

    private readonly SqliteStatement _add = session.Keep(
        "insert into profile_key (space, value, profile) values (?1, ?2, ?3) on conflict do nothing");

    private readonly SqliteStatement _remove = session.Keep("delete from profile_key where space = ?1 and value = ?2 and profile = ?3");

    /// <summary>Adds the ids of the profiles that have the key, ascending.</summary>
    public void Find(long space, string value, List<long> profiles)
    {
        _find.Bind(1, space).Bind(2, value);
        while (_find.Step())
        {
            profiles.Add(_find.Int64(0));
        }

        _find.Reset();
    }

    /// <summary>Writes what a batch's changes amount to.</summary>
    public void Write(KeyImages images)
    {
        foreach (KeyImages.Image image in images.InOrder)
        {
            SqliteStatement statement = image.Added ? _add : _remove;
            statement.Bind(1, image.Space).Bind(2, image.Value).Bind(3, image.Profile).Execute();
        }
    }
}
