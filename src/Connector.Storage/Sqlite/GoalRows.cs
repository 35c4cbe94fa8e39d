using Connector.Core.Goals;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Goals as a query reads them.</summary>
internal static class GoalRows
{
    private static readonly UInt128 BeforeAll = UInt128.Zero;

    /// <summary>A page behind a time and key. The goals of one profile are few and have their own index.</summary>
    public static string Select(GoalQuery query) => $"""
        select g.key, k.integration, k.hook, k.pixel, g.name, g.value, g.at, k.database, g.profile, g.anonymous_id, k.stitch
        from goal g indexed by {(query.Profile is null ? "goal_at" : "goal_profile")} cross join goal_kind k on k.id = g.kind
        where (g.at, g.key) > (?1, ?2)
            {(query.Profile is null ? "and ?3 is null" : "and g.profile = ?3")}
            and (?4 is null or k.pixel = ?4)
            and (?5 is null or g.name = ?5)
        order by g.at, g.key
        limit {Paging.PageSize}
        """;

    public static void Bind(SqliteStatement statement, GoalQuery query, Goal? last) => statement
        .Bind(1, last?.At ?? long.MinValue)
        .Bind(2, last?.Key ?? BeforeAll)
        .Bind(3, query.Profile)
        .Bind(4, query.Pixel)
        .Bind(5, query.Name);

    public static Goal Read(SqliteStatement row) => new(
        row.Key(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.Text(4),
        row.TextOrNull(5),
        row.Int64(6),
        row.TextOrNull(7),
        row.Int64OrNull(8),
        row.TextOrNull(9),
        row.Int64(10) != 0);
}
