using System.Collections.Immutable;
using System.Text.Json;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>How far reading has come, and the runs: what a batch writes beside profiles and goals.</summary>
internal sealed class ProgressTable(SqliteSession session)
{
    private readonly SqliteStatement _cursor = session.Keep("""
        insert into cursor (integration, resource, started_at, moved_to) values (?1, ?2, ?3, ?4)
        on conflict do update set moved_to = max(moved_to, excluded.moved_to)
        """);

    private readonly SqliteStatement _backfill = session.Keep("""
        insert into backfill (backfill, resource, moved_to) values (?1, ?2, ?3)
        on conflict do update set moved_to = max(moved_to, excluded.moved_to)
        """);

    private readonly SqliteStatement _inbox = session.Keep("""
        insert into inbox (id, moved_to) values (?1, ?2)
        on conflict do update set moved_to = max(moved_to, excluded.moved_to)
        """);

    private readonly SqliteStatement _run = session.Keep("""
        update run set status = ?2, finished_at = ?3, records = ?4, matched = ?5, created = ?6, updated = ?7, unchanged = ?8,
            skipped = ?9, goals = ?10, rejected = ?11, warnings = ?12, error = ?13, started_at = ?14
        where id = ?1
        """);

    /// <summary>Never back.</summary>
    public void Move(ProgressMove move)
    {
        switch (move)
        {
            case ProgressMove.Sync sync:
                _cursor.Bind(1, sync.Integration).Bind(2, sync.Resource).Bind(3, sync.Start).Bind(4, sync.To).Execute();
                break;
            case ProgressMove.Backfill backfill:
                _backfill.Bind(1, backfill.BackfillKey).Bind(2, backfill.Resource).Bind(3, backfill.To).Execute();
                break;
            case ProgressMove.Inbox inbox:
                _inbox.Bind(1, inbox.Id).Bind(2, inbox.To).Execute();
                break;
            default:
                throw new ArgumentException($"There is no table for a move of kind {move.GetType().Name}.", nameof(move));
        }
    }

    public void Save(RunState run)
    {
        RunCounts counts = run.Counts;
        _run.Bind(1, run.Id)
            .Bind(2, run.Status)
            .Bind(3, run.FinishedAt)
            .Bind(4, counts.Records)
            .Bind(5, counts.Matched)
            .Bind(6, counts.Created)
            .Bind(7, counts.Updated)
            .Bind(8, counts.Unchanged)
            .Bind(9, counts.Skipped)
            .Bind(10, counts.Goals)
            .Bind(11, counts.Rejected)
            .Bind(12, JsonSerializer.Serialize(counts.Warnings))
            .Bind(13, run.Error)
            .Bind(14, run.StartedAt)
            .Execute();
    }

    public static ImmutableSortedDictionary<string, long> ReadWarnings(string json) =>
        JsonSerializer.Deserialize<ImmutableSortedDictionary<string, long>>(json)!;
}
