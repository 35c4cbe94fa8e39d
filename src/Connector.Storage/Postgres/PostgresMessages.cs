using System.Collections.Immutable;
using Connector.Core.Ingest;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Messages that came, users that are registered, and events that wait for them.</summary>
internal sealed class PostgresMessages(NpgsqlConnection connection, PostgresLocks locks)
{
    private const string Columns = "id, integration, resource, first_user, second_user, at, record";

    /// <summary>Locks messages and users first: of two nodes that get one message, or the event of a user and the user, the second sees what the first did.</summary>
    public async Task<MessageFacts> LoadAsync(MessageQuestion question, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        int passed = locks.AddTo(batch, question.Messages.Concat(question.Users).Concat(question.NewUsers).Select(PostgresLocks.Of));
        batch.Add("select m.key, m.place from unnest($1::uuid[]) as w (key) join message_seen m on m.key = w.key", question.Messages.Distinct().ToArray());
        batch.Add("select u.key from unnest($1::uuid[]) as w (key) join registered_user u on u.key = w.key", question.Users.Distinct().ToArray());
        batch.Add(
            $"select {Columns} from waiting_message where first_user = any ($1) union select {Columns} from waiting_message where second_user = any ($1) order by id",
            question.NewUsers.Distinct().ToArray());
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        for (int i = 0; i < passed; i++)
        {
            await rows.NextResultAsync(cancellationToken);
        }

        var seen = new Dictionary<UInt128, long>();
        while (await rows.ReadAsync(cancellationToken))
        {
            seen[rows.Key(0)] = rows.GetInt64(1);
        }

        await rows.NextResultAsync(cancellationToken);
        var registered = new HashSet<UInt128>();
        while (await rows.ReadAsync(cancellationToken))
        {
            registered.Add(rows.Key(0));
        }

        await rows.NextResultAsync(cancellationToken);
        var waiting = new List<WaitingMessage>();
        while (await rows.ReadAsync(cancellationToken))
        {
            waiting.Add(Read(rows));
        }

        return new MessageFacts(seen, registered, waiting);
    }

    /// <summary>Passes over what another node is ending the waiting of.</summary>
    public async Task<IReadOnlyList<WaitingMessage>> LoadExpiredAsync(long before, int limit, CancellationToken cancellationToken) => await connection.QueryAsync(
        $"select {Columns} from waiting_message where at < $1 order by at, id limit $2 for update skip locked", Read, [before, limit], cancellationToken);

    public static void Write(NpgsqlBatch batch, MessageChanges changes)
    {
        if (changes.Seen.Count > 0)
        {
            batch.Add(
                "insert into message_seen (key, place, at) select w.key, w.place, $3 from unnest($1::uuid[], $2::bigint[]) as w (key, place) on conflict do nothing",
                changes.Seen.Select(one => one.Key).ToArray(),
                changes.Seen.Select(one => one.Place).ToArray(),
                changes.At);
        }

        if (changes.Registered.Count > 0)
        {
            batch.Add("insert into registered_user (key) select unnest($1::uuid[]) on conflict do nothing", changes.Registered.Order().ToArray());
        }

        if (changes.Waiting.Count > 0)
        {
            batch.Add(
                """
                insert into waiting_message (integration, resource, first_user, second_user, at, record)
                select * from unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[])
                """,
                changes.Waiting.Select(one => one.Integration).ToArray(),
                changes.Waiting.Select(one => one.Resource).ToArray(),
                changes.Waiting.Select(one => one.Users[0]).ToArray(),
                changes.Waiting.Select(one => one.Users.Length > 1 ? PostgresRows.Uuid(one.Users[1]) : (Guid?)null).ToArray(),
                changes.Waiting.Select(one => one.At).ToArray(),
                changes.Waiting.Select(one => one.Record).ToArray());
        }

        if (changes.Released.Count > 0)
        {
            batch.Add("delete from waiting_message where id = any ($1)", changes.Released.ToArray());
        }
    }

    private static WaitingMessage Read(NpgsqlDataReader row)
    {
        ImmutableArray<UInt128> users = row.IsDBNull(4) ? [row.Key(3)] : [row.Key(3), row.Key(4)];
        return new WaitingMessage(row.GetInt64(0), row.Text(1), row.Text(2), users, row.GetInt64(5), row.Text(6));
    }
}
