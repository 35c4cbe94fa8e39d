using Connector.Core.Goals;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Goals as a query reads them: a page behind a time and key.</summary>
internal sealed class GoalRows(GoalQuery query)
{
    public const string Columns =
        "g.key, k.integration, k.hook, k.pixel, g.name, g.value, g.at, k.database, g.profile, g.anonymous_id, k.stitch, g.part";

    private readonly Conditions _conditions = new Conditions()
        .And("g.profile = ?", query.Profile)
        .And("k.pixel = ?", query.Pixel)
        .And("g.name = ?", query.Name)
        .And("k.integration = ?", query.Integration)
        .And("k.hook = ?", query.Hook)
        .And("g.at >= ?", query.From)
        .And("g.at < ?", query.To);

    /// <remarks>The goals of one profile are few and have their own index.</remarks>
    public string Select => $"""
        select {Columns}
        from goal g indexed by {(query.Profile is null ? "goal_at" : "goal_profile")} cross join goal_kind k on k.id = g.kind
        where (g.at, g.key) {(query.NewestFirst ? "<" : ">")} (?1, ?2){_conditions.Sql}
        order by g.at{Direction}, g.key{Direction}
        limit ?
        """;

    private string Direction => query.NewestFirst ? " desc" : "";

    public void Bind(SqliteStatement statement, GoalPosition? last, long size)
    {
        GoalPosition after = last ?? Start();
        statement.Bind(1, after.At).Bind(2, after.Key);
        statement.Bind(_conditions.Bind(statement, 3), size);
    }

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
        row.Int64(10) != 0)
    {
        Part = row.Int64OrNull(11),
    };

    /// <summary>Where the first page begins; the times that are asked for count too, so that the index is not read up to there.</summary>
    private GoalPosition Start()
    {
        if (query.NewestFirst)
        {
            var end = query.To is { } to ? new GoalPosition(to, UInt128.Zero) : new GoalPosition(long.MaxValue, UInt128.MaxValue);
            return query.After is { } before && before < end ? before : end;
        }

        var start = query.From is { } from and > long.MinValue
            ? new GoalPosition(from - 1, UInt128.MaxValue)
            : new GoalPosition(long.MinValue, UInt128.Zero);
        return query.After is { } after && after > start ? after : start;
    }
}
