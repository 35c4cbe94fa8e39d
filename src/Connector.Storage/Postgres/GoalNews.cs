using Connector.Core.Goals;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>A goal that really was added by a batch, or became a profile's: said by the statements that write goals.</summary>
/// <param name="NewestDestination">The newest there was when it came.</param>
internal sealed record GoalNews(Goal Goal, int NewestDestination)
{
    // By these columns the answers are known among those of other statements.
    private const string Stitched = "stitched_goal";
    private const string Added = "added_goal";

    /// <param name="update">Of the table <c>goal g</c>.</param>
    public static string OfStitched(string update) => $"""
        with g as ({update} returning g.*)
        select {PostgresGoalRows.Columns}, true as {Stitched} from g join goal_kind k on k.id = g.kind
        """;

    public static string OfAdded(string insert) => $"{insert} returning key as {Added}";

    /// <param name="goals">Those that were to be added.</param>
    public static async Task<List<GoalNews>> ReadAsync(NpgsqlDataReader rows, IReadOnlyList<Goal> goals, CancellationToken cancellationToken)
    {
        var news = new List<GoalNews>();
        do
        {
            string last = rows.FieldCount == 0 ? "" : rows.GetName(rows.FieldCount - 1);
            if (last == Stitched)
            {
                while (await rows.ReadAsync(cancellationToken))
                {
                    news.Add(new GoalNews(PostgresGoalRows.Read(rows), PostgresGoalRows.NewestDestination(rows)));
                }
            }
            else if (last == Added)
            {
                var added = new HashSet<UInt128>();
                while (await rows.ReadAsync(cancellationToken))
                {
                    added.Add(rows.Key(0));
                }

                news.AddRange(goals.Where(goal => added.Remove(goal.Key)).Select(goal => new GoalNews(goal, int.MaxValue)));
            }
        }
        while (await rows.NextResultAsync(cancellationToken));
        return news;
    }
}
