using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Messages to other systems, for those who send them and look at them.</summary>
internal sealed class PostgresDeliveries(PostgresParts parts) : IDeliveryStore
{
    private const int RenewedAtOnce = 500;

    private readonly PostgresLink _link = parts.Link;
    private readonly PostgresSenders _senders = new(parts.Link);

    public ValueTask<IAsyncDisposable?> HoldAsync(string destination, CancellationToken cancellationToken) => _senders.TryTakeAsync(destination, cancellationToken);

    public async ValueTask<IReadOnlyList<Delivery>> TakeAsync(string destination, long due, int limit, CancellationToken cancellationToken)
    {
        object?[] values = [destination, due, (long)limit];
        return _senders.Of(destination) is { } held
            ? await _link.GuardAsync(() => held.QueryAsync(PostgresDeliveryRows.Due, PostgresDeliveryRows.ReadDue, values, cancellationToken))
            : await _link.QueryAsync(PostgresDeliveryRows.Due, PostgresDeliveryRows.ReadDue, cancellationToken, values);
    }

    public async ValueTask SettleAsync(IReadOnlyList<Settlement> settlements, long now, CancellationToken cancellationToken)
    {
        if (settlements.Count > 0)
        {
            await _link.WriteAsync(connection => SettleAsync(connection, settlements, now, cancellationToken), cancellationToken);
        }
    }

    public async ValueTask HurryAsync(string destination, long now, CancellationToken cancellationToken) => await _link.ExecuteAsync(
        "update delivery set next_at = $2 where state = 0 and next_at > $2 and destination = (select id from destination where name = $1)",
        cancellationToken,
        destination,
        now);

    public IAsyncEnumerable<Delivery> ListAsync(DeliveryQuery query, CancellationToken cancellationToken) => PostgresPaging.StreamAsync<Delivery>(
        _link, query.Limit, (last, size) => PostgresDeliveryRows.Page(query, last, size), PostgresDeliveryRows.Read, cancellationToken);

    public async ValueTask<IReadOnlyList<DestinationDepth>> CountAsync(CancellationToken cancellationToken) => await _link.QueryAsync(
        PostgresDeliveryRows.Depths,
        row => new DestinationDepth(row.Text(0), row.GetInt64(1), row.Int64OrNull(2), row.GetInt64(3), row.TextOrNull(4)),
        cancellationToken);

    public async ValueTask<int> RetryAsync(string? destination, long? id, long now, CancellationToken cancellationToken)
    {
        int renewed = 0;
        long? last = id - 1;
        List<Delivery> failed;
        do
        {
            (string sql, object?[] values) = PostgresDeliveryRows.Page(
                new DeliveryQuery(destination, DeliveryState.Failed, After: last), null, id is null ? RenewedAtOnce : 1);
            failed = await _link.QueryAsync(sql, PostgresDeliveryRows.Read, cancellationToken, values);
            failed.RemoveAll(delivery => id is not null && delivery.Id != id);
            last = failed.LastOrDefault()?.Id;
            renewed += failed.Count == 0 ? 0 : await _link.WriteAsync(connection => RenewAsync(connection, failed, now, cancellationToken), cancellationToken);
        }
        while (failed.Count == RenewedAtOnce && id is null);
        return renewed;
    }

    private static async Task<int> SettleAsync(NpgsqlConnection connection, IReadOnlyList<Settlement> settlements, long now, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);

        // Of what is pending alone: whatever happened to a message meanwhile is newer than what was sent.
        batch.Add(
            """
            update delivery d
            set state = w.state, attempts = attempts + w.sent, answers = answers + w.answered, answer = coalesce(w.answer, d.answer),
                next_at = coalesce(w.next_at, d.next_at), ended_at = case when w.state <> 0 then $7 end, body = case w.state when 2 then '' else d.body end
            from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::integer[], $5::text[], $6::bigint[])
                as w (id, state, sent, answered, answer, next_at)
            where d.id = w.id and d.state = 0
            """,
            settlements.Select(one => one.Of.Id).ToArray(),
            settlements.Select(one => (short)one.State).ToArray(),
            settlements.Select(one => one.Sent).ToArray(),
            settlements.Select(one => one.Answered).ToArray(),
            settlements.Select(one => one.Answer).ToArray(),
            settlements.Select(one => one.NextAttemptAt).ToArray(),
            now);
        Settlement[] names = [.. settlements.Where(one => one.KnownAs is not null || one.ForgetName)];
        if (names.Length > 0)
        {
            // Of several about one profile the last one counts. A profile that another one went into meanwhile keeps the name it has.
            batch.Add(
                """
                update told_profile t set name = case when s.is_same then s.name else coalesce(t.name, s.name) end
                from (
                    select distinct on (d.profile, d.destination) d.profile, d.destination, w.name, w.profile = d.profile as is_same
                    from unnest($1::bigint[], $2::text[], $3::bigint[]) with ordinality as w (id, name, profile, n) join delivery d on d.id = w.id
                    order by d.profile, d.destination, w.n desc) s
                where t.profile = s.profile and t.destination = s.destination
                """,
                names.Select(one => one.Of.Id).ToArray(),
                names.Select(one => one.KnownAs).ToArray(),
                names.Select(one => one.Of.Message.Profile).ToArray());
        }

        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Behind the locks of the profiles, so that no batch tells of one in between.</summary>
    private async Task<int> RenewAsync(NpgsqlConnection connection, List<Delivery> failed, long now, CancellationToken cancellationToken)
    {
        Dictionary<long, ProfileState> profiles = (await connection.QueryAsync(
            $"{PostgresQueries.Profile} where p.id = any ($1) order by p.id for no key update of p",
            PostgresQueries.ProfileReader(),
            [failed.Where(one => one.Message.Kind == MessageKind.Profile).Select(one => one.Message.Profile).Distinct().ToArray()],
            cancellationToken)).ToDictionary(profile => profile.Id);
        return await connection.ExecuteAsync(
            """
            update delivery d set state = 0, queued_at = $3, next_at = $3, ended_at = null, body = w.body
            from unnest($1::bigint[], $2::text[]) as w (id, body)
            where d.id = w.id and d.state = 1
            """,
            [failed.Select(one => one.Id).ToArray(), failed.Select(BodyNow).ToArray(), now],
            cancellationToken);

        string BodyNow(Delivery one) =>
            one.Message.Kind == MessageKind.Profile && profiles.TryGetValue(one.Message.Profile, out ProfileState? profile) && parts.Outbox?.Renew(profile) is { } body
                ? body
                : one.Message.Body;
    }
}
