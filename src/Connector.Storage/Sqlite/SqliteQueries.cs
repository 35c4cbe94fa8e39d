using System.Runtime.CompilerServices;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>What people ask of the store.</summary>
internal sealed class SqliteQueries(ReadSessions readers) : IStoreQueries
{
    public IAsyncEnumerable<ProfileState> ListProfilesAsync(string? database, CancellationToken cancellationToken)
    {
        var rows = new ProfileRows();
        return Paging.StreamAsync(
            readers,
            $"{ProfileRows.Select} where p.id > ?1 and (?2 is null or d.name = ?2) order by p.id limit {Paging.PageSize}",
            (statement, last) => statement.Bind(1, last?.Id ?? long.MinValue).Bind(2, database),
            rows.Read,
            cancellationToken);
    }

    public ValueTask<ProfileState?> GetProfileAsync(long id, CancellationToken cancellationToken)
    {
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement profile = lease.Session.Prepare($"{ProfileRows.Select} where p.id = ?1");
        return ValueTask.FromResult(profile.Bind(1, id).Step() ? new ProfileRows().Read(profile) : null);
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

    public IAsyncEnumerable<Goal> ListGoalsAsync(GoalQuery query, CancellationToken cancellationToken) => Paging.StreamAsync(
        readers,
        GoalRows.Select(query),
        (statement, last) => GoalRows.Bind(statement, query, last),
        GoalRows.Read,
        cancellationToken);

    public async IAsyncEnumerable<Reject> ListRejectsAsync(RejectQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<RejectRow> rows = Paging.StreamAsync<RejectRow>(
            readers,
            RejectRow.Select,
            (statement, last) => RejectRow.Bind(statement, query, last),
            RejectRow.Read,
            cancellationToken);
        await foreach (RejectRow row in rows)
        {
            yield return row.Reject;
        }
    }

    public ValueTask<StoreStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        using ReadSessions.Lease lease = readers.Rent();
        return ValueTask.FromResult(StatusRows.Read(lease.Session));
    }
}
