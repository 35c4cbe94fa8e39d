using System.Collections.Concurrent;
using System.Text.Json;
using Connector.Core.Records;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>The windows of shared backfills, each taken by a node and free again when that is gone.</summary>
internal sealed class PostgresBackfillWindows(PostgresLink link, PostgresNode node) : IBackfillWindows
{
    private const string Counters = "records, matched, created, updated, unchanged, skipped, goals, rejected, warnings";

    /// <summary>What a node may take: what nobody reads, and what it holds without reading it, because the store was out of reach when it left.</summary>
    private const string IsFree = "not is_done and (node is null or (node = $2 and number <> all ($3)))";

    /// <summary>The windows that this process reads now.</summary>
    private readonly ConcurrentDictionary<(long Run, int Number), bool> _inHand = [];

    public static NpgsqlBatchCommand Move(NpgsqlBatch batch, ProgressMove.Window move) => batch.Add(
        """
        update backfill_window set read_to = $3, is_done = ends_at is null or $3 >= ends_at, node = case when ends_at > $3 then node end
        where run = $1 and number = $2
        """,
        move.Run,
        move.Number,
        move.To);

    public static void Save(NpgsqlBatch batch, BackfillWindow window, RunCounts counts) =>
        batch.Add(
            """
            update backfill_window set records = $3, matched = $4, created = $5, updated = $6, unchanged = $7,
                skipped = $8, goals = $9, rejected = $10, warnings = $11
            where run = $1 and number = $2
            """,
            window.Run,
            window.Number,
            counts.Records,
            counts.Matched,
            counts.Created,
            counts.Updated,
            counts.Unchanged,
            counts.Skipped,
            counts.Goals,
            counts.Rejected,
            JsonSerializer.Serialize(counts.Warnings));

    public async ValueTask PlanAsync(long run, IReadOnlyList<(LogResource Resource, ReceiveWindow? Window)> windows, CancellationToken cancellationToken) =>
        await link.ExecuteAsync(
            """
            insert into backfill_window (run, number, resource, starts_at, ends_at)
            select $1, w.number, w.resource, w.starts_at, w.ends_at
            from unnest($2::integer[], $3::text[], $4::bigint[], $5::bigint[]) as w (number, resource, starts_at, ends_at)
            where not exists (select from backfill_window where run = $1)
            """,
            cancellationToken,
            run,
            Enumerable.Range(0, windows.Count).ToArray(),
            windows.Select(one => one.Resource.Name).ToArray(),
            windows.Select(one => one.Window?.From.ToUnixTimeMilliseconds()).ToArray(),
            windows.Select(one => one.Window?.To.ToUnixTimeMilliseconds()).ToArray());

    public async ValueTask<BackfillWindow?> TakeAsync(long run, bool inOrder, CancellationToken cancellationToken)
    {
        BackfillWindow? taken = await node.EnrolledAsync(id => TakeAsync(run, id, inOrder, cancellationToken), cancellationToken);
        if (taken is not null)
        {
            _inHand[(run, taken.Number)] = true;
        }

        return taken;
    }

    public async ValueTask<bool> HoldsAsync(BackfillWindow window, CancellationToken cancellationToken) => await link.FirstAsync(
        """
        select 1 from backfill_window w join run r on r.id = w.run
        where w.run = $1 and w.number = $2 and w.node = $3 and r.status in ('queued', 'running', 'interrupted')
        """,
        row => row.GetInt32(0),
        cancellationToken,
        window.Run,
        window.Number,
        node.Id) == 1;

    public async ValueTask LeaveAsync(BackfillWindow window)
    {
        _inHand.TryRemove((window.Run, window.Number), out _);
        try
        {
            await link.ExecuteAsync(
                "update backfill_window set node = null where run = $1 and number = $2 and node = $3", CancellationToken.None, window.Run, window.Number, node.Id);
        }
        catch (StoreException)
        {
            // It stays this node's, which may take it again; when the node is gone, it is free.
        }
    }

