using Connector.Core.Sync;
using Dapper;

namespace Connector.Storage.Sqlite;

/// <summary>What <c>status</c> shows.</summary>
internal static class StatusRows
{
    private const string Cursors = """
        select integration as "Integration", resource as "Resource", moved_to as "To" from cursor order by integration, resource
        """;

    private const string LastRuns = """
        select id as "Id", integration as "Integration", kind as "Kind", status as "Status", started_at as "StartedAt",
            finished_at as "FinishedAt", records as "Records", matched as "Matched", created as "Created", updated as "Updated",
            unchanged as "Unchanged", skipped as "Skipped", goals as "Goals", rejected as "Rejected", warnings as "Warnings",
            error as "Error"
        from run
        where id in (select max(id) from run group by integration, kind)
        order by integration, kind
        """;

    private const string Rejects = """
        select integration, reason, count(*) from reject group by integration, reason order by integration, reason
        """;

    public static StoreStatus Read(SqliteSession session) => new(
        session.Ask(connection => connection.Query<CursorState>(Cursors).AsList()),
        [.. session.Ask(connection => connection.Query<RunRow>(LastRuns)).Select(row => row.ToRun())],
        CountRejects(session));

    /// <remarks>Not by Dapper: a count has no declared type, which it needs to know where there are no rows.</remarks>
    private static List<RejectCount> CountRejects(SqliteSession session)
    {
        using SqliteStatement counts = session.Prepare(Rejects);
        var all = new List<RejectCount>();
        while (counts.Step())
        {
            all.Add(new RejectCount(counts.Text(0), counts.Text(1), counts.Int64(2)));
        }

        return all;
    }

    private sealed record RunRow(
        long Id,
        string Integration,
        string Kind,
        string Status,
        long StartedAt,
        long? FinishedAt,
        long Records,
        long Matched,
        long Created,
        long Updated,
        long Unchanged,
        long Skipped,
        long Goals,
        long Rejected,
        string Warnings,
        string? Error)
    {
        public RunState ToRun() => new(
            Id,
            Integration,
            Kind,
            Status,
            StartedAt,
            FinishedAt,
            new RunCounts(
                Records, Matched, Created, Updated, Unchanged, Skipped, Goals, Rejected, ProgressTable.ReadWarnings(Warnings)),
            Error);
    }
}
