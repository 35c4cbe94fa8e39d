using System.Collections.Immutable;
using System.Text.Json;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>What a sync remembers between runs.</summary>
internal sealed class PostgresProgress(PostgresLink link, PostgresNode node) : IProgressStore
{
    /// <summary>Never back.</summary>
    public static void Move(NpgsqlBatch batch, ProgressMove move)
    {
        _ = move switch
        {
            ProgressMove.Window window => PostgresBackfillWindows.Move(batch, window),
            ProgressMove.Sync sync => batch.Add(
                """
                insert into cursor (integration, resource, started_at, moved_to) values ($1, $2, $3, $4)
                on conflict (integration, resource) do update set moved_to = greatest(cursor.moved_to, excluded.moved_to)
                """,
                sync.Integration,
                sync.Resource,
                sync.Start,
                sync.To),
            ProgressMove.Backfill backfill => batch.Add(
                """
                insert into backfill (backfill, resource, moved_to) values ($1, $2, $3)
                on conflict (backfill, resource) do update set moved_to = greatest(backfill.moved_to, excluded.moved_to)
                """,
                backfill.BackfillKey,
                backfill.Resource,
                backfill.To),
            ProgressMove.Inbox inbox => batch.Add(
                "insert into inbox (id, moved_to) values ($1, $2) on conflict (id) do update set moved_to = greatest(inbox.moved_to, excluded.moved_to)",
                inbox.Id,
                inbox.To),
            _ => throw new ArgumentException($"There is no table for a move of kind {move.GetType().Name}.", nameof(move)),
        };
    }

    public static void Save(NpgsqlBatch batch, RunState run)
    {
        RunCounts counts = run.Counts;
        batch.Add(
            """
            update run set status = $2, finished_at = $3, records = $4, matched = $5, created = $6, updated = $7, unchanged = $8,
                skipped = $9, goals = $10, rejected = $11, warnings = $12, error = $13, started_at = $14,
                node = case when $2 = 'running' then node end
            where id = $1
            """,
            run.Id,
            run.Status,
            run.FinishedAt,
            counts.Records,
            counts.Matched,
            counts.Created,
            counts.Updated,
            counts.Unchanged,
            counts.Skipped,
            counts.Goals,
            counts.Rejected,
            JsonSerializer.Serialize(counts.Warnings),
            run.Error,
            run.StartedAt);
    }

    public static ImmutableSortedDictionary<string, long> ReadWarnings(string json) =>
        JsonSerializer.Deserialize<ImmutableSortedDictionary<string, long>>(json)!;

    public ValueTask<Cursor?> GetCursorAsync(string integration, string resource, CancellationToken cancellationToken) => link.FirstAsync(
        "select started_at, moved_to from cursor where integration = $1 and resource = $2",
        row => new Cursor(row.GetInt64(0), row.GetInt64(1)),
        cancellationToken,
        integration,
        resource);

    public async ValueTask MoveAsync(ProgressMove move, CancellationToken cancellationToken) =>
        await BatchAsync(batch => Move(batch, move), cancellationToken);

    public ValueTask<long?> GetBackfillAsync(string backfillKey, string resource, CancellationToken cancellationToken) => link.FirstAsync(
        "select moved_to from backfill where backfill = $1 and resource = $2", row => (long?)row.GetInt64(0), cancellationToken, backfillKey, resource);

    public async ValueTask<long> GetInboxAsync(string id, CancellationToken cancellationToken) =>
        await link.FirstAsync("select moved_to from inbox where id = $1", row => row.GetInt64(0), cancellationToken, id);

    public async ValueTask EndBackfillAsync(string backfillKey, CancellationToken cancellationToken) =>
        await link.ExecuteAsync("delete from backfill where backfill = $1", cancellationToken, backfillKey);

