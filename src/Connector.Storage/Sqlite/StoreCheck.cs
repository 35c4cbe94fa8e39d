using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Keys;

namespace Connector.Storage.Sqlite;

/// <summary>Looks for damage, and for rows that contradict each other. Problems name profiles by id, and no values.</summary>
/// <param name="session">In a transaction, so that what it sees is of one moment.</param>
/// <param name="catalog">Null: keys are not compared with the values of profiles.</param>
internal sealed class StoreCheck(
    SqliteSession session,
    ConnectorCatalog? catalog,
    Func<Database, Field, ProfileState, IEnumerable<string>> keysOf)
{
    /// <summary>Of one kind of problem so many are told, and the number of all.</summary>
    private const int ToldOfEach = 10;

    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    public StoreHealth Run(CancellationToken cancellationToken)
    {
        try
        {
            if (FileIsWhole())
            {
                CheckRows();
                CompareKeys(cancellationToken);
                return new StoreHealth(_problems, _notes, Count("profile"), Count("profile_key"), Count("goal"), Count("reject"));
            }
        }
        catch (StoreException e)
        {
            _problems.Add(e.Message);
        }

        return new StoreHealth(_problems, ["The file is damaged, so its contents were not looked at."], 0, 0, 0, 0);
    }

    private bool FileIsWhole()
    {
        using SqliteStatement rows = session.Prepare($"pragma integrity_check({ToldOfEach})");
        while (rows.Step())
        {
            if (rows.Text(0) is not "ok" and var fault)
            {
                _problems.Add("The file is damaged: " + fault);
            }
        }

        return _problems.Count == 0;
    }

    private void CheckRows()
    {
        Tell(
            "A key leads to the profile {0}, which is not there.",
            "select distinct k.profile from profile_key k where not exists (select 1 from profile p where p.id = k.profile)");
        Tell(
            "A key of the profile {0} is in a space that is not there.",
            "select distinct k.profile from profile_key k where not exists (select 1 from key_space s where s.id = k.space)");
        Tell(
            "A key of another database leads to the profile {0}.",
            """
            select distinct p.id
            from profile_key k join key_space s on s.id = k.space join profile p on p.id = k.profile join database_name d on d.id = p.database
            where d.name <> s.database
            """);
        Tell(
            "The profile {0} is in a database that has no name.",
            "select p.id from profile p where not exists (select 1 from database_name d where d.id = p.database)");
        Tell(
            "The profile {0} has an id that a new profile may get.",
            "select id from profile where id >= (select value from counter where name = 'profile')");
        Tell(
            "A goal belongs to the profile {0}, which is not there.",
            "select distinct g.profile from goal g where g.profile is not null and not exists (select 1 from profile p where p.id = g.profile)");
        Tell(
            "The profile {0} was merged into one that is not there.",
            "select from_profile from profile_merge where refused is null and split_at is null and into_profile not in (select id from profile)");
        Tell(
            "The profile {0} was merged into another and is there all the same.",
            "select from_profile from profile_merge where refused is null and split_at is null and from_profile in (select id from profile)");
        Tell(
            "A goal came through the profile {0}, which is not merged into the goal's.",
            """
            select distinct g.part from goal g
            where g.part is not null and not exists (
                select 1 from profile_merge m
                where m.from_profile = g.part and m.into_profile = g.profile and m.refused is null and m.split_at is null)
            """);
        Tell("The goal in row {1} has no kind.", "select g.id from goal g where not exists (select 1 from goal_kind k where k.id = g.kind)");
        Tell(
            "The goal in row {1} waits for a profile, though it has one or has no device.",
            "select id from goal where waiting is not null and (profile is not null or anonymous_id is null)");
    }

    /// <summary>Works out every key from the profiles' values and compares them with those that are kept.</summary>
    private void CompareKeys(CancellationToken cancellationToken)
    {
        session.Execute("""
            create temp table checked_space (id integer primary key);
            create temp table true_key (value text, space integer, profile integer, primary key (value, space, profile)) without rowid;
            """);
        Dictionary<string, List<(long Id, WantedSpace Space)>> spaces = SpacesToCompare();
        using (SqliteStatement profiles = session.Prepare($"{ProfileRows.Select} order by p.id"))
        using (SqliteStatement key = session.Prepare("insert or ignore into temp.true_key (value, space, profile) values (?1, ?2, ?3)"))
        {
            var rows = new ProfileRows();
            while (profiles.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ReadOrTell(rows, profiles) is not { } profile)
                {
                    continue;
                }

                foreach ((long id, WantedSpace space) in spaces.GetValueOrDefault(profile.Database) ?? [])
                {
                    foreach (string value in space.KeysOf(profile, keysOf))
                    {
                        key.Bind(1, value).Bind(2, id).Bind(3, profile.Id).Execute();
                    }
                }
            }
        }

        Tell(
            "The profile {0} is not found by a value it has.",
            """
            select distinct t.profile from temp.true_key t
            where not exists (select 1 from profile_key k where k.value = t.value and k.space = t.space and k.profile = t.profile)
            """);
        Tell(
            "The profile {0} is found by a value it has not.",
            """
            select distinct k.profile from profile_key k
            where k.space in (select id from temp.checked_space) and k.profile in (select id from profile)
                and not exists (select 1 from temp.true_key t where t.value = k.value and t.space = k.space and t.profile = k.profile)
            """);
    }

    private ProfileState? ReadOrTell(ProfileRows rows, SqliteStatement row)
    {
        try
        {
            return rows.Read(row);
        }
        catch (StoreException e)
        {
            _problems.Add(e.Message);
            return null;
        }
    }

    /// <returns>By database.</returns>
    private Dictionary<string, List<(long Id, WantedSpace Space)>> SpacesToCompare()
    {
        var compared = new Dictionary<string, List<(long, WantedSpace)>>(StringComparer.Ordinal);
        if (catalog is null)
        {
            _notes.Add("Keys were not compared with the values of profiles: that takes a config without errors.");
            return compared;
        }

        WantedSpace[] wanted = [.. catalog.Databases.Values.SelectMany(WantedSpace.Of)];
        using SqliteStatement mark = session.Prepare("insert into temp.checked_space (id) values (?1)");
        foreach (StoredSpace stored in KeySpaces.ReadAll(session))
        {
            if (Array.Find(wanted, want => want.Space == stored.Space && want.Form == stored.Form) is not { } space)
            {
                _notes.Add($"Keys of {stored.Space.Database} by {StoredSpace.Describe(stored.Space)} were not compared with values: the config no longer has them so.");
                continue;
            }

            mark.Bind(1, stored.Id).Execute();
            if (!compared.TryGetValue(stored.Space.Database, out List<(long, WantedSpace)>? list))
            {
                compared.Add(stored.Space.Database, list = []);
            }

            list.Add((stored.Id, space));
        }

        return compared;
    }

    /// <param name="problem">{0} is what was found as a profile's id, {1} as a plain number.</param>
    private void Tell(string problem, string query)
    {
        using SqliteStatement rows = session.Prepare(query);
        long count = 0;
        while (rows.Step())
        {
            if (++count <= ToldOfEach)
            {
                _problems.Add(string.Format(CultureInfo.InvariantCulture, problem, ProfileState.FormatId(rows.Int64(0)), rows.Int64(0)));
            }
        }

        if (count > ToldOfEach)
        {
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"The same of {count - ToldOfEach} more."));
        }
    }

    private long Count(string table)
    {
        using SqliteStatement row = session.Prepare($"select count(*) from {table}");
        row.Step();
        return row.Int64(0);
    }
}
