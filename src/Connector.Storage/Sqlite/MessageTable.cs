using System.Collections.Immutable;
using Connector.Core.Ingest;

namespace Connector.Storage.Sqlite;

/// <summary>Messages that came, users that are registered, and events that wait for them.</summary>
internal sealed class MessageTable(SqliteSession session)
{
    private const string Columns = "id, integration, resource, first_user, second_user, at, record";

    private readonly SqliteStatement _seen = session.Keep("select place from message_seen where key = ?1");
    private readonly SqliteStatement _see = session.Keep("insert into message_seen (key, place, at) values (?1, ?2, ?3) on conflict do nothing");
    private readonly SqliteStatement _registered = session.Keep("select 1 from registered_user where key = ?1");
    private readonly SqliteStatement _register = session.Keep("insert into registered_user (key) values (?1) on conflict do nothing");

    private readonly SqliteStatement _waiting = session.Keep(
        $"select {Columns} from waiting_message where first_user = ?1 union select {Columns} from waiting_message where second_user = ?1");

    private readonly SqliteStatement _expired = session.Keep($"select {Columns} from waiting_message where at < ?1 order by at, id limit ?2");

    private readonly SqliteStatement _wait = session.Keep(
        "insert into waiting_message (integration, resource, first_user, second_user, at, record) values (?1, ?2, ?3, ?4, ?5, ?6)");

    private readonly SqliteStatement _release = session.Keep("delete from waiting_message where id = ?1");

    public MessageFacts Load(MessageQuestion question)
    {
        var seen = new Dictionary<UInt128, long>();
        foreach (UInt128 key in question.Messages.Order())
        {
            if (_seen.Bind(1, key).Step())
            {
                seen[key] = _seen.Int64(0);
            }

            _seen.Reset();
        }

        var registered = new HashSet<UInt128>();
        foreach (UInt128 key in question.Users)
        {
            if (_registered.Bind(1, key).Step())
            {
                registered.Add(key);
            }

            _registered.Reset();
        }

        var waiting = new SortedDictionary<long, WaitingMessage>();
        foreach (UInt128 key in question.NewUsers)
        {
            _waiting.Bind(1, key);
            foreach (WaitingMessage message in ReadAll(_waiting))
            {
                waiting[message.Id] = message;
            }
        }

        return new MessageFacts(seen, registered, [.. waiting.Values]);
    }

    public IReadOnlyList<WaitingMessage> LoadExpired(long before, int limit)
    {
        _expired.Bind(1, before).Bind(2, (long)limit);
        return ReadAll(_expired);
    }

    public void Write(MessageChanges changes)
    {
        foreach ((UInt128 key, long place) in changes.Seen)
        {
            _see.Bind(1, key).Bind(2, place).Bind(3, changes.At).Execute();
        }

        foreach (UInt128 key in changes.Registered)
        {
            _register.Bind(1, key).Execute();
        }

        foreach (WaitingMessage message in changes.Waiting)
        {
            _wait.Bind(1, message.Integration)
                .Bind(2, message.Resource)
                .Bind(3, message.Users[0])
                .Bind(4, message.Users.Length > 1 ? message.Users[1] : null)
                .Bind(5, message.At)
                .Bind(6, message.Record)
                .Execute();
        }

        foreach (long id in changes.Released)
        {
            _release.Bind(1, id).Execute();
        }
    }

    private static List<WaitingMessage> ReadAll(SqliteStatement rows)
    {
        var found = new List<WaitingMessage>();
        while (rows.Step())
        {
            UInt128 first = rows.Key(3);
            ImmutableArray<UInt128> users = rows.IsNull(4) ? [first] : [first, rows.Key(4)];
            found.Add(new WaitingMessage(rows.Int64(0), rows.Text(1), rows.Text(2), users, rows.Int64(5), rows.Text(6)));
        }

        rows.Reset();
        return found;
    }
}