    public ValueTask<PendingExport?> GetPendingExportAsync(string owner, string resource, CancellationToken cancellationToken) => link.FirstAsync(
        "select owner, resource, url, starts_at, ends_at, asked_at from pending_export where owner = $1 and resource = $2",
        row => new PendingExport(row.Text(0), row.Text(1), row.Text(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
        cancellationToken,
        owner,
        resource);

    public async ValueTask SavePendingExportAsync(PendingExport export, CancellationToken cancellationToken) => await link.ExecuteAsync(
        """
        insert into pending_export (owner, resource, url, starts_at, ends_at, asked_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (owner, resource) do update set
            url = excluded.url, starts_at = excluded.starts_at, ends_at = excluded.ends_at, asked_at = excluded.asked_at
        """,
        cancellationToken,
        export.Owner,
        export.Resource,
        export.Url,
        export.From,
        export.To,
        export.AskedAt);

    public async ValueTask RemovePendingExportAsync(string owner, string resource, CancellationToken cancellationToken) =>
        await link.ExecuteAsync("delete from pending_export where owner = $1 and resource = $2", cancellationToken, owner, resource);

    public ValueTask<string?> GetTimeZoneAsync(string integration, CancellationToken cancellationToken) =>
        link.FirstAsync<string>("select name from time_zone where integration = $1", row => row.Text(0), cancellationToken, integration);

    public async ValueTask SaveTimeZoneAsync(string integration, string timeZone, CancellationToken cancellationToken) => await link.ExecuteAsync(
        "insert into time_zone (integration, name) values ($1, $2) on conflict (integration) do update set name = excluded.name",
        cancellationToken,
        integration,
        timeZone);

    public async ValueTask<long> AddRunAsync(
        string integration, string kind, string status, long startedAt, RunOrder? order, CancellationToken cancellationToken)
    {
        // Never running and nobody's at once: it would be given up in between.
        bool isRunning = status == RunStatus.Running;
        long id = await link.WriteAsync(
            connection => connection.ScalarAsync<long>(
                """
                insert into run (integration, kind, status, started_at, range_from, range_to, hook, requested_by)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                returning id
                """,
                [
                    integration,
                    kind,
                    isRunning ? RunStatus.Queued : status,
                    startedAt,
                    order?.Range?.From.ToUnixTimeMilliseconds(),
                    order?.Range?.To.ToUnixTimeMilliseconds(),
                    order?.Hook,
                    order?.RequestedBy,
                ],
                cancellationToken),
            cancellationToken);
        if (isRunning)
        {
            await node.TakeAsync(id, cancellationToken);
            await link.ExecuteAsync("update run set status = 'running' where id = $1 and node = $2", cancellationToken, id, node.Id);
        }

        return id;
    }

    public async ValueTask SaveRunAsync(RunState run, CancellationToken cancellationToken)
    {
        if (run.Status == RunStatus.Running)
        {
            await node.TakeAsync(run.Id, cancellationToken);
        }

        try
        {
            await BatchAsync(
                batch =>
                {
                    if (node.Holds(run.Id))
                    {
                        batch.Add("select check_run($1, $2)", run.Id, node.Id);
                    }

                    Save(batch, run);
                },
                cancellationToken);
        }
        catch (RunLostException)
        {
            node.Release(run.Id);
            throw;
        }

        if (run.Status != RunStatus.Running)
        {
            node.Release(run.Id);
        }
    }

    /// <remarks>Nobody's until the next part begins: whichever process it is that the schedule has begin it.</remarks>
    public ValueTask LeaveRunAsync(RunState run, CancellationToken cancellationToken) => SaveRunAsync(run with { Status = RunStatus.Queued }, cancellationToken);

    public async ValueTask<IReadOnlyList<long>> InterruptAbandonedAsync(long now, CancellationToken cancellationToken) =>
        [.. (await node.InterruptAbandonedAsync(now, cancellationToken)).Order()];

    private ValueTask<int> BatchAsync(Action<NpgsqlBatch> add, CancellationToken cancellationToken) => link.WriteAsync(
        async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            add(batch);
            return await batch.ExecuteNonQueryAsync(cancellationToken);
        },
        cancellationToken);
}
