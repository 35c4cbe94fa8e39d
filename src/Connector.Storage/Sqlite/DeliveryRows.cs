using Connector.Core.Delivery;

namespace Connector.Storage.Sqlite;

/// <summary>Messages as a query reads them: a page behind an id.</summary>
internal sealed class DeliveryRows(DeliveryQuery query)
{
    private const string Columns =
        "d.id, n.name, d.profile, d.kind, d.message, d.at, d.body, d.state, d.queued_at, d.attempts, d.answers, d.next_at, d.ended_at, d.answer";

    /// <summary>Those that may be sent: a profile's messages go out in their order.</summary>
    public const string Due = $"""
        select {Columns}, t.name
        from delivery d indexed by delivery_pending
        cross join destination n on n.id = d.destination
        left join told_profile t on t.destination = d.destination and t.profile = d.profile
        where d.state = 0 and n.name = ?1 and d.destination = (select id from destination where name = ?1) and d.next_at <= ?2
            and not exists (
                select 1 from delivery e indexed by delivery_waiting
                where e.profile = d.profile and e.destination = d.destination and e.state = 0 and e.id < d.id and e.next_at > ?2)
        order by d.id
        limit ?3
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

    private readonly Conditions _conditions = new Conditions()
        .And("d.destination = (select id from destination where name = ?)", query.Destination)
        .And("d.profile = ?", query.Profile);

    /// <remarks>A state is written out, so that its index can be used.</remarks>
    public string Select => $"""
        select {Columns}
        from delivery d cross join destination n on n.id = d.destination
        where d.id {(query.NewestFirst ? "<" : ">")} ?1{(query.State is { } state ? $" and d.state = {(int)state}" : "")}{_conditions.Sql}
        order by d.id{(query.NewestFirst ? " desc" : "")}
        limit ?
        """;

    public void Bind(SqliteStatement statement, Delivery? last, long size)
    {
        statement.Bind(1, last?.Id ?? query.After ?? (query.NewestFirst ? long.MaxValue : long.MinValue));
        statement.Bind(_conditions.Bind(statement, 2), size);
    }

    public static Delivery Read(SqliteStatement row) => Read(row, null);

    public static Delivery ReadDue(SqliteStatement row) => Read(row, row.TextOrNull(14));

    private static Delivery Read(SqliteStatement row, string? knownAs)
    {
        var state = (DeliveryState)row.Int64(7);
        return new Delivery(
            row.Int64(0),
            new OutboundMessage(
                row.Text(1), row.Int64(2), (MessageKind)row.Int64(3), new Guid(row.Bytes(4), bigEndian: true), row.Int64(5), row.Text(6)),
            state,
            row.Int64(8),
            (int)row.Int64(9),
            (int)row.Int64(10),
            state == DeliveryState.Pending ? row.Int64(11) : null,
            row.Int64OrNull(12),
            row.TextOrNull(13),
            knownAs);
    }
}
