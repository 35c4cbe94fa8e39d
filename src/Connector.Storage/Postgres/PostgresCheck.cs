using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Keys;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Looks for rows that contradict each other. Problems name profiles by id, and no values. That the files are whole, the server's own amcheck and checksums say.</summary>
/// <param name="catalog">Null: keys are not compared with the values of profiles.</param>
internal sealed class PostgresCheck(PostgresLink link, ConnectorCatalog? catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf)
{
    /// <summary>Of one kind of problem so many are told, and the number of all.</summary>
    private const int ToldOfEach = 10;

    private static readonly (string Problem, string Query)[] Rows =
    [
        ("A key leads to the profile {0}, which is not there.",
            "select distinct k.profile from profile_key k where not exists (select from profile p where p.id = k.profile)"),
        ("A key of the profile {0} is in a space that is not there.",
            "select distinct k.profile from profile_key k where not exists (select from key_space s where s.id = k.space)"),
        ("A key of another database leads to the profile {0}.",
            """
            select distinct p.id
            from profile_key k join key_space s on s.id = k.space join profile p on p.id = k.profile join database_name d on d.id = p.database
            where d.name <> s.database
            """),
        ("The profile {0} is in a database that has no name.",
            "select p.id from profile p where not exists (select from database_name d where d.id = p.database)"),
        ("The profile {0} has an id that a new profile may get.",
            "select id from profile where id >= (select last_value + case when is_called then 64 else 0 end from profile_id)"),
        ("A goal belongs to the profile {0}, which is not there.",
            "select distinct g.profile from goal g where g.profile is not null and not exists (select from profile p where p.id = g.profile)"),
        ("The profile {0} was merged into one that is not there.",
            "select from_profile from profile_merge m where refused is null and split_at is null and not exists (select from profile p where p.id = m.into_profile)"),
        ("The profile {0} was merged into another and is there all the same.",
            "select from_profile from profile_merge m where refused is null and split_at is null and exists (select from profile p where p.id = m.from_profile)"),
        ("A goal came through the profile {0}, which is not merged into the goal's.",
            """
            select distinct g.part from goal g
            where g.part is not null and not exists (
                select from profile_merge m
                where m.from_profile = g.part and m.into_profile = g.profile and m.refused is null and m.split_at is null)
            """),
        ("{1} goals have no kind.",
            "select count(*) from goal g where not exists (select from goal_kind k where k.id = g.kind) having count(*) > 0"),
        ("{1} goals wait for a profile, though they have one or have no device.",
            "select count(*) from goal where waiting is not null and (profile is not null or anonymous_id is null) having count(*) > 0"),
    ];

    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    /// <summary>All of it as it stood at one moment, whatever others write.</summary>
    public ValueTask<StoreHealth> RunAsync(CancellationToken cancellationToken) => link.RunAsync(
        async connection =>
        {
            await using NpgsqlTransaction moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            foreach ((string problem, string query) in Rows)
            {
                await TellAsync(connection, problem, query, cancellationToken);
            }

            await CompareKeysAsync(connection, cancellationToken);
            return new StoreHealth(
                _problems,
                _notes,
                await CountAsync(connection, "profile", cancellationToken),
                await CountAsync(connection, "profile_key", cancellationToken),
                await CountAsync(connection, "goal", cancellationToken),
                await CountAsync(connection, "reject", cancellationToken));
        },
        cancellationToken);

