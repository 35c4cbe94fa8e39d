using Connector.Core.Delivery;
using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>Makes the messages of a batch, in its transaction.</summary>
internal sealed class DeliveryTable : IOutboxRows
{
    private readonly SqliteSession _session;
    private readonly SqliteStatement _destination;
    private readonly SqliteStatement _introduce;
    private readonly SqliteStatement _goals;
    private readonly SqliteStatement _profile;
    private readonly SqliteStatement _taken;
    private readonly SqliteStatement _add;
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly ProfileRows _profiles = new();

    public DeliveryTable(SqliteSession session)
    {
        _session = session;
        _destination = session.Keep("select id from destination where name = ?1");
        _introduce = session.Keep("insert into told_profile (destination, profile) values (?1, ?2) on conflict do nothing");
        _goals = session.Keep($"""
            select {GoalRows.Columns}
            from goal g indexed by goal_profile cross join goal_kind k on k.id = g.kind
            where g.profile = ?1 and g.newest_destination >= ?2
            """);
        _profile = session.Keep($"{ProfileRows.Select} where p.id = ?1");
        _taken = session.Keep("select 1 from delivery where profile = ?1 and destination = ?2 and at between ?3 - 1 and ?3 + 1");
        _add = session.Keep("""
            insert into delivery (destination, profile, kind, message, at, queued_at, next_at, body)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
            """);
    }

    /// <summary>Who is told of what; null: nobody, and nothing here costs anything.</summary>
    public Outbox? Outbox { get; private set; }

    /// <summary>Begins to make messages as the config now says.</summary>
    public void Use(Outbox? outbox, bool isReadOnly)
    {
        Outbox = isReadOnly ? null : outbox;
        foreach (string name in Outbox?.Destinations ?? [])
        {
            using SqliteStatement add = _session.Prepare("insert into destination (name) values (?1) on conflict do nothing");
            add.Bind(1, name).Execute();
        }
    }

    public bool Introduce(string destination, long profile)
    {
        _introduce.Bind(1, IdOf(destination)).Bind(2, profile).Execute();
        return _session.Changed > 0;
    }

    public IReadOnlyList<Goal> GoalsOf(string destination, long profile)
    {
        var goals = new List<Goal>();
        _goals.Bind(1, profile).Bind(2, IdOf(destination));
        while (_goals.Step())
        {
            goals.Add(GoalRows.Read(_goals));
        }

        _goals.Reset();
        return goals;
    }

    public ProfileState? Load(long profile)
    {
        ProfileState? found = _profile.Bind(1, profile).Step() ? _profiles.Read(_profile) : null;
        _profile.Reset();
        return found;
    }

    public bool IsTaken(string destination, long profile, long at)
    {
        bool taken = _taken.Bind(1, profile).Bind(2, IdOf(destination)).Bind(3, at).Step();
        _taken.Reset();
        return taken;
    }

    public void Add(OutboundMessage message, long now)
    {
        Span<byte> id = stackalloc byte[16];
        message.MessageId.TryWriteBytes(id, bigEndian: true, out _);
        _add.Bind(1, IdOf(message.Destination))
            .Bind(2, message.Profile)
            .Bind(3, (long)message.Kind)
            .Bind(4, id)
            .Bind(5, message.At)
            .Bind(6, now)
            .Bind(7, message.Body)
            .Execute();
    }

