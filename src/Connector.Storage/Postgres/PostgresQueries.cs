using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.States;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>What people ask of the store.</summary>
internal sealed class PostgresQueries(PostgresParts parts) : IStoreQueries
{
    public const string Profile =
        "select p.id, d.name, p.created_at, p.updated_at, p.state from profile p join database_name d on d.id = p.database";

    private const string Rejects = "select id, key, integration, hook, resource, reason, detail, record, at, occurrence, read_at from reject";

    public const string Runs = """
        select id, integration, kind, status, started_at, finished_at, records, matched, created, updated, unchanged, skipped, goals, rejected,
            warnings, error, range_from, range_to, hook, requested_by
        from run
        """;

    private readonly PostgresLink _link = parts.Link;

    public IAsyncEnumerable<ProfileState> ListProfilesAsync(ProfileQuery query, CancellationToken cancellationToken) => PostgresPaging.StreamAsync<ProfileState>(
        _link,
        query.Limit,
        (last, size) =>
        {
            Conditions conditions = new Conditions().And("d.name = ?", query.Database).And("p.id > ?", last?.Id ?? query.After);
            return (conditions.Numbered($"{Profile} where true{conditions.Sql} order by p.id limit ?", size), conditions.Values);
        },
        ProfileReader(),
        cancellationToken);

    public ValueTask<ProfileState?> GetProfileAsync(long id, CancellationToken cancellationToken) =>
        _link.FirstAsync(
            $"""
            {Profile}
            where p.id = coalesce((select into_profile from profile_merge where from_profile = $1 and refused is null and split_at is null), $1)
            """,
            ProfileReader(),
            cancellationToken,
            id);

    public IAsyncEnumerable<KeptMerge> ListMergesAsync(MergeQuery query, CancellationToken cancellationToken) =>
        PostgresPaging.StreamAsync<KeptMerge>(_link, query.Limit, (last, size) => PostgresMergeRows.Page(query, last, size), PostgresMergeRows.Read, cancellationToken);

    public async ValueTask<IReadOnlyList<ProfileState>> FindProfilesAsync(ProfileKey key, CancellationToken cancellationToken) =>
        parts.Built?.Has(key.Space) == true
            ? await _link.QueryAsync($"{Profile} where p.id = any ($1) order by p.id", ProfileReader(), cancellationToken, parts.Built.Of(key).ToArray())
            : await _link.QueryAsync(
                $"""
                {Profile}
                where p.id in (
                    select profile from profile_key
                    where space = (select id from key_space where database = $1 and kind = $2 and field = $3) and value = $4)
                order by p.id
                """,
                ProfileReader(),
                cancellationToken,
                key.Space.Database,
                (short)key.Space.Kind,
                key.Space.Field,
                PostgresKey.Indexed(key.Value));

    public IAsyncEnumerable<Goal> ListGoalsAsync(GoalQuery query, CancellationToken cancellationToken) =>
        PostgresPaging.StreamAsync<Goal>(_link, query.Limit, new PostgresGoalRows(query).Page, PostgresGoalRows.Read, cancellationToken);

    public async ValueTask<IReadOnlyList<GoalPoint>> GetGoalSeriesAsync(GoalQuery query, GoalStep step, CancellationToken cancellationToken)
    {
        var series = new GoalSeries(step);
        await foreach (Goal goal in ListGoalsAsync(query with { NewestFirst = false, After = null, Limit = null }, cancellationToken))
        {
            series.Add(goal);
        }

        return series.ToPoints();
    }

    public IAsyncEnumerable<KeptReject> ListRejectsAsync(RejectQuery query, CancellationToken cancellationToken) => PostgresPaging.StreamAsync<KeptReject>(
        _link,
        query.Limit,
        (last, size) =>
        {
            Conditions conditions = new Conditions()
                .And("integration = ?", query.Integration)
                .And("reason = ?", query.Reason)
                .And("hook = ?", query.Hook)
                .And($"id {(query.NewestFirst ? "<" : ">")} ?", last?.Id ?? query.After);
            return (conditions.Numbered($"{Rejects} where true{conditions.Sql} order by id{(query.NewestFirst ? " desc" : "")} limit ?", size), conditions.Values);
        },
        ReadReject,
        cancellationToken);

    public ValueTask<KeptReject?> GetRejectAsync(long id, CancellationToken cancellationToken) =>
        _link.FirstAsync($"{Rejects} where id = $1", ReadReject, cancellationToken, id);