    /// <summary>Works out every key from the profiles' values and compares them with those that are kept: both come in the order of profiles.</summary>
    private async Task CompareKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Dictionary<string, List<(int Id, WantedSpace Space)>> spaces = await SpacesToCompareAsync(connection, cancellationToken);
        string snapshot = await connection.ScalarAsync<string>("select pg_export_snapshot()", [], cancellationToken);
        int[] compared = [.. spaces.Values.SelectMany(list => list).Select(one => one.Id)];
        var missed = new Told("The profile {0} is not found by a value it has.");
        var stale = new Told("The profile {0} is found by a value it has not.");
        await link.RunAsync(
            async other =>
            {
                await using NpgsqlTransaction same = await other.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
                await other.ExecuteAsync($"set transaction snapshot '{snapshot}'", [], cancellationToken);
                await using NpgsqlCommand all = other.Command("select profile, space, value from profile_key where space = any ($1) order by profile", compared);
                await using NpgsqlDataReader keys = await all.ExecuteReaderAsync(cancellationToken);
                bool more = await keys.ReadAsync(cancellationToken);
                Func<NpgsqlDataReader, ProfileState> read = PostgresQueries.ProfileReader();
                await using NpgsqlCommand every = connection.Command($"{PostgresQueries.Profile} order by p.id");
                await using NpgsqlDataReader profiles = await every.ExecuteReaderAsync(cancellationToken);
                while (await profiles.ReadAsync(cancellationToken))
                {
                    long id = profiles.GetInt64(0);
                    var kept = new HashSet<(int, string)>();
                    for (; more && keys.GetInt64(0) <= id; more = await keys.ReadAsync(cancellationToken))
                    {
                        if (keys.GetInt64(0) == id)
                        {
                            kept.Add((keys.GetInt32(1), keys.Text(2)));
                        }
                    }

                    if (ReadOrTell(read, profiles) is { } profile)
                    {
                        var right = spaces.GetValueOrDefault(profile.Database, [])
                            .SelectMany(one => one.Space.KeysOf(profile, keysOf).Select(value => (one.Id, PostgresKey.Indexed(value)))).ToHashSet();
                        missed.Add(id, !right.IsSubsetOf(kept));
                        stale.Add(id, !kept.IsSubsetOf(right));
                    }
                }

                return 0;
            },
            cancellationToken);
        _problems.AddRange([.. missed.Sentences(), .. stale.Sentences()]);
    }

    private ProfileState? ReadOrTell(Func<NpgsqlDataReader, ProfileState> read, NpgsqlDataReader row)
    {
        try
        {
            return read(row);
        }
        catch (StoreException e)
        {
            _problems.Add(e.Message);
            return null;
        }
    }

    /// <returns>By database.</returns>
    private async Task<Dictionary<string, List<(int Id, WantedSpace Space)>>> SpacesToCompareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var compared = new Dictionary<string, List<(int, WantedSpace)>>(StringComparer.Ordinal);
        if (catalog is null)
        {
            _notes.Add("Keys were not compared with the values of profiles: that takes a config without errors.");
            return compared;
        }

        WantedSpace[] wanted = [.. catalog.Databases.Values.SelectMany(WantedSpace.Of)];
        foreach (StoredSpace stored in await PostgresSpaces.ReadAllAsync(connection, cancellationToken))
        {
            if (Array.Find(wanted, want => want.Space == stored.Space && want.Form == stored.Form) is not { } space)
            {
                _notes.Add($"Keys of {stored.Space.Database} by {StoredSpace.Describe(stored.Space)} were not compared with values: the config no longer has them so.");
                continue;
            }

            if (!compared.TryGetValue(stored.Space.Database, out List<(int, WantedSpace)>? list))
            {
                compared.Add(stored.Space.Database, list = []);
            }

            list.Add(((int)stored.Id, space));
        }

        return compared;
    }

    private async Task TellAsync(NpgsqlConnection connection, string problem, string query, CancellationToken cancellationToken)
    {
        var told = new Told(problem);
        foreach (long number in await connection.QueryAsync(query, row => row.GetInt64(0), [], cancellationToken))
        {
            told.Add(number, true);
        }

        _problems.AddRange(told.Sentences());
    }

    private static Task<long> CountAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken) =>
        connection.ScalarAsync<long>($"select count(*) from {table}", [], cancellationToken);

    /// <param name="problem">{0} is what was found as a profile's id, {1} as a plain number.</param>
    private sealed class Told(string problem)
    {
        private readonly List<long> _first = [];
        private long _count;

        public void Add(long number, bool isWrong)
        {
            _count += isWrong ? 1 : 0;
            if (isWrong && _count <= ToldOfEach)
            {
                _first.Add(number);
            }
        }

        public IEnumerable<string> Sentences()
        {
            foreach (long number in _first)
            {
                yield return string.Format(CultureInfo.InvariantCulture, problem, ProfileState.FormatId(number), number);
            }

            if (_count > ToldOfEach)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"The same of {_count - ToldOfEach} more.");
            }
        }
    }
}