    /// <summary>
    /// Messages follow their profiles into others, whatever the destination, and those that were not delivered back out of them. What was
    /// said under a merged profile's name stays said when it is split off.
    /// </summary>
    /// <returns>For every merge, each destination that was told of one of the two.</returns>
    public IReadOnlyList<MergedTelling> Follow(IReadOnlyList<ProfileMerge> merges, IReadOnlyList<ProfileSplit> splits)
    {
        var merged = new List<MergedTelling>();
        foreach (ProfileMerge merge in merges.Where(merge => merge.Refused is null))
        {
            merged.AddRange(DestinationsOf(merge.From, merge.Into));
            using SqliteStatement tell = _session.Prepare("""
                insert into told_profile (destination, profile, name)
                select destination, ?2, name from told_profile where destination in (select id from destination) and profile = ?1
                on conflict (destination, profile) do update set name = coalesce(name, excluded.name)
                """);
            tell.Bind(1, merge.From).Bind(2, merge.Into).Execute();
            using SqliteStatement forget = _session.Prepare("delete from told_profile where destination in (select id from destination) and profile = ?1");
            forget.Bind(1, merge.From).Execute();
            Move(merge.From, merge.Into);
        }

        foreach (ProfileSplit split in splits)
        {
            using SqliteStatement tell = _session.Prepare("""
                insert into told_profile (destination, profile)
                select destination, ?1 from told_profile where destination in (select id from destination) and profile = ?2
                on conflict do nothing
                """);
            tell.Bind(1, split.Merge.Merge.From).Bind(2, split.Merge.Merge.Into).Execute();
            using SqliteStatement back = _session.Prepare("""
                update delivery set profile = ?1
                where profile = ?2 and case when state <> 2 then json_extract(body, '$.person.id') end = ?3
                """);
            back.Bind(1, split.Merge.Merge.From).Bind(2, split.Merge.Merge.Into).Bind(3, ProfileState.FormatId(split.Merge.Merge.From)).Execute();
        }

        return merged;
    }

    /// <summary>What is still to be said of a profile says nothing any more of the one that was split off.</summary>
    public void Renew(IReadOnlyList<ProfileSplit> splits)
    {
        foreach (long into in splits.Select(split => split.Merge.Merge.Into))
        {
            if (Load(into) is { } profile && Outbox?.Renew(profile) is { } body)
            {
                using SqliteStatement renew = _session.Prepare("update delivery set body = ?2 where profile = ?1 and kind = 0 and state <> 2");
                renew.Bind(1, into).Bind(2, body).Execute();
            }
        }
    }

    /// <summary>After a rollback, which may have taken ids back.</summary>
    public void Forget() => _ids.Clear();

    private List<MergedTelling> DestinationsOf(long from, long into)
    {
        using SqliteStatement rows = _session.Prepare("""
            select d.name, max(t.profile = ?1), max(t.profile = ?2)
            from destination d cross join told_profile t on t.destination = d.id
            where t.profile in (?1, ?2)
            group by d.id
            """);
        rows.Bind(1, from).Bind(2, into);
        var told = new List<MergedTelling>();
        while (rows.Step())
        {
            told.Add(new MergedTelling(rows.Text(0), from, into, rows.Int64(1) != 0, rows.Int64(2) != 0));
        }

        return told;
    }

    /// <summary>Gives messages to another profile; those that were not sent yet keep apart from its own in time.</summary>
    private void Move(long from, long into)
    {
        using SqliteStatement rows = _session.Prepare(
            "select d.id, n.name, d.at, d.state = 0 and d.attempts = 0 from delivery d join destination n on n.id = d.destination where d.profile = ?1 order by d.id");
        var moving = new List<(long Id, string Destination, long At, bool IsFresh)>();
        rows.Bind(1, from);
        while (rows.Step())
        {
            moving.Add((rows.Int64(0), rows.Text(1), rows.Int64(2), rows.Int64(3) != 0));
        }

        using SqliteStatement move = _session.Prepare("update delivery set profile = ?2, at = ?3 where id = ?1");
        foreach ((long id, string destination, long at, bool isFresh) in moving)
        {
            long free = at;
            while (isFresh && IsTaken(destination, into, free))
            {
                free++;
            }

            move.Bind(1, id).Bind(2, into).Bind(3, free).Execute();
        }
    }

    private long IdOf(string destination)
    {
        if (!_ids.TryGetValue(destination, out long id))
        {
            id = _destination.Bind(1, destination).Step() ? _destination.Int64(0) : throw StoreFault.Of(SQLitePCL.raw.SQLITE_CORRUPT, _session.Path);
            _destination.Reset();
            _ids.Add(destination, id);
        }

        return id;
    }
}
