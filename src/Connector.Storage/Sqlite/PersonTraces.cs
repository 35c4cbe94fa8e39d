using System.Text.Json;
using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>
/// What leads to one person beside the profile itself. Looking for it reads whole tables, so it is done while others write; what came
/// since is found by looking again from where the first look ended.
/// </summary>
internal sealed class PersonTraces
{
    private readonly ProfileState _profile;
    private readonly byte[] _state;
    private readonly long _spaces;
    private readonly PersonalValues _values;
    private readonly string _ownDevices;
    private long _lastGoal;
    private long _lastReject;
    private long _lastSample;
    private long _lastWaiting;

    private PersonTraces(SqliteSession session, ProfileState profile, byte[] state)
    {
        _profile = profile;
        _state = state;
        _spaces = SpacesOf(session);
        Keys = KeysOf(session, profile.Id);
        _values = new PersonalValues(profile, Keys.Select(key => key.Value));
        _ownDevices = JsonSerializer.Serialize(profile.Devices.Select(device => device.Id).Where(device => !IsOfAnother(session, device)));
    }

    public IReadOnlyList<(long Space, string Value)> Keys { get; }

    /// <summary>Anonymous goals that carry a device which no other profile has.</summary>
    public List<long> AnonymousGoals { get; } = [];

    /// <summary>Rejects that hold a value which identifies the person.</summary>
    public List<long> Rejects { get; } = [];

    /// <summary>Sampled records of the same kind.</summary>
    public List<long> Samples { get; } = [];

    /// <summary>Waiting events of the same kind.</summary>
    public List<long> Waiting { get; } = [];

    /// <returns>Null: there is no such profile.</returns>
    public static PersonTraces? Find(SqliteSession session, long id, CancellationToken cancellationToken)
    {
        if (StateOf(session, id) is not { } state)
        {
            return null;
        }

        using SqliteStatement row = session.Prepare($"{ProfileRows.Select} where p.id = ?1");
        row.Bind(1, id).Step();
        var traces = new PersonTraces(session, new ProfileRows().Read(row), state);
        traces.GoOn(session, cancellationToken);
        return traces;
    }

    /// <summary>Whether the profile and its keys are what they were; what came in beside them is for <see cref="GoOn"/>.</summary>
    public bool StillHold(SqliteSession session) =>
        StateOf(session, _profile.Id) is { } state && state.AsSpan().SequenceEqual(_state) && SpacesOf(session) == _spaces;

    /// <summary>Looks through what came since the last look.</summary>
    public void GoOn(SqliteSession session, CancellationToken cancellationToken)
    {
        using SqliteStatement goals = session.Prepare("""
            select id from goal
            where id > ?1 and profile is null and anonymous_id in (select value from json_each(?2))
            order by id
            """);
        goals.Bind(1, _lastGoal).Bind(2, _ownDevices);
        while (goals.Step())
        {
            AnonymousGoals.Add(goals.Int64(0));
        }

        _lastGoal = NewestOf(session, "goal");
        _lastReject = Look(session, "reject", _lastReject, Rejects, cancellationToken);
        _lastSample = Look(session, "sample", _lastSample, Samples, cancellationToken);
        _lastWaiting = Look(session, "waiting_message", _lastWaiting, Waiting, cancellationToken);
    }

    private static byte[]? StateOf(SqliteSession session, long id)
    {
        using SqliteStatement row = session.Prepare("select state from profile where id = ?1");
        return row.Bind(1, id).Step() ? row.Bytes(0).ToArray() : null;
    }

    /// <summary>Changes when keys were built or removed for a new config.</summary>
    private static long SpacesOf(SqliteSession session)
    {
        using SqliteStatement row = session.Prepare("select value from counter where name = 'key_spaces'");
        row.Step();
        return row.Int64(0);
    }

    private static List<(long Space, string Value)> KeysOf(SqliteSession session, long id)
    {
        using SqliteStatement rows = session.Prepare("select space, value from profile_key where profile = ?1");
        rows.Bind(1, id);
        var keys = new List<(long, string)>();
        while (rows.Step())
        {
            keys.Add((rows.Int64(0), rows.Text(1)));
        }

        return keys;
    }

    private bool IsOfAnother(SqliteSession session, string device)
    {
        using SqliteStatement row = session.Prepare("""
            select 1 from profile_key k join key_space s on s.id = k.space
            where k.value = ?1 and s.kind in (?2, ?4) and k.profile <> ?3
            limit 1
            """);
        return row.Bind(1, device).Bind(2, (long)KeyKind.Device).Bind(3, _profile.Id).Bind(4, (long)KeyKind.MetrixUser).Step();
    }

    private static long NewestOf(SqliteSession session, string table)
    {
        using SqliteStatement row = session.Prepare($"select coalesce(max(id), 0) from {table}");
        row.Step();
        return row.Int64(0);
    }

    private long Look(SqliteSession session, string table, long after, List<long> found, CancellationToken cancellationToken)
    {
        using SqliteStatement rows = session.Prepare($"select id, record from {table} where id > ?1 order by id");
        rows.Bind(1, after);
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            after = rows.Int64(0);
            if (_values.AreIn(rows.Text(1)))
            {
                found.Add(after);
            }
        }

        return after;
    }
}
