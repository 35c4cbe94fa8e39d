using Connector.Core.Goals;

namespace Connector.Storage.Sqlite;

/// <summary>Goals, each once.</summary>
internal sealed class GoalTable(SqliteSession session, DatabaseNames databases, GoalKinds kinds)
{
    private readonly SqliteStatement _find = session.Keep("select 1 from goal where key = ?1");

    private readonly SqliteStatement _stitch = session.Keep(
        "update goal set profile = ?3, waiting = null where waiting = ?1 and anonymous_id = ?2");

    private readonly SqliteStatement _waiting = session.Keep(
        $"select {GoalRows.Columns} from goal g cross join goal_kind k on k.id = g.kind where g.waiting = ?1 and g.anonymous_id = ?2");

    private readonly SqliteStatement _newestDestination = session.Keep("select max(id) from destination");

    private readonly SqliteStatement _add = session.Keep("""
        insert into goal (key, kind, name, value, at, profile, anonymous_id, waiting, part, newest_destination)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        on conflict do nothing
        """);

    public bool Has(UInt128 key)
    {
        bool found = _find.Bind(1, key).Step();
        _find.Reset();
        return found;
    }

    /// <summary>A goal waits once: of two stitchings of one device the first takes it.</summary>
    /// <param name="stitched">Takes the goals that became a profile's; null: nobody asks.</param>
    public void Stitch(IReadOnlyList<Stitching> stitchings, List<Goal>? stitched)
    {
        foreach (Stitching stitching in stitchings)
        {
            if (databases.Find(stitching.Database) is { } database)
            {
                if (stitched is not null)
                {
                    Collect(database, stitching, stitched);
                }

                _stitch.Bind(1, database).Bind(2, stitching.Device).Bind(3, stitching.Profile).Execute();
            }
        }
    }

    /// <param name="added">Takes those that were new; null: nobody asks.</param>
    /// <returns>How many were new.</returns>
    public int Write(IReadOnlyList<Goal> goals, List<Goal>? added)
    {
        if (goals.Count == 0)
        {
            return 0;
        }

        int count = 0;
        _newestDestination.Step();
        long? newestDestination = _newestDestination.Int64OrNull(0);
        _newestDestination.Reset();
        foreach (Goal goal in goals)
        {
            _add.Bind(1, goal.Key)
                .Bind(2, kinds.FindOrAdd(goal))
                .Bind(3, goal.Name)
                .Bind(4, goal.Value)
                .Bind(5, goal.At)
                .Bind(6, goal.Profile)
                .Bind(7, goal.AnonymousId)
                .Bind(8, WaitsFor(goal))
                .Bind(9, goal.Part)
                .Bind(10, newestDestination)
                .Execute();
            int changed = session.Changed;
            count += changed;
            if (changed > 0)
            {
                added?.Add(goal);
            }
        }

        return count;
    }

    private void Collect(long database, Stitching stitching, List<Goal> stitched)
    {
        _waiting.Bind(1, database).Bind(2, stitching.Device);
        while (_waiting.Step())
        {
            stitched.Add(GoalRows.Read(_waiting) with { Profile = stitching.Profile });
        }

        _waiting.Reset();
    }

    private long? WaitsFor(Goal goal) =>
        goal is { Stitch: true, Profile: null, AnonymousId: not null, Database: { } database } ? databases.FindOrAdd(database) : null;
}
