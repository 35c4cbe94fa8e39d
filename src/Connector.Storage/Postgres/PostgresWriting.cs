using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.States;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Writes what a batch decided: every table by one statement over arrays, all of them in one round trip.</summary>
/// <remarks>
/// Locks are taken in the same order by all: keys, the run or its window, goals that are stitched or change hands, profiles, keys' rows, goals by key, rejects by
/// key, progress, messages to others.
/// </remarks>
internal sealed class PostgresWriting(NpgsqlConnection connection, PostgresParts parts, PostgresLocks locks, PostgresSpaces.Known? spaces)
{
    private PostgresSpaces.Known? _spaces = spaces;

    /// <param name="withNews">Somebody asks which goals became a profile's.</param>
    public async Task<(CommitResult Result, List<GoalNews> News)> WriteAsync(BatchChanges changes, bool withNews, CancellationToken cancellationToken)
    {
        await parts.Months.EnsureAsync(changes.Goals.Select(goal => goal.Key), cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        locks.AddTo(batch, changes.Set.KeyChanges.Select(change => PostgresLocks.Of(change.Key)));
        if (_spaces is null && changes.Set.KeyChanges.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            batch.BatchCommands.Clear();
            _spaces = await parts.Spaces.ReadAsync(connection, cancellationToken);
        }

        if (changes.Run is { Status: RunStatus.Running } held)
        {
            batch.Add("select check_run($1, $2)", held.Id, parts.Node.Id);
        }
        else if (changes.Window is { } window)
        {
            batch.Add("select check_window($1, $2, $3)", window.Run, window.Number, parts.Node.Id);
            PostgresBackfillWindows.Save(batch, window);
        }

        await StitchAsync(batch, changes.Stitchings, withNews, cancellationToken);
        await PostgresMerging.WriteAsync(batch, changes.Merges, parts.Names, cancellationToken);
        NpgsqlBatchCommand? splits = PostgresMerging.Write(batch, changes.Splits);
        await WriteProfilesAsync(batch, changes.Set.Profiles, cancellationToken);
        WriteKeys(batch, changes.Set.KeyChanges);
        NpgsqlBatchCommand? goals = await WriteGoalsAsync(batch, changes.Goals, withNews, cancellationToken);
        NpgsqlBatchCommand? rejects = PostgresRejects.Write(batch, changes.Rejects);
        if (changes.ResolvedRejects.Count > 0)
        {
            batch.Add("delete from reject where key = any ($1)", changes.ResolvedRejects.Distinct().Order().ToArray());
        }

        if (changes.Messages is { } messages)
        {
            PostgresMessages.Write(batch, messages);
        }

        if (changes.Cursor is { } move)
        {
            PostgresProgress.Move(batch, move);
        }

        if (changes.Run is { } run)
        {
            PostgresProgress.Save(batch, run);
        }

        var news = new List<GoalNews>();
        if (batch.BatchCommands.Count > 0)
        {
            await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
            news = await GoalNews.ReadAsync(rows, changes.Goals, cancellationToken);
        }

        return splits is null || splits.RecordsAffected == changes.Splits.Count
            ? (new CommitResult((int)(goals?.RecordsAffected ?? 0), (int)(rejects?.RecordsAffected ?? 0)), news)
            : throw new StoreConflictException("Somebody else undid the same merge at the same time.");
    }

    /// <summary>A goal waits once: of two stitchings of one device the first takes it.</summary>
    private async Task StitchAsync(NpgsqlBatch batch, IReadOnlyList<Stitching> stitchings, bool withNews, CancellationToken cancellationToken)
    {
        if (stitchings.Count == 0)
        {
            return;
        }

        Stitching[] first = [.. stitchings.DistinctBy(one => (one.Database, one.Device))];
        const string Stitch = """
            update goal g set profile = s.profile, waiting = null
            from unnest($1::integer[], $2::text[], $3::bigint[]) as s (database, device, profile)
            where g.waiting = s.database and g.waiting is not null
                and left(g.anonymous_id, 200) = left(s.device, 200) and g.anonymous_id = s.device
            """;
        batch.Add(
            withNews ? GoalNews.OfStitched(Stitch) : Stitch,
            await DatabasesAsync(first.Select(one => one.Database), cancellationToken),
            first.Select(one => one.Device).ToArray(),
            first.Select(one => one.Profile).ToArray());
    }

    private async Task WriteProfilesAsync(NpgsqlBatch batch, IReadOnlyCollection<ProfileState> profiles, CancellationToken cancellationToken)
    {
        var codec = new ProfileCodec();
        ProfileState[] added = [.. profiles.Where(profile => profile is { IsNew: true, MergedInto: null }).OrderBy(profile => profile.Id)];
        if (added.Length > 0)
        {
            batch.Add(
                """
                insert into profile (id, database, created_at, updated_at, state)
                select * from unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::bytea[])
                """,
                added.Select(profile => profile.Id).ToArray(),
                await DatabasesAsync(added.Select(profile => profile.Database), cancellationToken),
                added.Select(profile => profile.CreatedAt).ToArray(),
                added.Select(profile => profile.UpdatedAt).ToArray(),
                added.Select(profile => codec.Encode(profile).ToArray()).ToArray());
        }

        ProfileState[] changed = [.. profiles.Where(profile => profile is { IsNew: false, IsDirty: true, MergedInto: null }).OrderBy(profile => profile.Id)];
        if (changed.Length > 0)
        {
            batch.Add(
                """
                update profile p set updated_at = w.updated_at, state = w.state
                from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as w (id, updated_at, state)
                where p.id = w.id
                """,
                changed.Select(profile => profile.Id).ToArray(),
                changed.Select(profile => profile.UpdatedAt).ToArray(),
                changed.Select(profile => codec.Encode(profile).ToArray()).ToArray());
        }
    }

    /// <summary>Writes what the changes amount to: a key that was gained and lost again is not touched.</summary>
    private void WriteKeys(NpgsqlBatch batch, IReadOnlyList<KeyChange> changes)
    {
        // Changes of one key of one profile take turns, so the first tells what was there before.
        KeyChange[] lasting =
        [
            .. changes.GroupBy(change => (change.Key, change.Profile)).Where(turns => turns.First().Added == turns.Last().Added).Select(turns => turns.First()),
        ];
        KeyChange[] added = [.. lasting.Where(change => change.Added)];
        if (added.Length > 0)
        {
            batch.Add(
                """
                insert into profile_key (value, space, profile, long_value)
                select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[])
                on conflict do nothing
                """,
                added.Select(change => PostgresKey.Indexed(change.Key.Value)).ToArray(),
                added.Select(SpaceOf).ToArray(),
                added.Select(change => change.Profile).ToArray(),
                added.Select(change => PostgresKey.Rest(change.Key.Value)).ToArray());
        }

        KeyChange[] removed = [.. lasting.Where(change => !change.Added)];
        if (removed.Length > 0)
        {
            batch.Add(
                """
                delete from profile_key k
                using unnest($1::text[], $2::integer[], $3::bigint[]) as w (value, space, profile)
                where k.value = w.value collate "C" and k.space = w.space and k.profile = w.profile
                """,
                removed.Select(change => PostgresKey.Indexed(change.Key.Value)).ToArray(),
                removed.Select(SpaceOf).ToArray(),
                removed.Select(change => change.Profile).ToArray());
        }
    }

    private async Task<NpgsqlBatchCommand?> WriteGoalsAsync(NpgsqlBatch batch, IReadOnlyList<Goal> goals, bool withNews, CancellationToken cancellationToken)
    {
        if (goals.Count == 0)
        {
            return null;
        }

        // In the order of keys: two nodes that read the same window wait for each other, and never in a circle.
        Goal[] sorted = [.. goals.OrderBy(goal => goal.Key)];
        int[] kinds = new int[sorted.Length];
        int?[] waiting = new int?[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            kinds[i] = await parts.Names.KindAsync(sorted[i], cancellationToken);
            waiting[i] = sorted[i] is { Stitch: true, Profile: null, AnonymousId: not null, Database: { } database }
                ? await parts.Names.DatabaseAsync(database, cancellationToken)
                : null;
        }

        const string Add = """
            insert into goal (key, at, profile, kind, waiting, name, value, anonymous_id, part, newest_destination)
            select w.*, (select max(id) from destination)
            from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::integer[], $5::integer[], $6::text[], $7::text[], $8::text[], $9::bigint[]) as w
            on conflict do nothing
            """;
        return batch.Add(
            withNews ? GoalNews.OfAdded(Add) : Add,
            sorted.Select(goal => goal.Key).ToArray(),
            sorted.Select(goal => goal.At).ToArray(),
            sorted.Select(goal => goal.Profile).ToArray(),
            kinds,
            waiting,
            sorted.Select(goal => goal.Name).ToArray(),
            sorted.Select(goal => goal.Value).ToArray(),
            sorted.Select(goal => goal.AnonymousId).ToArray(),
            sorted.Select(goal => goal.Part).ToArray());
    }

    private int SpaceOf(KeyChange change) => _spaces!.Ids.TryGetValue(change.Key.Space, out int id)
        ? id
        : throw Keys.StoredSpace.Missing(change.Key.Space, parts.Link.Name);

    private async Task<int[]> DatabasesAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        foreach (string name in names)
        {
            ids.Add(await parts.Names.DatabaseAsync(name, cancellationToken));
        }

        return [.. ids];
    }
}
