using Connector.Core.Sync;
using Dapper;

namespace Connector.Storage.Sqlite;

/// <summary>What a sync remembers between runs.</summary>
internal sealed class SqliteProgress(SqliteWriter writer, ProgressTable table, ReadSessions readers, RunHolds holds) : IProgressStore
{
    public ValueTask<Cursor?> GetCursorAsync(string integration, string resource, CancellationToken cancellationToken) =>
        AskAsync<Cursor?>(
            "select started_at as \"Start\", moved_to as \"To\" from cursor where integration = @integration and resource = @resource",
            new { integration, resource },
            cancellationToken);

    public async ValueTask MoveAsync(ProgressMove move, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            _ =>
            {
                table.Move(move);
                return 0;
            },
            cancellationToken);

    public ValueTask<long?> GetBackfillAsync(string backfillKey, string resource, CancellationToken cancellationToken) =>
        AskAsync<long?>(
            "select moved_to from backfill where backfill = @backfillKey and resource = @resource",
            new { backfillKey, resource },
            cancellationToken);

    public async ValueTask<long> GetInboxAsync(string id, CancellationToken cancellationToken) =>
        await AskAsync<long?>("select moved_to from inbox where id = @id", new { id }, cancellationToken) ?? 0;

    public ValueTask EndBackfillAsync(string backfillKey, CancellationToken cancellationToken) =>
        ExecuteAsync("delete from backfill where backfill = @backfillKey", new { backfillKey }, cancellationToken);

    public ValueTask<PendingExport?> GetPendingExportAsync(string owner, string resource, CancellationToken cancellationToken) =>
        AskAsync<PendingExport?>(
            """
            select owner as "Owner", resource as "Resource", url as "Url", starts_at as "From", ends_at as "To", asked_at as "AskedAt"
            from pending_export where owner = @owner and resource = @resource
            """,
            new { owner, resource },
            cancellationToken);

    public ValueTask SavePendingExportAsync(PendingExport export, CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            insert or replace into pending_export (owner, resource, url, starts_at, ends_at, asked_at)
            values (@Owner, @Resource, @Url, @From, @To, @AskedAt)
            """,
            export,
            cancellationToken);

    public ValueTask RemovePendingExportAsync(string owner, string resource, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "delete from pending_export where owner = @owner and resource = @resource",
            new { owner, resource },
            cancellationToken);

    public ValueTask<string?> GetTimeZoneAsync(string integration, CancellationToken cancellationToken) =>
        AskAsync<string?>("select name from time_zone where integration = @integration", new { integration }, cancellationToken);

    public ValueTask SaveTimeZoneAsync(string integration, string timeZone, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "insert or replace into time_zone (integration, name) values (@integration, @timeZone)",
            new { integration, timeZone },
            cancellationToken);

    public async ValueTask<long> AddRunAsync(
        string integration, string kind, string status, long startedAt, RunOrder? order, CancellationToken cancellationToken)
    {
        long id = await writer.WriteAsync(
            session => session.Ask(connection => connection.QuerySingle<long>(
                """
                insert into run (integration, kind, status, started_at, range_from, range_to, hook, requested_by)
                values (@integration, @kind, @status, @startedAt, @from, @to, @hook, @requestedBy)
                returning id
                """,
                new
                {
                    integration,
                    kind,
                    status,
                    startedAt,
                    from = order?.Range?.From.ToUnixTimeMilliseconds(),
                    to = order?.Range?.To.ToUnixTimeMilliseconds(),
                    hook = order?.Hook,
                    requestedBy = order?.RequestedBy,
                })),
            cancellationToken);
        Hold(id, status);
        return id;
    }

    public async ValueTask SaveRunAsync(RunState run, CancellationToken cancellationToken)
    {
        if (run.Status == RunStatus.Running)
        {
            holds.Take(run.Id);
        }

        await writer.WriteAsync(
            _ =>
            {
                table.Save(run);
                return 0;
            },
            cancellationToken);
        Hold(run.Id, run.Status);
    }

    public async ValueTask<IReadOnlyList<long>> InterruptAbandonedAsync(long now, CancellationToken cancellationToken)
    {
        List<long> running = await AskAllAsync<long>("select id from run where status = 'running' order by id", cancellationToken);
        long[] abandoned = [.. running.Where(run => !holds.IsHeld(run))];
        if (abandoned.Length > 0)
        {
            await ExecuteAsync(
                "update run set status = 'interrupted', finished_at = @now where id in @abandoned and status = 'running'",
                new { abandoned, now },
                cancellationToken);
        }

        return abandoned;
    }

    private void Hold(long run, string status)
    {
        if (status == RunStatus.Running)
        {
            holds.Take(run);
        }
        else
        {
            holds.Release(run);
        }
    }

    private ValueTask<List<T>> AskAllAsync<T>(string sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        return ValueTask.FromResult(lease.Session.Ask(connection => connection.Query<T>(sql).AsList()));
    }

    private ValueTask<T?> AskAsync<T>(string sql, object parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        return ValueTask.FromResult(lease.Session.Ask(connection => connection.QuerySingleOrDefault<T>(sql, parameters)));
    }

    private async ValueTask ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        await writer.WriteAsync(session => session.Ask(connection => connection.Execute(sql, parameters)), cancellationToken);
}
