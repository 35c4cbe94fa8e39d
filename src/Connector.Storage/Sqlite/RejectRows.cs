using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Rejects as a query reads them: a page behind an id.</summary>
internal sealed class RejectRows(RejectQuery query)
{
    public const string Columns = "id, key, integration, hook, resource, reason, detail, record, at, occurrence, read_at";

    private const string Groups = """
        select g.integration, g.hook, g.reason, g.number, g.last, r.at
        from (
            select integration, reason, hook, count(*) as number, max(id) as last
            from reject indexed by reject_group
            group by integration, reason, hook) g
        join reject r on r.id = g.last
        order by g.integration, g.hook, g.reason
        """;

    private readonly Conditions _conditions = new Conditions()
        .And("integration = ?", query.Integration)
        .And("reason = ?", query.Reason)
        .And("hook = ?", query.Hook);

    /// <remarks>The index is in the order of ids only where all its columns are given; else it would sort all that match for each page.</remarks>
    public string Select => $"""
        select {Columns}
        from reject {(query is { Integration: not null, Reason: not null, Hook: not null } ? "indexed by reject_group" : "not indexed")}
        where id {(query.NewestFirst ? "<" : ">")} ?1{_conditions.Sql}
        order by id{(query.NewestFirst ? " desc" : "")}
        limit ?
        """;

    public void Bind(SqliteStatement statement, KeptReject? last, long size)
    {
        statement.Bind(1, last?.Id ?? query.After ?? (query.NewestFirst ? long.MaxValue : long.MinValue));
        statement.Bind(_conditions.Bind(statement, 2), size);
    }

    public static KeptReject Read(SqliteStatement row) => new(row.Int64(0), new Reject(
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

    public static List<RejectGroup> ReadGroups(SqliteSession session)
    {
        using SqliteStatement rows = session.Prepare(Groups);
        var groups = new List<RejectGroup>();
        while (rows.Step())
        {
            groups.Add(new RejectGroup(
                rows.Text(0), rows.TextOrNull(1), rows.Text(2), rows.Int64(3), rows.Int64(4), rows.Int64(5)));
        }

        return groups;
    }
}