    public async ValueTask<IReadOnlyList<RejectGroup>> GroupRejectsAsync(CancellationToken cancellationToken) => await _link.QueryAsync(
        """
        select g.integration, g.hook, g.reason, g.number, g.last, r.at
        from (
            select integration, reason, hook, count(*) as number, max(id) as last
            from reject
            group by integration, reason, hook) g
        join reject r on r.id = g.last
        order by g.integration, g.hook nulls first, g.reason
        """,
        row => new RejectGroup(row.Text(0), row.TextOrNull(1), row.Text(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
        cancellationToken);

    public IAsyncEnumerable<RunState> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) => PostgresPaging.StreamAsync<RunState>(
        _link,
        query.Limit,
        (last, size) =>
        {
            Conditions conditions = new Conditions()
                .And("integration = ?", query.Integration)
                .And("kind = ?", query.Kind)
                .And("status = ?", query.Status)
                .And("id < ?", last?.Id ?? query.After);
            return (conditions.Numbered($"{Runs} where true{conditions.Sql} order by id desc limit ?", size), conditions.Values);
        },
        ReadRun,
        cancellationToken);

    public ValueTask<RunState?> GetRunAsync(long id, CancellationToken cancellationToken) => _link.FirstAsync($"{Runs} where id = $1", ReadRun, cancellationToken, id);

    public async ValueTask<IReadOnlyList<BackfillReader>> ListReadersAsync(long run, CancellationToken cancellationToken)
    {
        List<(string Name, int Done)> readers = await _link.QueryAsync(
            "select reader, count(*) filter (where is_done) from backfill_window where run = $1 and reader is not null group by reader order by reader",
            row => (row.Text(0), (int)row.GetInt64(1)),
            cancellationToken,
            run);
        List<(string Name, WindowInHand Window)> inHand = await _link.QueryAsync(
            "select reader, resource, coalesce(read_to, starts_at), ends_at from backfill_window where run = $1 and not is_done and node is not null order by number",
            row => (row.Text(0), new WindowInHand(row.Text(1), PostgresBackfillWindows.Range(row.Int64OrNull(2), row.Int64OrNull(3)))),
            cancellationToken,
            run);
        return [.. readers.Select(one => new BackfillReader(one.Name, one.Done, inHand.Find(window => window.Name == one.Name).Window))];
    }

    public async ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken) => new(
        await _link.QueryAsync(
            "select integration, resource, moved_to from cursor order by integration, resource",
            row => new CursorState(row.Text(0), row.Text(1), row.GetInt64(2)),
            cancellationToken),
        await _link.QueryAsync(
            $"{Runs} where id in (select max(id) from run group by integration, kind) order by integration, kind", ReadRun, cancellationToken),
        await _link.QueryAsync(
            "select integration, reason, count(*) from reject group by integration, reason order by integration, reason",
            row => new RejectCount(row.Text(0), row.Text(1), row.GetInt64(2)),
            cancellationToken));

    /// <summary>Not for several threads at once.</summary>
    public static Func<NpgsqlDataReader, ProfileState> ProfileReader()
    {
        var codec = new ProfileCodec();
        return row => new ProfileState(
            row.GetInt64(0), row.Text(1), codec.Decode(row.GetInt64(0), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<byte[]>(4)));
    }

    private static KeptReject ReadReject(NpgsqlDataReader row) => new(row.GetInt64(0), new Reject(
        row.Key(1),
        row.Text(2),
        row.TextOrNull(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        row.Text(7),
        row.GetInt64(8),
        row.GetInt32(9),
        row.GetInt64(10)));

    public static RunState ReadRun(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.GetInt64(4),
        row.Int64OrNull(5),
        new RunCounts(
            row.GetInt64(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9),
            row.GetInt64(10),
            row.GetInt64(11),
            row.GetInt64(12),
            row.GetInt64(13),
            PostgresProgress.ReadWarnings(row.Text(14))),
        row.TextOrNull(15),
        OrderOf(PostgresBackfillWindows.Range(row.Int64OrNull(16), row.Int64OrNull(17)), row.TextOrNull(18), row.TextOrNull(19)));

    private static RunOrder? OrderOf(ReceiveWindow? range, string? hook, string? requestedBy) =>
        range is null && hook is null && requestedBy is null ? null : new RunOrder(range, hook, requestedBy);
}
