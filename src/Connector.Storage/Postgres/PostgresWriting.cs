using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Writes what a batch decided: tables by one statement each over arrays, goals by COPY.</summary>
/// <remarks>
/// Locks are taken in the same order by all: keys, the run or its window, goals that are stitched or change hands, profiles, keys' rows, goals by key, rejects by
/// key, progress, messages to others.
/// </remarks>
internal sealed class PostgresWriting(NpgsqlConnection connection, PostgresParts parts, PostgresLocks locks, PostgresLoading loading)
{
    /// <summary>
    /// Every part is asked once for all devices: device by device it would take twice as long, and there is a part for every month.
    /// Texts compare by the collation of the index, which finds no device by another.
    /// </summary>
    public const string Stitch = """
        with found as materialized (
            select key, waiting, anonymous_id
            from goal
            where waiting = any ($1) and waiting is not null
                and left(anonymous_id, 200) = any (array(select left(device, 200) from unnest($2::text[]) as device))
        )
        update goal g set profile = s.profile, waiting = null
        from found f
        join unnest($1::integer[], $2::text[], $3::bigint[]) as s (database, device, profile) on s.database = f.waiting and s.device = f.anonymous_id
        where g.key = f.key and g.waiting is not null
        """;

    private PostgresSpaces.Known? _spaces = loading.Spaces;

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
        }

        await StitchAsync(batch, changes.Stitchings, withNews, cancellationToken);
        var profiles = new ProfileWriting(parts, loading.Places);
        await PostgresMerging.WriteAsync(batch, changes.Merges, profiles, parts.Names, cancellationToken);
        NpgsqlBatchCommand? splits = PostgresMerging.Write(batch, changes.Splits);
        await profiles.AddToAsync(batch, changes.Set.Profiles, cancellationToken);
        WriteKeys(batch, changes.Set.KeyChanges);
        var goals = new GoalCopy(connection, parts, changes.Goals);
        goals.Ask(batch);
        List<GoalNews> news = await RunAsync(batch, goals, cancellationToken);
        if (splits is not null && splits.RecordsAffected != changes.Splits.Count)
        {
            throw new StoreConflictException("Somebody else undid the same merge at the same time.");
        }

        profiles.ThrowIfOvertaken();
        int goalsAdded = await goals.WriteAsync(cancellationToken);
        if (withNews)
        {
            news.AddRange(goals.News());
        }

        return (new CommitResult(goalsAdded, await WriteRestAsync(changes, known: changes.Goals.Count - goalsAdded, cancellationToken)), news);
    }

    private static async Task<List<GoalNews>> RunAsync(NpgsqlBatch batch, GoalCopy goals, CancellationToken cancellationToken)
    {
        var news = new List<GoalNews>();
        if (batch.BatchCommands.Count == 0)
        {
            return news;
        }

        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            if (GoalNews.IsAnswer(rows))
            {
                news.AddRange(await GoalNews.ReadAsync(rows, cancellationToken));
            }
            else if (GoalCopy.IsAnswer(rows))
            {
                await goals.ReadAsync(rows, cancellationToken);
            }
        }
        while (await rows.NextResultAsync(cancellationToken));
        return news;
    }

    /// <param name="known">Goals that were there: nobody corrects the counters of a window after its last batch.</param>
    /// <returns>How many rejects were new.</returns>
    private async Task<int> WriteRestAsync(BatchChanges changes, int known, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
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

        if (changes.Window is { } window)
        {
            RunCounts counts = window.Counts.WithKnownGoals(known);
            PostgresBackfillWindows.Save(batch, window, changes.Cursor is null ? counts : counts.WithoutRepeats(window.FoundUnchanged, window.UnchangedBefore));
        }

        if (changes.Run is { } run)
        {
            PostgresProgress.Save(batch, run);
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return (int)(rejects?.RecordsAffected ?? 0);
    }

    /// <summary>A goal waits once: of two stitchings of one device the first takes it.</summary>
    private async Task StitchAsync(NpgsqlBatch batch, IReadOnlyList<Stitching> stitchings, bool withNews, CancellationToken cancellationToken)
    {
        if (stitchings.Count == 0)
        {
            return;
        }

        Stitching[] first = [.. stitchings.DistinctBy(one => (one.Database, one.Device))];
        batch.Add(
            withNews ? GoalNews.OfStitched(Stitch) : Stitch,
            await parts.Names.DatabasesAsync(first.Select(one => one.Database), cancellationToken),
            first.Select(one => one.Device).ToArray(),
            first.Select(one => one.Profile).ToArray());
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

    private int SpaceOf(KeyChange change) => _spaces!.Ids.TryGetValue(change.Key.Space, out int id)
        ? id
        : throw Keys.StoredSpace.Missing(change.Key.Space, parts.Link.Name);
}
