using Connector.Core.Goals;

namespace Connector.Storage.Sqlite;

/// <summary>The numbers that stand for what goals of one hook have in common.</summary>
internal sealed class GoalKinds(SqliteSession session)
{
    private readonly SqliteStatement _find = session.Keep("""
        select id from goal_kind
        where integration = ?1 and hook = ?2 and pixel = ?3 and database is ?4 and stitch = ?5
        """);

    private readonly SqliteStatement _add = session.Keep(
        "insert into goal_kind (integration, hook, pixel, database, stitch) values (?1, ?2, ?3, ?4, ?5) returning id");

    private readonly Dictionary<Kind, long> _ids = [];

    public long FindOrAdd(Goal goal)
    {
        var kind = new Kind(goal.Integration, goal.Hook, goal.Pixel, goal.Database, goal.Stitch);
        if (!_ids.TryGetValue(kind, out long id))
        {
            id = Ask(_find, kind) ?? Ask(_add, kind)!.Value;
            _ids.Add(kind, id);
        }

        return id;
    }

    /// <summary>After a rollback, which may have taken kinds back.</summary>
    public void Forget() => _ids.Clear();

    private static long? Ask(SqliteStatement statement, Kind kind)
    {
        statement.Bind(1, kind.Integration).Bind(2, kind.Hook).Bind(3, kind.Pixel).Bind(4, kind.Database).Bind(5, kind.Stitch ? 1L : 0L);
        long? id = statement.Step() ? statement.Int64(0) : null;
        statement.Reset();
        return id;
    }

    private readonly record struct Kind(string Integration, string Hook, string Pixel, string? Database, bool Stitch);
}
