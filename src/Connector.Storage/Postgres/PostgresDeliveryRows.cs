using Connector.Core.Delivery;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Messages as a query reads them.</summary>
internal static class PostgresDeliveryRows
{
    private const string Columns =
        "d.id, n.name, d.profile, d.kind, d.message, d.at, d.body, d.state, d.queued_at, d.attempts, d.answers, d.next_at, d.ended_at, d.answer";

    /// <summary>Those that may be sent: a profile's messages go out in their order.</summary>
    public const string Due = $"""
        select {Columns}, t.name
        from delivery d
        join destination n on n.id = d.destination
        left join told_profile t on t.profile = d.profile and t.destination = d.destination
        where d.state = 0 and d.destination = (select id from destination where name = $1) and d.next_at <= $2
            and not exists (
                select from delivery e
                where e.profile = d.profile and e.destination = d.destination and e.state = 0 and e.id < d.id and e.next_at > $2)
        order by d.id
        limit $3
        """;

    public const string Depths = """
        select
            n.name,
            (select count(*) from delivery where state = 0 and destination = n.id),
            (select queued_at from delivery where state = 0 and destination = n.id order by id limit 1),
            (select count(*) from delivery where state = 1 and destination = n.id),
            (select answer from delivery where state = 1 and destination = n.id order by id desc limit 1)
        from destination n
        order by n.name
        """;

    /// <remarks>A state is written out, so that its index can be used.</remarks>
    public static (string Sql, object?[] Values) Page(DeliveryQuery query, Delivery? last, long size)
    {
        Conditions conditions = new Conditions()
            .And("d.destination = (select id from destination where name = ?)", query.Destination)
            .And("d.profile = ?", query.Profile)
            .And($"d.id {(query.NewestFirst ? "<" : ">")} ?", last?.Id ?? query.After);
        string state = query.State is { } one ? $" and d.state = {(int)one}" : "";
        return (
            conditions.Numbered(
                $"""
                select {Columns}
                from delivery d join destination n on n.id = d.destination
                where true{state}{conditions.Sql}
                order by d.id{(query.NewestFirst ? " desc" : "")}
                limit ?
                """,
                size),
            conditions.Values);
    }

    public static Delivery Read(NpgsqlDataReader row) => Read(row, null);

    public static Delivery ReadDue(NpgsqlDataReader row) => Read(row, row.TextOrNull(14));

    private static Delivery Read(NpgsqlDataReader row, string? knownAs)
    {
        var state = (DeliveryState)row.GetInt16(7);
        return new Delivery(
            row.GetInt64(0),
            new OutboundMessage(row.Text(1), row.GetInt64(2), (MessageKind)row.GetInt16(3), row.GetGuid(4), row.GetInt64(5), row.Text(6)),
            state,
            row.GetInt64(8),
            row.GetInt32(9),
            row.GetInt32(10),
            state == DeliveryState.Pending ? row.GetInt64(11) : null,
            row.Int64OrNull(12),
            row.TextOrNull(13),
            knownAs);
    }
}