    public async ValueTask<BackfillStanding> GetStandingAsync(long run, BackfillWindow? besides, CancellationToken cancellationToken)
    {
        int except = besides?.Number ?? -1;
        (int left, long done, long whole, RunCounts counts) = await link.FirstAsync(
            """
            select count(*) filter (where not is_done),
                coalesce(sum(case when is_done then ends_at else greatest(read_to, starts_at) end - starts_at) filter (where number <> $2), 0)::bigint,
                coalesce(sum(ends_at - starts_at), 0)::bigint,
                coalesce(sum(records) filter (where number <> $2), 0)::bigint, coalesce(sum(matched) filter (where number <> $2), 0)::bigint,
                coalesce(sum(created) filter (where number <> $2), 0)::bigint, coalesce(sum(updated) filter (where number <> $2), 0)::bigint,
                coalesce(sum(unchanged) filter (where number <> $2), 0)::bigint, coalesce(sum(skipped) filter (where number <> $2), 0)::bigint,
                coalesce(sum(goals) filter (where number <> $2), 0)::bigint, coalesce(sum(rejected) filter (where number <> $2), 0)::bigint,
                (
                    select coalesce(jsonb_object_agg(w.key, w.value), '{}')::text
                    from (
                        select e.key, sum(e.value::bigint) as value
                        from backfill_window b cross join jsonb_each_text(b.warnings::jsonb) e
                        where b.run = $1 and b.number <> $2
                        group by e.key
                    ) w
                )
            from backfill_window where run = $1
            """,
            row => ((int)row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), ReadCounts(row, 3)),
            cancellationToken,
            run,
            except);
        return new BackfillStanding(left, TimeSpan.FromMilliseconds(done), TimeSpan.FromMilliseconds(whole), counts);
    }

    public async ValueTask<IReadOnlyList<RunState>> ListOpenAsync(CancellationToken cancellationToken) => await link.QueryAsync(
        $"""
        {PostgresQueries.Runs}
        where status = 'running' and kind = 'backfill'
            and exists (select from backfill_window w where w.run = run.id and not w.is_done and (w.node is null or w.node = $1))
        """,
        PostgresQueries.ReadRun,
        cancellationToken,
        node.Id);

    private ValueTask<BackfillWindow?> TakeAsync(long run, int id, bool inOrder, CancellationToken cancellationToken) => link.WriteAsync(
        async connection =>
        {
            // One taker at a time: whoever waits here sees what the other took.
            List<string> status = await connection.QueryAsync("select status from run where id = $1 for no key update", row => row.Text(0), [run], cancellationToken);
            return status is [RunStatus.Running]
                ? (await connection.QueryAsync(
                    $"""
                    update backfill_window set node = $2, reader = $5
                    where run = $1 and number = (
                        select number from backfill_window where run = $1 and {IsFree}
                            and not ($4 and exists (select from backfill_window where run = $1 and not is_done and not ({IsFree})))
                        order by number limit 1)
                    returning number, resource, starts_at, ends_at, read_to, {Counters}
                    """,
                    row => ReadWindow(run, row),
                    [run, id, InHandOf(run), inOrder, PostgresNode.Name],
                    cancellationToken)).SingleOrDefault()
                : null;
        },
        cancellationToken);

    private int[] InHandOf(long run) => [.. _inHand.Keys.Where(one => one.Run == run).Select(one => one.Number)];

    private static BackfillWindow ReadWindow(long run, NpgsqlDataReader row)
    {
        long? readTo = row.Int64OrNull(4);
        return new BackfillWindow(
            run, row.GetInt32(0), row.Text(1), Range(readTo ?? row.Int64OrNull(2), row.Int64OrNull(3)), ReadCounts(row, 5), IsPartRead: readTo is not null);
    }

    private static RunCounts ReadCounts(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetInt64(first + 1),
        row.GetInt64(first + 2),
        row.GetInt64(first + 3),
        row.GetInt64(first + 4),
        row.GetInt64(first + 5),
        row.GetInt64(first + 6),
        row.GetInt64(first + 7),
        PostgresProgress.ReadWarnings(row.Text(first + 8)));

    public static ReceiveWindow? Range(long? from, long? to) => from is { } start && to is { } end
        ? new ReceiveWindow(DateTimeOffset.FromUnixTimeMilliseconds(start), DateTimeOffset.FromUnixTimeMilliseconds(end))
        : null;
}
