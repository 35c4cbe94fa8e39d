using Connector.Core.Goals;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>A goal that really was added by a batch, or became a profile's: said by the statements that write goals.</summary>
/// <param name="NewestDestination">The newest there was when it came.</param>
internal sealed record GoalNews(Goal Goal, int NewestDestination)
{
    /// <summary>The last column of the answer, by which it is known among those of other statements.</summary>
    private const string Stitched = "stitched_goal";

    /// <param name="update">Of the table <c>goal g</c>.</param>
    public static string OfStitched(string update) => $"""
        with g as ({update} returning g.*)
        select {PostgresGoalRows.Columns}, true as {Stitched} from g join goal_kind k on k.id = g.kind
        """;

    public static bool IsAnswer(NpgsqlDataReader rows) => rows.FieldCount > 0 && rows.GetName(rows.FieldCount - 1) == Stitched;

    public static async Task<List<GoalNews>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var news = new List<GoalNews>();
        while (await rows.ReadAsync(cancellationToken))
        {
            news.Add(new GoalNews(PostgresGoalRows.Read(rows), PostgresGoalRows.NewestDestination(rows)));
        }

        return news;
    }
}
