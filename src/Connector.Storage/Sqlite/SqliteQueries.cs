using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>What people ask of the store.</summary>
internal sealed class SqliteQueries(ReadSessions readers) : IStoreQueries
{
    public IAsyncEnumerable<ProfileState> ListProfilesAsync(ProfileQuery query, CancellationToken cancellationToken)
    {
        var rows = new ProfileRows();
        Conditions conditions = new Conditions().And("d.name = ?", query.Database);
        return Paging.StreamAsync<ProfileState>(
            readers,
            query.Limit,
            $"{ProfileRows.Select} where p.id > ?1{conditions.Sql} order by p.id limit ?",
            (statement, last, size) =>
            {
                statement.Bind(1, last?.Id ?? query.After ?? long.MinValue);
                statement.Bind(conditions.Bind(statement, 2), size);
            },
            rows.Read,
            cancellationToken);
    }

    public ValueTask<ProfileState?> GetProfileAsync(long id, CancellationToken cancellationToken)
    {
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement profile = lease.Session.Prepare($"""
            {ProfileRows.Select}
            where p.id = coalesce((select into_profile from profile_merge where from_profile = ?1 and refused is null and split_at is null), ?1)
            """);
        return ValueTask.FromResult(profile.Bind(1, id).Step() ? new ProfileRows().Read(profile) : null);
    }

    public IAsyncEnumerable<KeptMerge> ListMergesAsync(MergeQuery query, CancellationToken cancellationToken)
    {
        var rows = new MergeRows(query);
        return Paging.StreamAsync<KeptMerge>(readers, query.Limit, rows.Page, rows.Bind, MergeRows.Read, cancellationToken);
    }

    public ValueTask<IReadOnlyList<ProfileState>> FindProfilesAsync(ProfileKey key, CancellationToken cancellationToken)
    {
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement profiles = lease.Session.Prepare($"""
            {ProfileRows.Select}
            where p.id in (
                select profile from profile_key
                where space = (select id from key_space where database = ?1 and kind = ?2 and field = ?3) and value = ?4)
            order by p.id
            """);
        profiles.Bind(1, key.Space.Database).Bind(2, (long)key.Space.Kind).Bind(3, key.Space.Field).Bind(4, key.Value);
        var rows = new ProfileRows();
        var found = new List<ProfileState>();
        while (profiles.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.Add(rows.Read(profiles));
        }

        return ValueTask.FromResult<IReadOnlyList<ProfileState>>(found);
    }

    public IAsyncEnumerable<Goal> ListGoalsAsync(GoalQuery query, CancellationToken cancellationToken)
    {
        var rows = new GoalRows(query);
        return Paging.StreamAsync<Goal>(
            readers,
            query.Limit,
            rows.Select,
            (statement, last, size) => rows.Bind(statement, last is null ? null : GoalPosition.Of(last), size),
            GoalRows.Read,
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<GoalPoint>> GetGoalSeriesAsync(GoalQuery query, GoalStep step, CancellationToken cancellationToken)
    {
        var series = new GoalSeries(step);
        await foreach (Goal goal in ListGoalsAsync(query with { NewestFirst = false, After = null, Limit = null }, cancellationToken))
        {
            series.Add(goal);
        }

        return series.ToPoints();
    }

    public IAsyncEnumerable<KeptReject> ListRejectsAsync(RejectQuery query, CancellationToken cancellationToken)
    {
        var rows = new RejectRows(query);
        return Paging.StreamAsync<KeptReject>(readers, query.Limit, rows.Select, rows.Bind, RejectRows.Read, cancellationToken);
    }

    public ValueTask<KeptReject?> GetRejectAsync(long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement reject = lease.Session.Prepare($"select {RejectRows.Columns} from reject where id = ?1");
        return ValueTask.FromResult(reject.Bind(1, id).Step() ? RejectRows.Read(reject) : null);
    }

    public ValueTask<IReadOnlyList<RejectGroup>> GroupRejectsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        return ValueTask.FromResult<IReadOnlyList<RejectGroup>>(RejectRows.ReadGroups(lease.Session));
    }

    public IAsyncEnumerable<RunState> ListRunsAsync(RunQuery query, CancellationToken cancellationToken)
    {
        var rows = new RunRows(query);
        return Paging.StreamAsync<RunState>(readers, query.Limit, rows.Select, rows.Bind, RunRows.Read, cancellationToken);
    }

    public ValueTask<RunState?> GetRunAsync(long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement run = lease.Session.Prepare($"select {RunRows.Columns} from run where id = ?1");
        return ValueTask.FromResult(run.Bind(1, id).Step() ? RunRows.Read(run) : null);
    }

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        using ReadSessions.Lease lease = readers.Rent();
        return ValueTask.FromResult(StatusRows.Read(lease.Session));
    }
}
