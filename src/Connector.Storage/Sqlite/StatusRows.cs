using Connector.Core.Sync;
using Dapper;

namespace Connector.Storage.Sqlite;

/// <summary>What <c>status</c> shows.</summary>
internal static class StatusRows
{
    private const string Cursors = """
        select integration as "Integration", resource as "Resource", moved_to as "To" from cursor order by integration, resource
        """;

    private const string LastRuns = $"""
        select {RunRows.Columns}
        from run
        where id in (select max(id) from run group by integration, kind)
        order by integration, kind
        """;

    private const string Rejects = """
        select integration, reason, count(*) from reject group by integration, reason order by integration, reason
        """;

    public static StoreStatus Read(SqliteSession session) => new(
        session.Ask(connection => connection.Query<CursorState>(Cursors).AsList()),
        ReadAll(session, LastRuns, RunRows.Read),
        ReadAll(session, Rejects, static row => new RejectCount(row.Text(0), row.Text(1), row.Int64(2))));

    private static List<T> ReadAll<T>(SqliteSession session, string sql, Func<SqliteStatement, T> read)
    {
        using SqliteStatement rows = session.Prepare(sql);
        var all = new List<T>();
        while (rows.Step())
        {
            all.Add(read(rows));
        }

        return all;
    }
}
