using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>A reject as a query reads it, with the number that tells when it was kept.</summary>
internal sealed record RejectRow(long Id, Reject Reject)
{
    public static readonly string Select = $"""
        select id, key, integration, hook, resource, reason, detail, record, at, occurrence, read_at
        from reject
        where id > ?1
            and (?2 is null or integration = ?2)
            and (?3 is null or hook = ?3)
            and (?4 is null or reason = ?4)
        order by id
        limit {Paging.PageSize}
        """;

    public static void Bind(SqliteStatement statement, RejectQuery query, RejectRow? last) => statement
        .Bind(1, last?.Id ?? long.MinValue)
        .Bind(2, query.Integration)
        .Bind(3, query.Hook)
        .Bind(4, query.Reason);

    public static RejectRow Read(SqliteStatement row) => new(row.Int64(0), new Reject(
        row.Key(1),
        row.Text(2),
        row.TextOrNull(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        row.Text(7),
        row.Int64(8),
        (int)row.Int64(9),
        row.Int64(10)));
}
