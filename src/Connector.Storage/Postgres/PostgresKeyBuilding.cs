using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Storage.Keys;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Makes the store's key spaces those of a config: new ones are built from the profiles, ceased ones go.</summary>
internal sealed class PostgresKeyBuilding(
    PostgresParts parts, ConnectorCatalog catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf)
{
    private const int PageSize = 2000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        PostgresLink link = parts.Link;
        SpaceChange change = SpaceChange.Between(await link.RunAsync(StoredAsync, cancellationToken), catalog);
        if (link.IsReadOnly)
        {
            parts.Built = change.Missing.Length == 0 ? null : await link.RunAsync(connection => BuildAsideAsync(connection, change.Missing, cancellationToken), cancellationToken);
        }
        else if (!change.IsNone)
        {
            await link.WriteAsync(connection => ChangeAsync(connection, cancellationToken), cancellationToken);
        }

        Task<List<StoredSpace>> StoredAsync(NpgsqlConnection connection) => PostgresSpaces.ReadAllAsync(connection, cancellationToken);
    }

    /// <summary>Alone: no batch may add a profile whose keys would be missed.</summary>
    private async Task<int> ChangeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync($"select pg_advisory_xact_lock({PostgresLocks.Class}, {PostgresLocks.Gate})", [], cancellationToken);
        // Asked again behind the lock: another process may have been faster.
        SpaceChange change = SpaceChange.Between(await PostgresSpaces.ReadAllAsync(connection, cancellationToken), catalog);
        int[] ceased = [.. change.Ceased.Select(space => (int)space.Id)];
        await connection.ExecuteAsync("delete from key_space where id = any ($1)", [ceased], cancellationToken);
        await connection.ExecuteAsync("delete from profile_key where space = any ($1)", [ceased], cancellationToken);
        foreach (IGrouping<Database, WantedSpace> group in change.Missing.GroupBy(want => want.Database))
        {
            await BuildAsync(connection, group.Key, [.. group], cancellationToken);
        }

        return await connection.ExecuteAsync("update counter set value = value + 1 where name = 'key_spaces'", [], cancellationToken);
    }

    private async Task BuildAsync(NpgsqlConnection connection, Database database, WantedSpace[] spaces, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<KeySpace, int>();
        foreach (WantedSpace want in spaces)
        {
            ids[want.Space] = await connection.ScalarAsync<int>(
                "insert into key_space (database, kind, field, form) values ($1, $2, $3, $4) returning id",
                [want.Space.Database, (short)want.Space.Kind, want.Space.Field, want.Form],
                cancellationToken);
        }

        await foreach (List<(KeySpace Space, string Value, long Profile)> keys in KeysAsync(connection, database, spaces, cancellationToken))
        {
            await connection.ExecuteAsync(
                """
                insert into profile_key (value, space, profile, long_value)
                select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[])
                on conflict do nothing
                """,
                [
                    keys.ConvertAll(key => PostgresKey.Indexed(key.Value)).ToArray(),
                    keys.ConvertAll(key => ids[key.Space]).ToArray(),
                    keys.ConvertAll(key => key.Profile).ToArray(),
                    keys.ConvertAll(key => PostgresKey.Rest(key.Value)).ToArray(),
                ],
                cancellationToken);
        }
    }

    private async Task<BuiltKeys> BuildAsideAsync(NpgsqlConnection connection, WantedSpace[] missing, CancellationToken cancellationToken)
    {
        var built = new BuiltKeys();
        foreach (IGrouping<Database, WantedSpace> group in missing.GroupBy(want => want.Database))
        {
            foreach (WantedSpace want in group)
            {
                built.Begin(want);
            }

            await foreach (List<(KeySpace Space, string Value, long Profile)> keys in KeysAsync(connection, group.Key, [.. group], cancellationToken))
            {
                keys.ForEach(key => built.Add(key.Space, key.Value, key.Profile));
            }
        }

        return built;
    }

    /// <summary>The keys of every profile of the database, in the order of ids, a page of profiles at a time.</summary>
    private async IAsyncEnumerable<List<(KeySpace Space, string Value, long Profile)>> KeysAsync(
        NpgsqlConnection connection,
        Database database,
        WantedSpace[] spaces,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<NpgsqlDataReader, ProfileState> read = PostgresQueries.ProfileReader();
        long last = long.MinValue;
        List<ProfileState> page;
        do
        {
            page = await connection.QueryAsync(
                $"{PostgresQueries.Profile} where d.name = $1 and p.id > $2 order by p.id limit $3", read, [database.Name, last, PageSize], cancellationToken);
            yield return
            [
                .. page.SelectMany(profile => spaces.SelectMany(space => space.KeysOf(profile, keysOf).Select(value => (space.Space, value, profile.Id)))),
            ];
            last = page.LastOrDefault()?.Id ?? last;
        }
        while (page.Count == PageSize);
    }
}
