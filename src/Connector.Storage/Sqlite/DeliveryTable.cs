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
            where g.profile = ?1 and g.id > (select first_goal from destination where id = ?2)
            """);
        _profile = session.Keep($"{ProfileRows.Select} where p.id = ?1");
        _taken = session.Keep("select 1 from delivery where profile = ?1 and destination = ?2 and at = ?3");
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
            using SqliteStatement add = _session.Prepare(
                "insert into destination (name, first_goal) values (?1, (select coalesce(max(id), 0) from goal)) on conflict do nothing");
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

    /// <summary>After a rollback, which may have taken ids back.</summary>
    public void Forget() => _ids.Clear();

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
